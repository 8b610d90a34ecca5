/** The parts that a run's samples fall into, and which one is looked at where the chosen one is empty. */
import type { ExploreInfo } from '../wire/explore/info.ts';

export const dataParts = ['train', 'validation', 'test'] as const;
export type DataPart = (typeof dataParts)[number];

export const partTitles: Readonly<Record<DataPart, string>> = {
  train: 'Training',
  validation: 'Validation',
  test: 'Test',
};

/** The chosen part, or where it has no samples the first of validation, test and training that has. */
export function partWithSamples({ data }: ExploreInfo, chosen: DataPart): DataPart {
  const order: readonly DataPart[] = [chosen, 'validation', 'test', 'train'];
  return order.find((part) => data.parts[part] > 0) ?? chosen;
}
