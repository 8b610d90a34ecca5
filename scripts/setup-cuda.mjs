// npm run setup:cuda: fetches what computing on an NVIDIA graphics processor by CUDA takes and npm's packages do not hold:
// TensorFlow's library, and on Linux ONNX Runtime's CUDA part. Says before what it fetches, and at the end what it found.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fail, isOffline, prepare, root, run, runNpm, say } from './setup.mjs';

const systems = ['linux-x64', 'win32-x64'];
const system = `${process.platform}-${process.arch}`;
const tensorFlow = '@tensorflow/tfjs-node-gpu';

const parts = [
  {
    name: 'TensorFlow’s library',
    words: 'TensorFlow 2.9.1 with CUDA, and its addon for Node: some 400 MB, 1 GB on the disk',
    needs: 'CUDA 11.2 and cuDNN 8.1',
    systems,
    package: tensorFlow,
    environment: {},
  },
  {
    name: 'ONNX Runtime’s CUDA part',
    words: 'ONNX Runtime’s CUDA part: some 200 MB, 400 MB on the disk',
    needs: 'CUDA 12 and cuDNN 9',
    systems: ['linux-x64'],
    package: 'onnxruntime-node',
    environment: { ONNXRUNTIME_NODE_INSTALL: 'cuda12' },
  },
].filter((part) => part.systems.includes(system));

if (process.argv[2] === 'look') await look();
else await setUp();

async function setUp() {
  if (parts.length === 0)
    fail(
      `Nothing was fetched: CUDA is to be had for Linux and Windows on Intel and AMD processors, and this is ${system}. ` +
        'On a Mac, Hourglass uses the graphics by WebGPU or CoreML, without any download.',
    );
  say('To compute on an NVIDIA graphics processor, this fetches, from their makers:');
  for (const { words, needs } of parts) say(`· ${words}. It needs ${needs} from NVIDIA on this computer.`);
  say('It does not fetch NVIDIA’s driver, CUDA or cuDNN. Without them, all else in Hourglass works as before.');
  await prepare({ build: false });
  await installOptionalPackage();
  const failures = [];
  for (const part of parts) {
    say(`Fetching ${part.name} …`);
    const failure = await fetchPart(part);
    if (failure) failures.push(failure);
  }
  for (const failure of failures) say(failure);
  const { line, works } = await findOut();
  say(line);
  process.exit(works && failures.length === 0 ? 0 : 1);
}

/** It may have been left out, or have failed, when the other packages were installed. */
async function installOptionalPackage() {
  if (existsSync(join(root, 'node_modules', tensorFlow, 'package.json'))) return;
  say(`Installing the package ${tensorFlow} …`);
  const { code, output } = await runNpm(['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']);
  if (code !== 0) fail(`The package ${tensorFlow} was not installed: ${reason(output)}`);
}

/** Runs the package's own installation step, which install scripts being off has skipped. Returns what went wrong. */
async function fetchPart({ name, package: packageName, environment }) {
  const { code, output } = await runNpm(['rebuild', packageName, '--ignore-scripts=false', '--foreground-scripts'], {
    env: { ...process.env, ...environment },
  });
  return code === 0 ? null : `${name} was not fetched: ${reason(output)}`;
}

/** One sentence, and what to do. */
function reason(output) {
  const host = /(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT)\s+([\w.-]+)/.exec(output)?.[1];
  if (isOffline(output)) return `${host ?? 'its maker’s server'} cannot be reached. Connect, and run this again.`;
  if (/ENOSPC/.test(output)) return 'the disk is full. Free 2 GB, and run this again.';
  if (/EACCES|EPERM/.test(output)) return 'node_modules cannot be written to. Make it yours, and run this again.';
  if (/gyp ERR|node-gyp|make: /.test(output))
    return 'no addon was ready for this Node, and building one failed. Use Node 20 or 22, and run this again.';
  const error = /^(?:npm (?:error|ERR!) )?(?:\w*Error: )(.+)$/m.exec(output)?.[1];
  return `${error ?? 'its installation step failed'}. Run this again, or see its log in npm’s folder.`;
}

/** Loads it in a process of its own: a library that does not suit this computer may end the process. */
async function findOut() {
  const { code, output } = await run(process.execPath, [join(import.meta.dirname, 'setup-cuda.mjs'), 'look']);
  const answer = /^found (\{.*\})$/m.exec(output)?.[1];
  if (!answer)
    return {
      works: false,
      line: `TensorFlow’s library ends the process that loads it (${code}): this processor may lack AVX, or a system library is too old.`,
    };
  const { title, available, detail, remedy, software } = JSON.parse(answer);
  const works = available && !software;
  return {
    works,
    line: `${works ? 'Ready: ' : ''}${title}${available ? '' : ' is not available'}: ${detail}.${remedy ? ` ${remedy}` : ''}`,
  };
}

/** What the device itself says. */
async function look() {
  const { createJiti } = await import('jiti');
  const { describeTensorFlow } = await createJiti(import.meta.url).import('../src-main/devices/tensorflow.ts');
  const status = await describeTensorFlow();
  process.stdout.write(`\nfound ${JSON.stringify(status)}\n`, () => process.exit(0));
}
