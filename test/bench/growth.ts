/** How a step's time and memory grow with the batch, the layers' width and the sequence's length, ours alone. */
import { resultOf, startOurs, type Options } from './compare.ts';
import type { ModelName } from './models.ts';

export interface GrowthRow {
  readonly device: string;
  readonly model: ModelName;
  readonly grown: 'batch' | 'width' | 'length';
  readonly value: number;
  readonly milliseconds: number;
  readonly compileMilliseconds: number;
  readonly nodes: number;
  readonly peakMemory: number | null;
  readonly operationsPerStep: number;
}

const sizes = {
  batch: [16, 64, 256, 1024],
  width: [1, 2, 4, 8],
  length: [28, 50, 100, 200],
} as const;

/** What each model can be grown by: only sequences have a length, and the variational model's layers are fixed. */
const growths: Record<ModelName, readonly (keyof typeof sizes)[]> = {
  dense: ['batch', 'width'],
  conv: ['batch', 'width'],
  lstm: ['batch', 'width', 'length'],
  vae: ['batch'],
  conv64: ['batch', 'width'],
};

export async function grow({ models, devices, repeats, batch, measure }: Options): Promise<{ growth: GrowthRow[] }> {
  const growth: GrowthRow[] = [];
  for (const device of devices)
    for (const model of models)
      for (const grown of growths[model])
        for (const value of sizes[grown]) {
          const task = { model, device, batch, width: 1, length: 28, steps: null, [grown]: value };
          const contender = await startOurs(measure, task);
          try {
            for (let repeat = 0; repeat < repeats; repeat++) await contender.round();
            const result = await resultOf(contender);
            growth.push({
              device,
              model,
              grown,
              value,
              milliseconds: result.medianMilliseconds,
              compileMilliseconds: result.compileMilliseconds!,
              nodes: result.nodes!,
              peakMemory: result.peakMemory,
              operationsPerStep: result.operationsPerStep!,
            });
            console.log(`${model} on ${device}, ${grown} ${value}: ${result.medianMilliseconds.toFixed(2)} ms`);
          } finally {
            contender.end();
          }
        }
  return { growth };
}
