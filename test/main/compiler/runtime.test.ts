/** The processor's runtime. */
import { findDevice } from '#main/devices/index.ts';
import { runtimeBattery } from './batteries/runtime.ts';

runtimeBattery(async (variables) => (await findDevice('cpu')).open(variables));
