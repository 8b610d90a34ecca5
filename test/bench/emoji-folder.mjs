// A real folder of images, end to end on the command line: 3,786 emoji (64 × 64 PNG, fetched once through npm) and
// 50 broken files are imported, a three-stage convolutional autoencoder trains on them, and a picture shows what it learned.
// usage: node test/bench/emoji-folder.mjs [FOLDER] [EPOCHS]     (FOLDER keeps the download, the run and the picture)
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(process.argv[2] ?? 'test-results/emoji');
const epochs = process.argv[3] ?? '20';
const images = join(folder, 'images');
const hourglass = (...args) =>
  execFileSync(process.execPath, ['scripts/hourglass.mjs', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, HOURGLASS_DATA: join(folder, 'data') },
  });

mkdirSync(folder, { recursive: true });
if (!existsSync(images)) {
  execFileSync('npm', ['pack', '--silent', 'emoji-datasource-google@16.0.0'], { cwd: folder });
  execFileSync('tar', ['-xzf', 'emoji-datasource-google-16.0.0.tgz', 'package/img/google/64'], { cwd: folder });
  cpSync(join(folder, 'package/img/google/64'), images, { recursive: true });
  const whole = readFileSync(join(images, '1f600.png'));
  for (let i = 0; i < 50; i++) {
    // Five ways in which real folders are broken.
    const bytes = [
      Buffer.alloc(0),
      whole.subarray(0, 40 + i * 7),
      Buffer.from('<html>not found</html>'),
      Buffer.concat([whole.subarray(0, 60), Buffer.alloc(900, i)]),
      Buffer.from([0xff, 0xd8, 0xff, 0xe0, i]),
    ][i % 5];
    writeFileSync(join(images, `broken-${String(i).padStart(2, '0')}.${i % 5 === 4 ? 'jpg' : 'png'}`), bytes);
  }
}

const template = JSON.parse(readFileSync('resources/templates/convolutional.hourglass', 'utf8'));
const node = (id) => structuredClone(template.graph.nodes.find((candidate) => candidate.id === id));
const place = (copy, id, name, params) =>
  Object.assign(copy, { id, name, params: { ...copy.params, ...params }, position: copy.position });
const nodes = [
  place(node('input_1'), 'input', 'Input', { shape: [64, 64, 3] }),
  place(node('conv2d_1'), 'down1', 'Conv2D 32', { filters: 32 }),
  place(node('conv2d_1'), 'down2', 'Conv2D 64', { filters: 64 }),
  place(node('conv2d_1'), 'down3', 'Conv2D 16', { filters: 16 }),
  place(node('latent_1'), 'latent', 'Latent', {}),
  place(node('conv2dTranspose_1'), 'up1', 'Transpose 64', { filters: 64 }),
  place(node('conv2dTranspose_1'), 'up2', 'Transpose 32', { filters: 32 }),
  place(node('conv2dTranspose_2'), 'up3', 'Transpose 3', { filters: 3 }),
  place(node('output_1'), 'output', 'Output', {}),
].map((copy, index) => ({
  ...Object.fromEntries(Object.entries(copy).filter(([key]) => key !== 'mirrorOf')),
  position: { x: index * 200, y: 0 },
}));
const edges = nodes
  .slice(1)
  .map((target, index) => ({ id: `edge_${index}`, source: nodes[index].id, target: target.id }));
const project = {
  ...template,
  id: 'emoji',
  name: 'Emoji',
  graph: { nodes, edges },
  data: {
    ...template.data,
    source: { kind: 'imageFolder', path: images },
    image: { ...template.data.image, color: 'color' },
  },
};
const file = join(folder, 'emoji.hourglass');
writeFileSync(file, JSON.stringify(project));

const result = JSON.parse(hourglass('train', file, '--epochs', epochs, '--json').toString());
hourglass('preview', result.folder, 'reconstruct', '-o', join(folder, 'reconstruct.png'));
console.log(JSON.stringify(result, null, 1));
console.log(`See ${join(folder, 'reconstruct.png')}`);
