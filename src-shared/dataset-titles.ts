/** What datasets are called that people choose by name. Owns titles only; what they hold is src-main/data's. */
import type { BuiltinName, DownloadName } from './graph/document.ts';

export const builtinTitles: Readonly<Record<BuiltinName, string>> = {
  digits: 'Built-in handwritten digits',
  shapes: 'Built-in colour shapes',
  penguins: 'Built-in penguins',
  dates: 'Built-in dates',
  austen: 'Built-in novels of Jane Austen',
  waves: 'Built-in waves with planted faults',
};

export const downloadTitles: Readonly<Record<DownloadName, string>> = {
  mnist: 'MNIST',
  fashionMnist: 'Fashion-MNIST',
  kmnist: 'Kuzushiji-MNIST',
  cifar10: 'CIFAR-10',
};
