/** What every operator becomes. Owns the choice; what is not here is refused by its name. */
import type { Operator } from '../step.ts';
import { arithmetic, ofNumbers } from './arithmetic.ts';
import { conv, convTranspose } from './convolutions.ts';
import { curves, passed } from './curves.ts';
import { gemm, matMul } from './dense.ts';
import { normalization } from './normalization.ts';
import { pooling } from './pooling.ts';
import { shapes } from './shapes.ts';
import { sizes } from './sizes.ts';

const all: Readonly<Record<string, Operator>> = {
  ...{ Gemm: gemm, MatMul: matMul, Conv: conv, ConvTranspose: convTranspose },
  ...{ Add: arithmetic, Sub: arithmetic, Mul: arithmetic, Div: arithmetic },
  ...{ Sqrt: ofNumbers, Reciprocal: ofNumbers, Neg: ofNumbers, Exp: ofNumbers },
  ...{ Identity: passed, Dropout: passed, Cast: passed },
  ...curves,
  ...normalization,
  ...pooling,
  ...shapes,
  ...sizes,
};

export const operatorOf = (name: string): Operator | null => (Object.hasOwn(all, name) ? all[name]! : null);
