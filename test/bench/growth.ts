/** How a step's time and memory grow with the batch, the layers' width and the sequence's length, ours alone. */
import { resultOf, startOurs, type Options } from './compare.ts';
import type { ModelName } from './models.ts';

export interface GrowthFigures {
  readonly milliseconds: number;
  readonly compileMilliseconds: number;
  readonly nodes: number;
  readonly peakMemory: number | null;
  readonly operationsPerStep: number;
}

export interface GrowthRow {
  readonly device: string;
  readonly model: ModelName;
  readonly grown: keyof typeof sizes;
  readonly value: number;
  /** Null for a point that failed or took too long: the others are measured all the same. */
  readonly figures: GrowthFigures | null;
  readonly failure: string | null;
}

const sizes = {
  batch: [16, 64, 128, 256, 512, 1024],
  width: [1, 2, 4, 8],
  length: [28, 50, 100, 200, 500],
} as const;

/** What each model can be grown by: only sequences have a length, and the layers of variational and quantised models are fixed. */
const growths: Record<ModelName, readonly (keyof typeof sizes)[]> = {
  dense: ['batch', 'width'],
  conv: ['batch', 'width'],
  lstm: ['batch', 'width', 'length'],
  vae: ['batch'],
  vae20: ['batch'],
  vqvae: ['batch'],
  dcgan: ['batch'],
  conv64: ['batch', 'width'],
};

/** A point may take `limit` seconds in all, from the process's start to its end. */
export async function grow(options: Options & { readonly limit: number }): Promise<{ growth: GrowthRow[] }> {
  const { models, devices } = options;
  const growth: GrowthRow[] = [];
  for (const device of devices)
    for (const model of models)
      for (const grown of growths[model])
        for (const value of sizes[grown]) {
          const point = { device, model, grown, value };
          const row = await measurePoint(point, options).then(
            (figures) => ({ ...point, figures, failure: null }),
            (error: unknown) => ({ ...point, figures: null, failure: error instanceof Error ? error.message : '' }),
          );
          const said = row.figures ? `${row.figures.milliseconds.toFixed(2)} ms` : row.failure;
          console.log(`${model} on ${device}, ${grown} ${value}: ${said}`);
          growth.push(row);
        }
  return { growth };
}

async function measurePoint(
  { device, model, grown, value }: Pick<GrowthRow, 'device' | 'model' | 'grown' | 'value'>,
  { batch, measure, repeats, limit }: Options & { readonly limit: number },
): Promise<GrowthFigures> {
  const task = { model, device, batch, width: 1, length: 28, steps: null, [grown]: value };
  const contender = await startOurs(measure, task, limit);
  try {
    for (let repeat = 0; repeat < repeats; repeat++) await contender.round();
    const result = await resultOf(contender);
    return {
      milliseconds: result.medianMilliseconds,
      compileMilliseconds: result.compileMilliseconds!,
      nodes: result.nodes!,
      peakMemory: result.peakMemory,
      operationsPerStep: result.operationsPerStep!,
    };
  } finally {
    contender.end();
  }
}
