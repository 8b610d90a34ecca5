/** Which of the libraries that TensorFlow 2.9 computes with on NVIDIA's graphics processors this system lacks. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** CUDA 11 (11.2 or a later 11) and cuDNN 8.1 (or a later 8), by the names that TensorFlow opens. */
const libraries = {
  linux: [
    'libcudart.so.11.0',
    'libcublas.so.11',
    'libcublasLt.so.11',
    'libcufft.so.10',
    'libcurand.so.10',
    'libcusolver.so.11',
    'libcusparse.so.11',
    'libcudnn.so.8',
  ],
  win32: [
    'cudart64_110.dll',
    'cublas64_11.dll',
    'cublasLt64_11.dll',
    'cufft64_10.dll',
    'curand64_10.dll',
    'cusolver64_11.dll',
    'cusparse64_11.dll',
    'cudnn64_8.dll',
  ],
} as const;

/** Those that the system's loader does not know; none where it cannot be asked. */
export async function missingCudaLibraries(): Promise<readonly string[]> {
  if (process.platform === 'linux') return missingAmong(libraries.linux, await loaderCache());
  if (process.platform === 'win32') return missingAmong(libraries.win32, null);
  return [];
}

/** Looks in the loader's own list (the output of `ldconfig -p`) and in the folders of the search path. */
export function missingAmong(
  names: readonly string[],
  cache: string | null,
  path = process.env[process.platform === 'win32' ? 'PATH' : 'LD_LIBRARY_PATH'] ?? '',
): readonly string[] {
  const known = new Set(cache?.match(/^\s*\S+\.so[.\d]*/gm)?.map((line) => line.trim()));
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return names.filter((name) => !known.has(name) && !folders.some((folder) => existsSync(join(folder, name))));
}

async function loaderCache(): Promise<string | null> {
  const answer = await promisify(execFile)('/sbin/ldconfig', ['-p'], { timeout: 5000 }).catch(() => null);
  return answer?.stdout ?? null;
}
