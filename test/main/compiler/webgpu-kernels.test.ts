/** Kernels, gradients and random numbers on WebGPU. */
import { gradientBattery } from './batteries/gradients.ts';
import { kernelBattery } from './batteries/kernels.ts';
import { randomBattery } from './batteries/random.ts';
import { runGraph } from './compare.ts';
import { runOnWebgpu, withWebgpu } from './webgpu-adapter.ts';

/** What shaders are free to be imprecise in (WGSL specification, "Floating Point Accuracy": sine and cosine to 2^-11). */
const imprecise = ['acos', 'cos', 'sin', 'tan'];

withWebgpu('WebGPU', () => {
  kernelBattery(runOnWebgpu, (name) => ({ eager: imprecise.includes(name) ? 5e-4 : 1e-5, passes: 1e-6 }));
  gradientBattery(runOnWebgpu, runGraph);
  randomBattery(runOnWebgpu);
});
