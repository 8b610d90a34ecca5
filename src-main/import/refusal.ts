/** The words in which a model file, or a layer in it, is refused. Owns the form; what is wrong is said by whoever finds it. */
import { basename } from 'node:path';
import { UserError } from '#shared/problem.ts';

const expected =
  'A whole Keras archive (.keras), Keras HDF5 file (.h5), TensorFlow.js layers model (model.json) or ONNX model (.onnx), made of layers that Hourglass has, was expected.';

/** `what` goes on after a colon. */
export const refuse = (
  path: string,
  what: string,
  action = 'Save the model again, or choose another one.',
): UserError =>
  new UserError({ received: `“${basename(path)}” cannot be imported: ${printable(what)}.`, expected, action });

/** Names and settings from others may hold anything, and be of any length. */
const printable = (text: string): string => text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '·').slice(0, 600);

/** A layer that cannot be represented; the message is the file's own name for it, its kind, and why. */
export class LayerRefusal extends Error {
  constructor(layer: string, kind: string, what: string) {
    super(`its layer “${layer.slice(0, 80)}” (${kind.slice(0, 60)}) ${what}`);
  }
}

/** A setting's value, short. */
export const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};
