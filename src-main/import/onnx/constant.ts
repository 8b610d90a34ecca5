/** Numbers that stand in an ONNX file: measured when they are met, read when they are wanted. Owns types and sizes; not what they are for. */
import { sizeOf } from '#shared/layers/layer.ts';
import { elementTypes } from '../../compiler/onnx/schema.ts';
import { ConfigFault } from '../read/config.ts';
import { halfToNumber } from '../read/tfjs.ts';
import { numberOf, type TensorProto } from './schema.ts';

export interface Constant {
  readonly kind: 'constant';
  readonly name: string;
  readonly dims: readonly number[];
  read(): Float32Array;
}

/** TensorProto.DataType: how wide each is, and how it is read of its bytes. */
const types: Readonly<Record<number, { readonly bytes: number; read(view: DataView, at: number): number }>> = {
  [elementTypes.float32]: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  [elementTypes.uint8]: { bytes: 1, read: (view, at) => view.getUint8(at) },
  [elementTypes.int8]: { bytes: 1, read: (view, at) => view.getInt8(at) },
  [elementTypes.int32]: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  [elementTypes.int64]: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  [elementTypes.bool]: { bytes: 1, read: (view, at) => view.getUint8(at) },
  [elementTypes.float16]: { bytes: 2, read: (view, at) => halfToNumber(view.getUint16(at, true)) },
  [elementTypes.double]: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
};

/** More than any file could hold that is read at all. */
const mostNumbers = 2 ** 31;

export function constantOf(tensor: TensorProto): Constant {
  const { name, dataType } = tensor;
  const called = `its numbers “${name.slice(0, 80)}”`;
  const dims = tensor.dims.map(numberOf);
  if (dims.some((n) => !Number.isSafeInteger(n) || n < 0) || sizeOf(dims) > mostNumbers)
    throw new ConfigFault(`${called} have the impossible shape ${dims.join(' × ').slice(0, 80)}`);
  if (tensor.dataLocation === 1)
    throw new ConfigFault(`${called} lie in another file, and other files are not opened; save the model as one file`);
  const type = types[dataType];
  if (!type) throw new ConfigFault(`${called} are of the type ${dataType}, which is not read here`);
  const count = sizeOf(dims);
  const listed = listedIn(tensor);
  const found = tensor.rawData.length > 0 ? tensor.rawData.length / type.bytes : listed.length;
  if (found !== count)
    throw new ConfigFault(
      `${called} should be ${count.toLocaleString('en')}; the file has ${Math.floor(found).toLocaleString('en')}`,
    );
  return {
    ...{ kind: 'constant', name, dims },
    read() {
      if (tensor.rawData.length === 0)
        return Float32Array.from(listed, (value) => (dataType === elementTypes.float16 ? halfToNumber(value) : value));
      const { buffer, byteOffset, byteLength } = tensor.rawData;
      const view = new DataView(buffer, byteOffset, byteLength);
      return Float32Array.from({ length: count }, (_, at) => type.read(view, at * type.bytes));
    },
  };
}

/** Where numbers are not in their own bytes, they are listed by type. */
function listedIn({ floatData, int32Data, int64Data, doubleData }: TensorProto): readonly number[] {
  if (floatData.length > 0) return floatData;
  if (int32Data.length > 0) return int32Data;
  return int64Data.length > 0 ? int64Data.map(numberOf) : doubleData;
}

/** Whole numbers of a short one: sizes and axes. */
export const wholes = (constant: Constant): number[] => Array.from(constant.read(), Math.round);

export const plainConstant = (name: string, dims: readonly number[], read: () => Float32Array): Constant => ({
  ...{ kind: 'constant', name, dims },
  read,
});
