/**
 * The public datasets that can be downloaded: from where, which files exactly, and whose they are. Owns facts only.
 *
 * Sizes and SHA-256 are those that TensorFlow Datasets keeps (tensorflow_datasets/url_checksums: mnist.txt,
 * fashion_mnist.txt, kmnist.txt, cifar10.txt). Fashion-MNIST's four were also computed from the publisher's own files.
 */
import type { DownloadName } from '#shared/graph/document.ts';

export interface DownloadFile {
  /** Both in the address and on this machine. */
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface DownloadDefinition {
  readonly summary: string;
  readonly license: string;
  readonly citation: string;
  /** Addresses before the files' names, https; where one fails the next is asked. */
  readonly bases: readonly [string, ...string[]];
  readonly files: readonly DownloadFile[];
  /** Where the one file is an archive: what is kept of it, in this order. */
  readonly members?: readonly { readonly name: string; readonly keptAs: string; readonly bytes: number }[];
  /** How the files are read. */
  readonly contents: 'idx' | 'cifarBinary';
  readonly labels: readonly string[];
  readonly samples: { readonly train: number; readonly test: number };
  /** Of one sample, [height, width, channels]. */
  readonly shape: readonly [number, number, 1 | 3];
}

/** The four files that MNIST and its successors come in: name, bytes, SHA-256. */
export const idxFileNames = {
  trainImages: 'train-images-idx3-ubyte.gz',
  trainLabels: 'train-labels-idx1-ubyte.gz',
  testImages: 't10k-images-idx3-ubyte.gz',
  testLabels: 't10k-labels-idx1-ubyte.gz',
} as const;

type Sized = readonly [bytes: number, sha256: string];

const idxFiles = (files: Readonly<Record<keyof typeof idxFileNames, Sized>>): readonly DownloadFile[] =>
  Object.entries(files).map(([file, [bytes, sha256]]) => ({
    name: idxFileNames[file as keyof typeof idxFileNames],
    bytes,
    sha256,
  }));

const likeMnist = {
  contents: 'idx',
  samples: { train: 60_000, test: 10_000 },
  shape: [28, 28, 1],
} as const;

export const downloads: Readonly<Record<DownloadName, DownloadDefinition>> = {
  mnist: {
    ...likeMnist,
    summary: '70,000 handwritten digits, 28 × 28, grey.',
    license: 'CC BY-SA 3.0',
    citation: 'Yann LeCun, Corinna Cortes and Christopher J. C. Burges: The MNIST database of handwritten digits.',
    // The publishers' own site has no https; these two hold the same files, as the hashes show.
    bases: ['https://storage.googleapis.com/cvdf-datasets/mnist/', 'https://ossci-datasets.s3.amazonaws.com/mnist/'],
    files: idxFiles({
      trainImages: [9_912_422, '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609'],
      trainLabels: [28_881, '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c'],
      testImages: [1_648_877, '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6'],
      testLabels: [4542, 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6'],
    }),
    labels: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  },
  fashionMnist: {
    ...likeMnist,
    summary: '70,000 pictures of clothes, 28 × 28, grey.',
    license: 'MIT',
    citation:
      'Han Xiao, Kashif Rasul and Roland Vollgraf (Zalando SE): Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms, 2017.',
    // The publishers' repository, and Keras's copy.
    bases: [
      'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/',
      'https://storage.googleapis.com/tensorflow/tf-keras-datasets/',
    ],
    files: idxFiles({
      trainImages: [26_421_880, '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84'],
      trainLabels: [29_515, 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845'],
      testImages: [4_422_102, '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073'],
      testLabels: [5148, '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5'],
    }),
    labels: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
  },
  kmnist: {
    ...likeMnist,
    summary: '70,000 cursive Japanese characters, 28 × 28, grey.',
    license: 'CC BY-SA 4.0',
    citation: '“KMNIST Dataset” (created by CODH), adapted from “Kuzushiji Dataset” (created by NIJL and others).',
    bases: ['https://codh.rois.ac.jp/kmnist/dataset/kmnist/'],
    files: idxFiles({
      trainImages: [18_165_135, '51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4'],
      trainLabels: [29_497, 'e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17'],
      testImages: [3_041_136, 'edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5'],
      testLabels: [5120, '20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c'],
    }),
    labels: ['o', 'ki', 'su', 'tsu', 'na', 'ha', 'ma', 'ya', 're', 'wo'],
  },
  cifar10: {
    contents: 'cifarBinary',
    summary: '60,000 photographs of animals and vehicles, 32 × 32, colour.',
    license: 'No licence stated by its authors; used freely in research',
    citation: 'Alex Krizhevsky: Learning Multiple Layers of Features from Tiny Images, 2009.',
    bases: ['https://www.cs.toronto.edu/~kriz/'],
    files: [
      {
        name: 'cifar-10-binary.tar.gz',
        bytes: 170_052_171,
        sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
      },
    ],
    // Each 10,000 records of a label and 3,072 bytes of pixels.
    members: ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch'].map(
      (batch) => ({ name: `cifar-10-batches-bin/${batch}.bin`, keptAs: `${batch}.bin`, bytes: 30_730_000 }),
    ),
    labels: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
    samples: { train: 50_000, test: 10_000 },
    shape: [32, 32, 3],
  },
};
