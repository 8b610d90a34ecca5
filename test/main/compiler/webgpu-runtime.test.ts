/** WebGPU's runtime, and models and optimizers on it. */
import { webgpu } from '#main/devices/webgpu.ts';
import { modelBattery } from './batteries/models.ts';
import { optimizerBattery } from './batteries/optimizers.ts';
import { runtimeBattery, type Open } from './batteries/runtime.ts';
import { withWebgpu } from './webgpu-adapter.ts';

const open: Open = (variables) => webgpu.open(variables);

withWebgpu('WebGPU', () => {
  // A software adapter computes a step of convolutions in half a second.
  runtimeBattery(open, 3);
  modelBattery(open);
  optimizerBattery(open);
});
