/** The loss of the laziest answer, one flat grey for every pixel of every image: the mark a network has to beat. */
import type { Project } from '#shared/graph/document.ts';
import type { DatasetInfo } from '#shared/wire/studio.ts';

/**
 * For mean squared error the variance of the pixels (the mean is the best constant); for binary cross-entropy the
 * entropy of their mean. Other losses and objectives have no such closed form here: null. Statistics are those of
 * values from 0 to 1; the range −1 to 1 doubles every distance. Of data that are no pictures there are none.
 */
export function flatGuessLoss(
  project: Project,
  { form, statistics }: Pick<DatasetInfo, 'form' | 'statistics'>,
): number | null {
  if (project.objective.kind !== 'reconstruct' || form.kind !== 'image') return null;
  const { mean, standardDeviation } = statistics;
  const wide = project.data.image.range === 'minusOneToOne';
  switch (project.objective.params['loss']) {
    case 'meanSquaredError':
      return standardDeviation ** 2 * (wide ? 4 : 1);
    case 'binaryCrossentropy':
      return wide || mean <= 0 || mean >= 1 ? null : -(mean * Math.log(mean) + (1 - mean) * Math.log(1 - mean));
    default:
      return null;
  }
}
