/** Shape and operation of a recurrent kind that goes one way: LSTM, GRU and simple RNN differ in their cell alone. */
import { sequenceInput } from './input-checks.ts';
import type { Shape, TensorFlow } from './layer.ts';
import { keepMask } from './operation.ts';
import type { Operation } from './operation.ts';
import type { CellKind } from './recurrent-cells.ts';
import { walk } from './recurrent.ts';
import type { RecurrentParams } from './recurrent.ts';

interface OneWayParams extends RecurrentParams {
  readonly returnSequences: boolean;
  readonly goBackwards: boolean;
}

export function recurrentShape(
  params: { readonly units: number; readonly returnSequences: boolean },
  inputs: readonly Shape[],
  title: string,
): Shape {
  const [steps] = sequenceInput(inputs, title);
  return params.returnSequences ? [steps, params.units] : [params.units];
}

export function oneWay(core: TensorFlow['core'], kind: CellKind, params: OneWayParams): Operation {
  return {
    mask: params.returnSequences ? keepMask : () => null,
    compute([x], weights, { masks }) {
      const outputs = params.returnSequences ? 'asWalked' : 'last';
      return walk(core, kind, params, x!, weights, { backwards: params.goBackwards, mask: masks[0] ?? null, outputs });
    },
  };
}
