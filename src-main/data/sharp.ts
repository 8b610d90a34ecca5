/**
 * sharp, the image library, made safe in Electron on Linux; everything that decodes or encodes images takes it from here.
 *
 * Electron's program there brings the system's GLib along, sharp's libvips one of its own. Of the two, the program's is
 * found first, so that sharp would hand objects of one GLib to the other: after some hundred images the process dies
 * (sharp's documentation, "Electron and Linux"). Hence libvips is loaded first, as usual, and then sharp bound deeply: to
 * what libvips offers before what the program does. (Binding both deeply would give libvips another malloc than the C
 * library's, and it dies at once.)
 */
import { createRequire } from 'node:module';
import { constants } from 'node:os';

type Load = (module: object, file: string, flags?: number) => void;

/** From Linux's dlfcn.h: the library stays although Node finds no module in it. */
const RTLD_NODELETE = 0x1000;

const { default: sharp } = await (process.platform === 'linux' && process.versions.electron
  ? importBound()
  : import('sharp'));
export default sharp;

async function importBound(): Promise<typeof import('sharp')> {
  const { RTLD_LAZY, RTLD_DEEPBIND } = constants.dlopen;
  const host = process as unknown as { dlopen: Load };
  const load = host.dlopen.bind(process);
  const fromSharp = createRequire(createRequire(import.meta.url).resolve('sharp'));
  host.dlopen = (module, file, flags = RTLD_LAZY) => {
    if (!/sharp-linux-[^/]*\.node$/.test(file)) return load(module, file, flags);
    loadLibrary(load, fromSharp.resolve(`@img/sharp-libvips-linux-${process.arch}/binary`));
    return load(module, file, flags | RTLD_DEEPBIND);
  };
  try {
    return await import('sharp');
  } finally {
    host.dlopen = load;
  }
}

function loadLibrary(load: Load, file: string): void {
  try {
    load({ exports: {} }, file, constants.dlopen.RTLD_LAZY | RTLD_NODELETE);
  } catch (error) {
    // A library is no module of Node's, and Node says so once it has loaded it.
    if (!(error instanceof Error) || !error.message.includes('did not self-register')) throw error;
  }
}
