/** Where data can come from, as a person chooses it. Owns the words; data-edits.ts does what is chosen. */
import type { Component } from 'svelte';
import Bird from '@lucide/svelte/icons/bird';
import AudioWaveform from '@lucide/svelte/icons/audio-waveform';
import ChartLine from '@lucide/svelte/icons/chart-line';
import CloudDownload from '@lucide/svelte/icons/cloud-download';
import FileDigit from '@lucide/svelte/icons/file-digit';
import FolderOpen from '@lucide/svelte/icons/folder-open';
import Images from '@lucide/svelte/icons/images';
import PenLine from '@lucide/svelte/icons/pen-line';
import Shapes from '@lucide/svelte/icons/shapes';
import BookOpen from '@lucide/svelte/icons/book-open';
import CalendarDays from '@lucide/svelte/icons/calendar-days';
import FileText from '@lucide/svelte/icons/file-text';
import FolderClosed from '@lucide/svelte/icons/folder-closed';
import Table from '@lucide/svelte/icons/table';
import { showDownloads } from '../state/downloads.svelte.ts';
import {
  chooseFolder,
  chooseIdx,
  choosePairs,
  chooseSequenceFile,
  chooseSequenceFolder,
  chooseTable,
  chooseText,
  chooseTextFolder,
  useBuiltin,
} from './data-edits.ts';

export interface SourceChoice {
  readonly icon: Component<{ size?: number; 'aria-hidden'?: 'true' }>;
  readonly title: string;
  readonly text: string;
  readonly run: () => void;
}

export const sourceChoices: readonly SourceChoice[] = [
  {
    icon: PenLine,
    title: 'Handwritten digits',
    text: '10,000 digits of 28 × 28 that come with Hourglass.',
    run: () => void useBuiltin('digits'),
  },
  {
    icon: Shapes,
    title: 'Colour shapes',
    text: 'Drawn by Hourglass from a few known factors: shape, colour, size, place.',
    run: () => void useBuiltin('shapes'),
  },
  {
    icon: Bird,
    title: 'Penguins',
    text: '344 rows of measurements, species, island and sex, with a few cells missing.',
    run: () => void useBuiltin('penguins'),
  },
  {
    icon: BookOpen,
    title: 'Novels',
    text: 'The six novels of Jane Austen, to predict, imitate, or learn words from.',
    run: () => void useBuiltin('austen'),
  },
  {
    icon: CalendarDays,
    title: 'Dates',
    text: '20,000 dates as people write them, each with its ISO form, to be translated.',
    run: () => void useBuiltin('dates'),
  },
  {
    icon: AudioWaveform,
    title: 'Waves',
    text: '5,000 signals drawn by Hourglass; one in ten has a fault that was planted.',
    run: () => void useBuiltin('waves'),
  },
  {
    icon: CloudDownload,
    title: 'Public dataset…',
    text: 'MNIST, Fashion-MNIST, Kuzushiji-MNIST or CIFAR-10, downloaded once.',
    run: showDownloads,
  },
  {
    icon: FolderOpen,
    title: 'Folder of images…',
    text: 'JPEG, PNG, WebP, GIF, BMP or TIFF, nested as you like. Subfolders become labels.',
    run: () => void chooseFolder(),
  },
  {
    icon: Images,
    title: 'Pairs of images…',
    text: 'Two folders with pictures of the same names: what goes in, and what should come out.',
    run: () => void choosePairs(),
  },
  {
    icon: Table,
    title: 'Table…',
    text: 'CSV, TSV or Parquet: numbers, categories and dates, cells may be missing.',
    run: () => void chooseTable(),
  },
  {
    icon: FileText,
    title: 'Text…',
    text: 'A text file, or a CSV or TSV with a column of text, or with two of pairs.',
    run: () => void chooseText(),
  },
  {
    icon: FolderClosed,
    title: 'Folder of texts…',
    text: 'Text files (.txt, .md), nested as you like.',
    run: () => void chooseTextFolder(),
  },
  {
    icon: ChartLine,
    title: 'Sequences in a file…',
    text: 'A long CSV or TSV table, one row a step, or a WAV sound.',
    run: () => void chooseSequenceFile(),
  },
  {
    icon: FolderOpen,
    title: 'Folder of sequences…',
    text: 'Tables or WAV sounds, each of them a sequence. Subfolders become labels.',
    run: () => void chooseSequenceFolder(),
  },
  {
    icon: FileDigit,
    title: 'IDX files…',
    text: 'The format of MNIST and its kin, gzipped or not.',
    run: () => void chooseIdx(),
  },
];
