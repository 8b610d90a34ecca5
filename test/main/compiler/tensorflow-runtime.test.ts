/** TensorFlow's runtime, and models and optimizers on it. */
import { tensorflow } from '#main/devices/tensorflow.ts';
import { modelBattery } from './batteries/models.ts';
import { optimizerBattery } from './batteries/optimizers.ts';
import { runtimeBattery, type Open } from './batteries/runtime.ts';
import { withTensorFlow } from './tensorflow-library.ts';

const open: Open = (variables) => tensorflow.open(variables);

withTensorFlow('TensorFlow', () => {
  runtimeBattery(open);
  modelBattery(open);
  optimizerBattery(open);
});
