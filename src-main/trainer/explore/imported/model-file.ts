/** The form of a TensorFlow.js model.json, as far as it is looked at before TensorFlow.js reads it. */
import * as v from 'valibot';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));
const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const weight = v.looseObject({
  name,
  shape: v.pipe(v.array(size), v.maxLength(8)),
  dtype: name,
  quantization: v.optional(v.looseObject({ dtype: name, scale: v.optional(v.number()), min: v.optional(v.number()) })),
});

export const modelFileSchema = v.looseObject({
  format: v.optional(v.nullable(v.string())),
  modelTopology: v.looseObject({}),
  weightsManifest: v.array(v.looseObject({ paths: v.array(name), weights: v.array(weight) })),
});
export type ModelFile = v.InferOutput<typeof modelFileSchema>;

/** One operation of a graph model. */
const graphNode = v.looseObject({
  name,
  op: name,
  input: v.optional(v.array(name), []),
  attr: v.optional(v.record(v.string(), v.looseObject({})), {}),
});
export const graphTopology = v.looseObject({ node: v.pipe(v.array(graphNode), v.minLength(1), v.maxLength(100_000)) });
export type GraphTopologyNode = v.InferOutput<typeof graphNode>;
