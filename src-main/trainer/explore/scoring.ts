/** How badly each of some samples is given back, as its objective measures one by itself. Owns the portions in which they are run. */
import { UserError } from '#shared/problem.ts';
import { scoring } from '../evaluation/sample-scores.ts';
import { portion } from './core.ts';
import type { Explorer } from './explorer.ts';

/** [count] of samples as stored, and what should come out of them: the same bytes where that is the sample itself. */
export async function scoreSamples(explorer: Explorer, bytes: Uint8Array, wanted: Uint8Array): Promise<Float32Array> {
  const { session } = explorer;
  const { dataset } = session;
  const fn = scoring(session);
  if (!fn) throw givesNothingBack();
  const count = bytes.length / dataset.sampleBytes;
  const targetBytes = wanted.length / count;
  const errors = new Float32Array(count);
  for (let at = 0; at < count;) {
    const now = portion(count - at);
    const own = bytes.subarray(at * dataset.sampleBytes, (at + now) * dataset.sampleBytes);
    const partner = wanted.subarray(at * targetBytes, (at + now) * targetBytes);
    const outputs = await explorer.run(`score-${now}`, fn, explorer.stored(now, own, partner));
    errors.set(outputs['error'] as Float32Array, at);
    at += now;
  }
  return errors;
}

const givesNothingBack = (): UserError =>
  new UserError({
    received: 'The network gives no sample back.',
    expected: 'An error is how far what comes out is from what should.',
    action: 'Choose the run of an autoencoder.',
  });
