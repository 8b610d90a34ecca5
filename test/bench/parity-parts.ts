/** What keras-parity.mjs takes from the sources: bundled, because devices load their libraries when they are opened. */
export { openDataset, prepareDataset } from '#main/data/cache.ts';
export { splitSamples } from '#main/data/split.ts';
export { readCheckpoint } from '#main/trainer/checkpoint.ts';
export { addMeasures, meansOf } from '#main/trainer/measures.ts';
export { buildModel } from '#main/trainer/model.ts';
export { Session } from '#main/trainer/session.ts';
export { permutation } from '#shared/counter-random.ts';
export { templates } from '#shared/templates.ts';
