import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from '#main/cli/run.ts';
import { formatProject, parseProject } from '#shared/graph/parse.ts';
import { setObjective } from '#shared/graph/settings.ts';
import { templates } from '#shared/templates.ts';
import type { DeviceInfo } from '#shared/wire/devices.ts';
import type { Project } from '#shared/graph/document.ts';
import { buildEntries, type BuiltEntries } from '../trainer/built.ts';
import { chainProject, denseProject, temporaryFolder } from '../trainer/fixtures.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let entries: BuiltEntries;
let good: string;
beforeAll(async () => {
  temporary = await temporaryFolder();
  entries = await buildEntries('cli', ['src-main/trainer/entry.ts']);
  await mkdir(join(temporary.path, 'resources', 'templates'), { recursive: true });
  for (const { id } of templates) await save(join('resources', 'templates', `${id}.hourglass`), denseProject());
  good = await save('good.hourglass', denseProject({ epochs: 2 }));
});
afterAll(async () => {
  await entries.remove();
  await temporary.remove();
});

async function save(name: string, project: Project): Promise<string> {
  const path = join(temporary.path, name);
  await writeFile(path, formatProject(project));
  return path;
}

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
  /** stdout as the one JSON object it must be. */
  readonly json: Record<string, unknown>;
}

async function hourglass(
  args: readonly string[],
  onErrors: (text: string, interrupt: () => void) => void = () => {},
  interrupted = new AbortController(),
): Promise<Outcome> {
  let out = '';
  let errors = '';
  const code = await runCommandLine(args, {
    terminal: {
      out: { write: (text) => (out += text) },
      errors: {
        write: (text) => {
          errors += text;
          onErrors(text, () => interrupted.abort());
        },
      },
      interactive: false,
    },
    place: {
      resources: join(temporary.path, 'resources'),
      trainerEntry: entries.paths[0]!,
      environment: { ...process.env, HOURGLASS_DATA: join(temporary.path, 'data') },
    },
    interrupted: interrupted.signal,
  });
  return {
    code,
    out,
    errors,
    get json() {
      return JSON.parse(out) as Record<string, unknown>;
    },
  };
}

describe('templates and new', () => {
  test('lists templates', async () => {
    const { code, json } = await hourglass(['templates', '--json']);
    expect(code).toBe(0);
    expect(json).toEqual({ templates });
    expect((await hourglass(['templates'])).out).toContain('convolutional');
  });

  test('makes a project with an id of its own, and never replaces a file unasked', async () => {
    const file = join(temporary.path, 'mine.hourglass');
    expect((await hourglass(['new', 'convolutional', '-o', file])).code).toBe(0);
    const project = parseProject(await readFile(file, 'utf8'), 'mine');
    expect(project.name).toBe('mine');
    expect(project.id).not.toBe('test');
    const again = await hourglass(['new', 'convolutional', '-o', file]);
    expect(again.code).toBe(2);
    expect(again.errors).toContain('exists already');
    expect((await hourglass(['new', 'convolutional', '-o', file, '--force'])).code).toBe(0);
  });

  test('names the templates when asked for another', async () => {
    const { code, json } = await hourglass(['new', 'perceptron', '-o', 'x', '--json']);
    expect(code).toBe(2);
    expect(JSON.stringify(json)).toContain('lstm-rows');
  });
});

describe('check', () => {
  test('shows layers with shapes and weights', async () => {
    const { code, json } = await hourglass(['check', good, '--json']);
    expect(code).toBe(0);
    expect(json).toMatchObject({ ok: true, weights: 784 * 12 + 12 + 12 * 784 + 784, problems: [] });
    expect((json['layers'] as unknown[])[1]).toEqual({ name: 'Dense 1', kind: 'dense', output: [12], weights: 9420 });
    const text = await hourglass(['check', good]);
    expect(text.out).toMatch(/Dense 1 +dense +12 +9,420/);
    expect(text.out).toContain('No problems.');
  });

  test('shows problems with their fixes, and ends with 1', async () => {
    const lopsided = chainProject([
      ['input', { shape: [28, 28, 1] }],
      ['flatten'],
      ['dense', { units: 9 }],
      ['latent'],
      ['dense', { units: 784, activation: 'sigmoid' }],
      ['output'],
    ]);
    const file = await save('lopsided.hourglass', lopsided);
    const { code, json, out } = await hourglass(['check', file, '--json']);
    expect(code).toBe(1);
    expect(json['ok']).toBe(false);
    const [problem] = json['problems'] as { title: string; fixes: { label: string }[] }[];
    expect(problem!.fixes.length).toBeGreaterThan(0);
    expect(out.trim().split('\n')).toHaveLength(1);
    const text = (await hourglass(['check', file])).out;
    expect(text).toContain(`Problem: ${problem!.title}`);
    expect(text).toContain(`Fix: ${problem!.fixes[0]!.label}`);
  });

  test.each([
    ['a file that is not there', 'nothing.hourglass', null],
    ['a broken file', 'broken.hourglass', '{ "format": '],
    ['another kind of file', 'other.hourglass', '[1, 2]'],
  ])('ends with 2 for %s, naming it', async (_what, name, text) => {
    const path = join(temporary.path, name);
    if (text !== null) await writeFile(path, text);
    const { code, json, errors } = await hourglass(['check', path, '--json']);
    expect(code).toBe(2);
    expect(json).toHaveProperty('error.action');
    expect(errors).toContain(name);
  });
});

describe('train and preview', () => {
  let run: string;

  test('trains, reports one JSON object, and previews the best checkpoint', async () => {
    const folder = (run = join(temporary.path, 'run'));
    const trained = await hourglass([
      'train',
      good,
      '--epochs',
      '3',
      '--batch',
      '20',
      '--seed',
      '4',
      '--out',
      folder,
      '--json',
    ]);
    expect(trained.code).toBe(0);
    expect(trained.json).toMatchObject({
      folder,
      reason: 'finished',
      epochs: 3,
      device: 'Processor (CPU)',
      weights: 19_612,
    });
    for (const key of ['loss', 'validationLoss', 'seconds', 'samplesPerSecond'])
      expect(trained.json[key]).toBeGreaterThan(0);
    expect(trained.errors).toContain('Epoch 3/3: loss');
    const snapshot = parseProject(await readFile(join(folder, 'project.hourglass'), 'utf8'), 'snapshot');
    expect(snapshot.training).toMatchObject({ epochs: 3, batchSize: 20, seed: 4 });

    const picture = join(temporary.path, 'preview.png');
    const plain = ['--scale', '1', '--no-labels'];
    const preview = await hourglass(['preview', folder, 'reconstruct', '-o', picture, ...plain, '--json']);
    expect(preview.json).toMatchObject({ file: picture, epoch: trained.json['bestEpoch'], samples: 6 });
    const { width, height } = await sharp(picture).metadata();
    expect([width, height]).toEqual([6 * 28, 3 * 28]);

    const again = await hourglass(['train', good, '--out', folder]);
    expect(again.code).toBe(2);
    expect(again.errors).toContain('already holds a run');
    const longer = await hourglass(['train', good, '--resume', '--epochs', '5', '--out', folder, '--json']);
    expect(longer.json).toMatchObject({ reason: 'finished', epochs: 5 });
  });

  test('draws the worst samples of a part that has some', async () => {
    const picture = join(temporary.path, 'worst.png');
    const draw = (...options: string[]) =>
      hourglass(['preview', run, 'reconstruct', '-o', picture, '--part', 'test', ...options, '--json']);
    // No samples were kept for the test: those for validation stand in.
    const worst = await draw('--sort', 'worst', '--count', '4');
    expect(worst.json).toMatchObject({ part: 'validation', samples: 4 });
    const errors = worst.json['errors'] as number[];
    expect(errors).toEqual([...errors].sort((a, b) => b - a));
    const { json } = await draw();
    expect(errors[0]).toBeCloseTo(Math.max(...(json['errors'] as number[])), 6);
  });

  test('draws the least known samples, and says how well that tells labels apart', async () => {
    const picture = join(temporary.path, 'anomalies.png');
    const draw = (...options: string[]) => hourglass(['preview', run, 'anomaly', '-o', picture, ...options, '--json']);
    const { json, code, errors } = await draw('--normal', '0,1,2', '--count', '3');
    expect(code, errors).toBe(0);
    expect(json).toMatchObject({ part: 'validation', by: 'error', samples: 6, normal: ['0', '1', '2'] });
    expect(json['auroc']).toBeGreaterThanOrEqual(0);
    const { flagged, known } = json['counts'] as { flagged: number; known: Record<string, number> };
    expect(known['truePositives']! + known['falsePositives']!).toBe(flagged);
    const worst = (json['worst'] as { score: number }[]).map(({ score }) => score);
    expect(worst).toEqual(worst.toSorted((a, b) => b - a));
    expect((await sharp(picture).metadata()).height).toBeGreaterThan(3 * 64);
    const wrong = await draw('--normal', '0,eleven');
    expect(wrong.code).toBe(2);
    expect(wrong.errors).toContain('“eleven” was named as a normal label.');
  });

  test('Ctrl-C stops with a checkpoint, and --resume finds the run and goes on', async () => {
    const endless = await save('endless.hourglass', { ...denseProject({ epochs: 5000 }), id: 'endless' });
    const stopped = await hourglass(['train', endless, '--json'], (text, interrupt) => {
      if (text.startsWith('Epoch 2/')) interrupt();
    });
    expect(stopped.code).toBe(0);
    expect(stopped.json).toMatchObject({ reason: 'stopped' });
    const done = stopped.json['epochs'] as number;
    expect(done).toBeGreaterThanOrEqual(2);
    const resumed = await hourglass(['train', endless, '--resume', '--epochs', String(done + 1), '--json']);
    expect(resumed.json).toMatchObject({ reason: 'finished', epochs: done + 1, run: stopped.json['run'] });
  });

  test('Ctrl-C before training says so and ends with 130', async () => {
    const interrupted = new AbortController();
    interrupted.abort();
    const { code, errors, json } = await hourglass(['train', good, '--json'], undefined, interrupted);
    expect(code).toBe(130);
    expect(errors).toContain('Interrupted while the data were being prepared.');
    expect(json).toHaveProperty('error.expected', 'Nothing was trained, and nothing was changed.');
  });

  test('a device that is not to be had ends with 2, and those that are are named', async () => {
    const { code, errors } = await hourglass(['train', good, '--device', 'abacus']);
    expect(code).toBe(2);
    expect(errors).toMatch(/no device “abacus”[^]*One of these was expected: auto, cpu/);
  });

  test('a project with problems is not trained', async () => {
    const file = await save(
      'bad.hourglass',
      chainProject([['input', { shape: [784] }], ['output']].slice(0, 1) as never),
    );
    const { code, json, errors } = await hourglass(['train', file, '--json']);
    expect(code).toBe(1);
    expect(json).toMatchObject({ ok: false });
    expect(errors).toContain('Problem: ');
  });

  test('data that do not fit the input are a problem with a fix, known before training', async () => {
    const small = chainProject([
      ['input', { shape: [10, 10, 1] }],
      ['flatten'],
      ['dense', { units: 100 }],
      ['reshape', { targetShape: [10, 10, 1] }],
      ['output'],
    ]);
    const { code, json } = await hourglass(['train', await save('small.hourglass', small), '--json']);
    expect(code).toBe(1);
    expect(JSON.stringify(json['problems'])).toContain('784 values');
  });

  test('a loss that is not finite ends with 1 and says where', async () => {
    const project = chainProject([['input', { shape: [784] }], ['dense', { units: 784 }], ['output']], {
      optimizer: { kind: 'sgd', params: {} },
      learningRate: 100,
      epochs: 60,
    });
    const { code, json } = await hourglass(['train', await save('wild.hourglass', project), '--json']);
    expect(code).toBe(1);
    expect(json).toMatchObject({ reason: 'notFinite' });
    expect(JSON.stringify(json['message'])).toContain('“Dense 1”');
  });

  test.each([
    [['train']],
    [['train', 'FILE', '--epochs', '0']],
    [['train', 'FILE', '--epochs', '1e3']],
    [['train', 'FILE', '--device', 'abacus-1000', '--resume']],
    [['train', 'FILE', '--device', 'abacus-1000']],
    [['devices', '--measure', '/nowhere/at/all.hourglass']],
    [['train', 'FILE', '--data', '/nowhere/at/all']],
    [['preview', 'no-such-run', 'reconstruct', '-o', 'x.png']],
    [['preview', 'no-such-run', 'dream', '-o', 'x.png']],
    [['preview', 'no-such-run', 'reconstruct', '-o', 'x.png', '--sort', 'odd']],
    [['preview', 'no-such-run', 'reconstruct', '-o', 'x.png', '--count', '0']],
    [['fly']],
    [['check', '--wings', 'FILE']],
  ])('bad usage ends with 2, in words: %j', async (args) => {
    const { code, errors, out, json } = await hourglass([
      ...args.map((arg) => (arg === 'FILE' ? good : arg)),
      '--json',
    ]);
    expect(code).toBe(2);
    expect(errors.length).toBeGreaterThan(10);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(json).toHaveProperty('error.received');
  });

  test('--data takes a folder of images', async () => {
    const folder = join(temporary.path, 'pictures');
    await mkdir(folder);
    for (let i = 0; i < 20; i++) {
      const pixels = {
        create: { width: 28, height: 28, channels: 3 as const, background: { r: i * 12, g: i * 12, b: i * 12 } },
      };
      await sharp(pixels)
        .png()
        .toFile(join(folder, `${i}.png`));
    }
    const { code, json } = await hourglass(['train', good, '--data', folder, '--epochs', '1', '--json']);
    expect(json).toMatchObject({ reason: 'finished', epochs: 1 });
    expect(code).toBe(0);
  });
});

describe('evaluate', () => {
  const folder = (name: string): string => join(temporary.path, `evaluated-${name}`);
  const trained = async (name: string, project: Project): Promise<string> => {
    const file = await save(`${name}.hourglass`, project);
    const { code, errors } = await hourglass(['train', file, '--out', folder(name), '--json']);
    expect(code, errors).toBe(0);
    return folder(name);
  };
  const plain = denseProject({ epochs: 2 }, 300);
  const variational = setObjective(plain, 'variational');

  test('measures what a run kept apart, as a table and as one JSON object', async () => {
    const run = await trained('variational', variational);
    const { code, json, errors } = await hourglass(['evaluate', run, '--json']);
    expect(code).toBe(0);
    expect(json).toMatchObject({ run, objective: 'variational', part: 'validation', samples: 30, anomalies: null });
    expect(json).toMatchObject({ measures: { elbo: expect.any(Number) as number, kl: expect.any(Number) as number } });
    expect(json).toMatchObject({
      probe: { latentValues: 12, judgedOn: 30 },
      quality: { reason: expect.any(String) as string },
    });
    expect(errors).toContain('Measuring the loss …');
    const { out } = await hourglass(['evaluate', run, '--normal', '7']);
    expect(out).toMatch(/^Samples +30 kept to validate on$/m);
    expect(out).toMatch(/^KL divergence +[\d.]+ nats$/m);
    expect(out).toMatch(/^AUROC +0\.\d{4} by reconstruction error, 0\.\d{4} by negative ELBO$/m);
    expect(out).toMatch(/^Linear probe +[\d.]+% of 30 labels right from 12 latent values$/m);
    expect(out).toMatch(/^Sample quality +none: Only 30 samples/m);
  });

  test('judges on a folder of pictures, prepared as the run’s own were', async () => {
    const run = await trained('plain', plain);
    const pictures = join(temporary.path, 'others');
    await mkdir(join(pictures, 'a'), { recursive: true });
    for (let i = 0; i < 5; i++) {
      const background = { r: i * 50, g: i * 50, b: 0 };
      await sharp({ create: { width: 40, height: 40, channels: 3, background } })
        .png()
        .toFile(join(pictures, 'a', `${i}.png`));
    }
    const { code, json, errors } = await hourglass(['evaluate', run, '--data', pictures, '--json']);
    expect(code, errors).toBe(0);
    expect(json).toMatchObject({
      part: 'given',
      samples: 5,
      writing: null,
      quality: null,
      probe: { reason: expect.any(String) as string },
    });
  });

  test.each([[['no-such-run']], [['RUN', '--normal', 'eleven']], [['RUN', '--data', '/nowhere/at/all']]])(
    'refuses in words: %j',
    async (args) => {
      const run = folder('plain');
      const { code, json } = await hourglass(['evaluate', ...args.map((arg) => (arg === 'RUN' ? run : arg)), '--json']);
      expect(code).toBe(2);
      expect(json).toHaveProperty('error.action');
    },
  );
});

describe('export', () => {
  const run = (): string => join(temporary.path, 'exported-run');
  const to = (name: string): string => join(temporary.path, name);
  beforeAll(async () => {
    expect((await hourglass(['train', good, '--out', run()])).code).toBe(0);
  }, 60_000);

  test('writes a part with its test vectors, and says how near it is', async () => {
    const { code, json, errors } = await hourglass([
      ...['export', run(), '--format', 'onnx', '--part', 'encoder', '-o', to('encoder.onnx')],
      ...['--option', 'input=bytes', '--samples', to('vectors'), '--json'],
    ]);
    expect(code).toBe(0);
    expect(errors).toContain('Reading it back and comparing …');
    expect(json).toMatchObject({ part: { kind: 'encoder' }, path: to('encoder.onnx'), check: { real: true } });
    expect((json['check'] as { difference: number }).difference).toBeLessThan(1e-4);
    const input = await readFile(join(to('vectors'), 'input.npy'), 'latin1');
    expect(input).toContain("'|u1', 'fortran_order': False, 'shape': (16, 784)");
    expect(await readFile(join(to('vectors'), 'expected.npy'), 'latin1')).toContain('(16, 12)');
  });

  test('in words: what was written where', async () => {
    const { out } = await hourglass(['export', run(), '--format', 'onnx', '-o', to('whole.onnx')]);
    expect(out).toMatch(/Part +Whole network/);
    expect(out).toMatch(/read back by ONNX Runtime [\d.]+: largest difference .* on 16 real samples/);
  });

  test.each([
    [['--format', 'onx'], 'One of onnx, '],
    [['--format', 'onnx', '--part', 'verdict'], 'One of model, encoder, '],
    [['--format', 'onnx', '--part', 'discriminator'], 'It can be taken away as: model (“Whole network”)'],
    [['--format', 'onnx', '--option', 'precision=float8'], 'Its options are: precision, input.'],
    [['--format', 'onnx', '--checkpoint', 'first'], 'One of best, last was expected.'],
  ])('refuses %j in words', async (args, words) => {
    const { code, json } = await hourglass(['export', run(), ...args, '-o', to('refused.onnx'), '--json']);
    expect(code).toBe(2);
    expect(JSON.stringify(json)).toContain(words);
  });

  test('a file of another ending is refused, and nothing is written', async () => {
    const { code, json } = await hourglass(['export', run(), '--format', 'onnx', '-o', to('refused.bin'), '--json']);
    expect([code, JSON.stringify(json)]).toEqual([2, expect.stringContaining('Call it “refused.onnx”.')]);
    await expect(readFile(to('refused.bin'))).rejects.toThrow();
  });

  test('Ctrl-C leaves nothing behind', async () => {
    const { code } = await hourglass(
      ['export', run(), '--format', 'onnx', '-o', to('cancelled.onnx')],
      (text, interrupt) => text.startsWith('Tracing') && interrupt(),
    );
    expect(code).toBe(130);
    await expect(readFile(to('cancelled.onnx'))).rejects.toThrow();
  });
});

test('devices', async () => {
  const { code, json } = await hourglass(['devices', '--json']);
  expect(code).toBe(0);
  expect(json['devices']).toContainEqual(expect.objectContaining({ id: 'cpu', available: true }));
  const { out } = await hourglass(['devices']);
  expect(out).toMatch(/^Id +Device +Name +Memory +Available$[^]*^cpu +Processor \(CPU\) .* GiB +yes$/m);
  // Of what is missing is said why, and what to do.
  for (const { available, title, remedy } of json['devices'] as DeviceInfo[])
    if (!available) {
      const line = out.split('\n').find((each) => each.startsWith(`${title}: `));
      expect(line).toContain(remedy);
    }
});

test('devices --measure times a project, and training uses what was found', async () => {
  const measured = await hourglass(['devices', '--measure', good, '--json']);
  expect(measured.code).toBe(0);
  expect(measured.json).toMatchObject({ measured: { speeds: [{ id: 'cpu', failure: null }] } });
  expect(measured.errors).toContain('Measuring devices: Processor (CPU)');
  const { out } = await hourglass(['devices', '--measure', good]);
  expect(out).toMatch(/Available +Speed$[^]*^cpu .* yes +[\d,]+ images\/s$/m);
});

test('help goes to stdout and ends with 0', async () => {
  const { code, out } = await hourglass(['--help']);
  expect(code).toBe(0);
  expect(out).toContain('preview');
  for (const args of [
    ['preview', '--help'],
    ['preview', 'RUN', '--help'],
    ['help', 'preview'],
  ]) {
    const { code, out } = await hourglass(args);
    expect(code).toBe(0);
    expect(out).toMatch(/^Kinds:$[^]*^ {2}reconstruct +samples, what/m);
  }
  const own = await hourglass(['preview', 'RUN', 'reconstruct', '--help']);
  expect(own.code).toBe(0);
  expect(own.out).toMatch(
    /^Usage: hourglass preview RUN reconstruct \[options\]$[^]*--sort <order>[^]*--checkpoint <which>/m,
  );
});
