/** How well a network's own scores tell samples with one label from all others. */
import { UserError } from '#shared/problem.ts';
import type { AnomalyFigures, Unavailable } from '#shared/wire/evaluation.ts';
import type { Session } from '../session.ts';
import { areaUnderRoc } from '#shared/statistics/area-under-roc.ts';
import { gather } from './passes.ts';
import { scoring } from './sample-scores.ts';

/** Throws a UserError for a label that is not there. */
export async function scoreAnomalies(
  session: Session,
  order: Uint32Array,
  normal: string,
): Promise<AnomalyFigures | Unavailable> {
  const { labels: known } = session.dataset.info;
  const labels = await session.dataset.labels();
  const position = known.findIndex(({ name }) => name === normal);
  if (!labels || position < 0) {
    throw new UserError({
      received: `“${normal}” was named as the normal label.`,
      expected: labels
        ? `The labels of the data are ${known.map(({ name }) => `“${name}”`).join(', ')}.`
        : 'The data have no labels.',
      action: labels ? 'Name one of them with --normal.' : 'Leave --normal out, or evaluate on data with labels.',
    });
  }
  const fn = scoring(session);
  if (!fn) return { reason: 'The network gives no sample back, so that there is no error to go by.' };
  const isNormal = Array.from(order, (index) => labels[index] === position);
  const normalSamples = isNormal.filter(Boolean).length;
  const otherSamples = order.length - normalSamples;
  if (normalSamples === 0 || otherSamples === 0) {
    const found = normalSamples === 0 ? `None of the ${order.length} samples is` : `All ${order.length} samples are`;
    return { reason: `${found} “${normal}”; both kinds are needed.` };
  }
  const { error, negativeElbo } = await gather(session, { name: 'score', fn }, order);
  const area = (scores: Float32Array): number =>
    areaUnderRoc(
      scores.filter((_, at) => isNormal[at]),
      scores.filter((_, at) => !isNormal[at]),
    );
  const elbo = negativeElbo ? { negativeElbo: area(negativeElbo) } : {};
  return { normal, normalSamples, otherSamples, auroc: { reconstruction: area(error!), ...elbo } };
}
