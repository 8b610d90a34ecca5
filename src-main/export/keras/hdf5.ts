/**
 * HDF5 files through the HDF5 library itself (h5wasm, compiled to WebAssembly): a tree of groups, float32 tensors and texts.
 * Owns the library's loading and its way with files; not what stands where.
 */
import type { File as HdfFile, Group } from 'h5wasm/node';
import type { Shape } from '#shared/layers/layer.ts';

export interface HdfTensor {
  readonly shape: Shape;
  readonly values: Float32Array;
}

/** By path from the root, groups between are made: "layers/dense/vars/0". */
export interface HdfContents {
  readonly tensors: ReadonlyMap<string, HdfTensor>;
  /** Texts and lists of texts on groups: path of the group ("" is the root) to name to value. */
  readonly texts: ReadonlyMap<string, Readonly<Record<string, string | readonly string[]>>>;
}

type Library = typeof import('h5wasm/node');

/** Loaded when the first file is written: it is some megabytes. */
async function library(): Promise<Library> {
  const loaded = await import('h5wasm/node');
  await loaded.ready;
  return loaded;
}

/** Writes a new file at this path. */
export async function writeHdf5(path: string, { tensors, texts }: HdfContents): Promise<void> {
  const { File } = await library();
  const file = new File(path, 'w');
  try {
    const groups = new Map<string, Group>([['', file as Group]]);
    const groupAt = (place: string): Group => {
      const known = groups.get(place);
      if (known) return known;
      const [parent, name] = split(place);
      const made = groupAt(parent).create_group(name);
      groups.set(place, made);
      return made;
    };
    for (const [place, tensor] of tensors) {
      const [parent, name] = split(place);
      groupAt(parent).create_dataset({ name, data: tensor.values, shape: [...tensor.shape], dtype: '<f' });
    }
    for (const [place, values] of texts)
      for (const [name, value] of Object.entries(values)) writeText(groupAt(place), name, value);
    file.flush();
  } finally {
    file.close();
  }
}

/** Of variable length: others may not be longer than 64 KB. */
const writeText = (group: Group, name: string, value: string | readonly string[]): void =>
  group.create_attribute(name, typeof value === 'string' ? value : [...value], null, 'S');

function split(path: string): readonly [parent: string, name: string] {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? ['', path] : [path.slice(0, slash), path.slice(slash + 1)];
}

/** All float32 tensors of a file that we wrote, by their paths. */
export async function readHdf5Tensors(path: string): Promise<ReadonlyMap<string, HdfTensor>> {
  const { File, Group, Dataset } = await library();
  const file: HdfFile = new File(path, 'r');
  try {
    const found = new Map<string, HdfTensor>();
    const walk = (group: Group, place: string): void => {
      for (const name of group.keys()) {
        const entity = group.get(name);
        const at = place === '' ? name : `${place}/${name}`;
        if (entity instanceof Group) walk(entity, at);
        else if (entity instanceof Dataset) found.set(at, tensorOf(entity.shape, entity.value));
      }
    };
    walk(file, '');
    return found;
  } finally {
    file.close();
  }
}

const tensorOf = (shape: readonly number[] | null, value: unknown): HdfTensor => ({
  shape: shape ?? [],
  values: value instanceof Float32Array ? value : Float32Array.of(Number(value)),
});
