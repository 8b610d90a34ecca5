/** What to do next on the way from an empty canvas to a whole autoencoder. Words only; the checks stand in src-shared/graph. */
import type { Project } from '#shared/graph/document.ts';

/** Null: nothing is drawn yet (the empty canvas says its own words), or an output ends the network. */
export function nextStep({ graph }: Project): string | null {
  const has = (kind: string): boolean => graph.nodes.some((node) => node.kind === kind);
  if (graph.nodes.length === 0 || has('output')) return null;
  if (!has('input')) return 'Next: add an Input, where the data come in.';
  if (graph.nodes.every(({ kind }) => kind === 'input')) {
    return 'Next: add the layers of the encoder. Double-click them on the left, one after the other.';
  }
  if (!has('latent')) return 'Next: add more layers, or a Latent where the encoder ends.';
  return 'Next: press Mirror encoder. It builds the decoder and the output.';
}
