/** Kernels, gradients and random numbers on TensorFlow. */
import { gradientBattery } from './batteries/gradients.ts';
import { kernelBattery } from './batteries/kernels.ts';
import { randomBattery } from './batteries/random.ts';
import { runOnTensorFlow, withTensorFlow } from './tensorflow-library.ts';

withTensorFlow('TensorFlow', () => {
  kernelBattery(runOnTensorFlow);
  gradientBattery(runOnTensorFlow);
  randomBattery(runOnTensorFlow);
});
