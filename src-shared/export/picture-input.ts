/** The option of formats that can take pictures as bytes, with their scaling inside. */
import type { ThreeParts } from '../problem.ts';
import type { ExportPart } from './parts.ts';

export const pictureInput = {
  type: 'choice',
  label: 'Pictures come as',
  help: 'Numbers as the network sees them, or bytes from 0 to 255: then the scaling is part of the file.',
  default: 'numbers',
  options: [
    { value: 'numbers', label: 'Numbers' },
    { value: 'bytes', label: 'Bytes' },
  ],
} as const;

export const refuseBytes = (part: ExportPart, input: 'numbers' | 'bytes'): ThreeParts | null =>
  input === 'bytes' && (part.inputs[0]!.name !== 'input' || part.inputs[0]!.dtype === 'int32')
    ? {
        received: `Bytes were asked for as the input of the part “${part.title}”.`,
        expected: 'Only parts that take pictures can take them as bytes.',
        action: 'Choose numbers as its input.',
      }
    : null;
