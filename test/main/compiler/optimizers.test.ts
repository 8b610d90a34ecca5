/** Optimizers on the processor. */
import { findDevice } from '#main/devices/index.ts';
import { optimizerBattery } from './batteries/optimizers.ts';

optimizerBattery(async (variables) => (await findDevice('cpu')).open(variables));
