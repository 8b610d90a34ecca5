/**
 * HDF5 files from anybody, through the HDF5 library compiled to WebAssembly, which sees the one file in memory and no disk.
 * Owns the refusal of what leads elsewhere (links, external and virtual storage) and of what cannot be read whole.
 */
import { refuse } from '../refusal.ts';

export interface StoredTensor {
  /** Where it stands in the file. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Throws a UserError where it cannot be read whole. */
  read(): Float32Array;
}

/** Paths begin at the root, which is "". */
export interface HdfReader {
  /** Null where there is none. Throws a UserError for a link, or for something that holds no numbers of its own. */
  tensor(path: string): StoredTensor | null;
  /** A text on a group; null where there is none. */
  text(group: string, name: string): string | null;
  /** A list of texts on a group, in pieces name0, name1, … where it is long; null where there is none. */
  texts(group: string, name: string): readonly string[] | null;
  close(): void;
}

type Library = typeof import('h5wasm');
type Metadata = ReturnType<Library['Module']['get_dataset_metadata']>;

const magic = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
/** Each file has a name of its own: the library takes files of one name for one. */
let opened = 0;
/** Of the file format: as it comes. */
const anyVersion = -1;
/** Keras cuts lists of names into pieces of 64 KB. */
const mostPieces = 1000;

/** `file`: what it is called in messages. */
export async function openHdf5(bytes: Uint8Array, file: string): Promise<HdfReader> {
  if (!magic.equals(bytes.subarray(0, magic.length))) throw refuse(file, 'it is no HDF5 file');
  const library = await import('h5wasm');
  await library.ready;
  const place = `/model-${++opened}.h5`;
  library.FS!.writeFile(place, bytes);
  const id = attempt(file, 'it cannot be read as HDF5; it may be cut short', () =>
    library.Module.open(place, library.Module.H5F_ACC_RDONLY, false, anyVersion, anyVersion),
  );
  return new Reader(library, { id, place }, file);
}

/** The library's own errors are of all kinds, strings and memory faults among them. */
function attempt<T>(file: string, what: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw refuse(file, what);
  }
}

class Reader implements HdfReader {
  readonly #library: Library;
  readonly #id: bigint;
  /** In the library's memory. */
  readonly #place: string;
  readonly #file: string;
  readonly #checked = new Set<string>();

  constructor(library: Library, { id, place }: { id: bigint; place: string }, file: string) {
    this.#library = library;
    this.#place = place;
    this.#id = id;
    this.#file = file;
  }

  get #module(): Library['Module'] {
    return this.#library.Module;
  }

  tensor(path: string): StoredTensor | null {
    if (this.#typeOf(path) !== this.#module.H5G_DATASET) return null;
    const metadata = attempt(this.#file, `“${path}” in it cannot be read`, () =>
      this.#module.get_dataset_metadata(this.#id, `/${path}`),
    );
    if (metadata.virtual_sources?.length) throw refuse(this.#file, `“${path}” in it is put together from other files`);
    if (!metadata.shape) throw refuse(this.#file, `“${path}” in it is empty`);
    return { name: path, shape: metadata.shape.map(Number), read: () => this.#read(path, metadata) };
  }

  text(group: string, name: string): string | null {
    const value = this.#attribute(group, name);
    return typeof value === 'string' ? value : null;
  }

  texts(group: string, name: string): readonly string[] | null {
    const whole = this.#attribute(group, name);
    if (whole !== null) return listOf(whole);
    const pieces: string[] = [];
    for (let at = 0; at < mostPieces; at++) {
      const piece = this.#attribute(group, `${name}${at}`);
      if (piece === null) return at === 0 ? null : pieces;
      pieces.push(...listOf(piece));
    }
    return pieces;
  }

  close(): void {
    attempt(this.#file, 'it cannot be closed', () => this.#module.close_file(this.#id));
    this.#library.FS!.unlink(this.#place);
  }

  /** Of what stands at the path, every part of which is looked at: a link on the way leads elsewhere, too. -1: nothing. */
  #typeOf(path: string): number {
    const module = this.#module;
    const parts = path.split('/').filter((part) => part !== '' && part !== '.');
    let place = '';
    let type: number = module.H5G_GROUP;
    for (const part of parts) {
      if (type !== module.H5G_GROUP) return -1;
      place += `/${part}`;
      const here = place;
      type = attempt(this.#file, `“${here}” in it cannot be read`, () => module.get_type(this.#id, here));
      if (type < 0) return -1;
      if (!this.#checked.has(here)) this.#refuseLinks(here, type);
      this.#checked.add(here);
    }
    return type;
  }

  #refuseLinks(place: string, type: number): void {
    const { H5G_GROUP, H5G_DATASET } = this.#module;
    const target = attempt(this.#file, `“${place}” in it cannot be read`, () =>
      this.#module.get_symbolic_link(this.#id, place),
    );
    if (target) throw refuse(this.#file, `“${place}” in it is a link`);
    if (type !== H5G_GROUP && type !== H5G_DATASET)
      throw refuse(this.#file, `“${place}” in it is a link to another file, or neither a group nor numbers`);
  }

  #attribute(group: string, name: string): unknown {
    if (this.#typeOf(group) !== this.#module.H5G_GROUP) return null;
    const { Group } = this.#library;
    return attempt(this.#file, `its attribute “${name}” cannot be read`, () => {
      const place = `/${group}`;
      if (!this.#module.get_attribute_names(this.#id, place).includes(name)) return null;
      return new Group(this.#id, place).get_attribute(name, false);
    });
  }

  #read(path: string, metadata: Metadata): Float32Array {
    const { type, size, total_size: count, littleEndian } = metadata;
    if (type !== this.#module.H5T_class_t.H5T_FLOAT.value || (size !== 4 && size !== 8) || !littleEndian)
      throw refuse(this.#file, `“${path}” in it does not hold numbers of 32 or 64 bits`);
    return attempt(this.#file, `“${path}” in it cannot be read whole; the file may be cut short`, () => {
      const place = this.#module._malloc(size * count);
      try {
        // The library's own way to values gives zeros where reading fails.
        if (place === 0) throw new Error('There is not enough memory.');
        const status = this.#module.get_dataset_data(this.#id, `/${path}`, null, null, null, BigInt(place));
        if (status < 0) throw new Error('Reading failed.');
        const bytes = this.#module.HEAPU8.slice(place, place + size * count);
        return size === 4 ? new Float32Array(bytes.buffer) : Float32Array.from(new Float64Array(bytes.buffer));
      } finally {
        this.#module._free(place);
      }
    });
  }
}

const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === 'string');
