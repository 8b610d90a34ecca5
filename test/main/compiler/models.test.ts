/** Models on the processor. */
import { findDevice } from '#main/devices/index.ts';
import { modelBattery } from './batteries/models.ts';

modelBattery(async (variables) => (await findDevice('cpu')).open(variables));
