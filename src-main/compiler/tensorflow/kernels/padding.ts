/** How TensorFlow says the padding of a sliding window. */
import type { WindowAxis } from '../../kernels/window.ts';
import type { Attribute } from '../builder.ts';

/** Elements from the first to the last that one window sees. */
const reach = ({ kernel, dilation }: WindowAxis): number => (kernel - 1) * dilation + 1;

/** Elements after the last of the input that the last window sees. */
export function paddingBehind(axis: WindowAxis): number {
  return Math.max(0, (axis.output - 1) * axis.stride + reach(axis) - axis.input - axis.before);
}

/** No padding, TensorFlow's own rule, or null for any other. */
export function namedPadding(axes: readonly WindowAxis[]): 'VALID' | 'SAME' | null {
  if (
    axes.every((axis) => axis.before === 0 && axis.output === Math.ceil((axis.input - reach(axis) + 1) / axis.stride))
  )
    return 'VALID';
  const isSame = (axis: WindowAxis): boolean =>
    axis.output === Math.ceil(axis.input / axis.stride) &&
    axis.before === Math.floor(Math.max(0, (axis.output - 1) * axis.stride + reach(axis) - axis.input) / 2);
  return axes.every(isSame) ? 'SAME' : null;
}

/** A convolution's padding attributes; batch and channels are never padded. */
export function paddingOf(axes: readonly WindowAxis[]): Record<string, Attribute> {
  const named = namedPadding(axes);
  if (named) return { padding: named };
  const pairs = axes.flatMap((axis) => [axis.before, paddingBehind(axis)]);
  return { padding: 'EXPLICIT', explicit_paddings: [0, 0, ...pairs, 0, 0] };
}
