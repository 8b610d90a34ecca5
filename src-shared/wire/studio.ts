/**
 * The one list of everything a window can ask of the studio, and of everything the studio tells a window.
 * Each call has a runtime schema for what it is given; preload script, WebSocket client and command line are made from
 * this list, so that a call without a handler does not compile. Hosts differ in transport only.
 */
import * as v from 'valibot';
import { projectSchema, type DeepReadonly, type DownloadName, type Project } from '../graph/document.ts';
import type { Shape } from '../layers/layer.ts';
import type { ThreeParts } from '../problem.ts';
import { call, id, nothing, path, type Call } from './call.ts';
import { exploreCalls, type ExploreEvents } from './explore/index.ts';
import { exportCalls, type ExportEvents } from './export.ts';
import type { FormInfo, TableForm } from './data-forms.ts';
import type { DeviceChoice, DeviceInfo, DeviceMeasurement, MeasuringProgress, TimeEstimate } from './devices.ts';
import { importCalls, type ImportEvents } from './import.ts';
import { packageCalls, type PackageEvents } from './packages.ts';
import type { Guess, StripRow } from './strip.ts';
import type { EndReason, EpochMetrics, TrainingReport } from './training.ts';

const dataBinding = projectSchema.entries.data;
const downloadName = v.picklist(['mnist', 'fashionMnist', 'kmnist', 'cifar10']) satisfies v.GenericSchema<DownloadName>;

export interface AppInfo {
  readonly version: string;
  readonly host: 'desktop' | 'browser';
  readonly platform: string;
  /** Whether the host opens the system's own file dialogs; otherwise the window lists folders itself. */
  readonly nativeDialogs: boolean;
  /** Where projects are saved unless told otherwise. */
  readonly projectsFolder: string;
  readonly dataFolder: string;
}

export interface OpenProject {
  readonly project: Project;
  /** Null: never saved under a name. */
  readonly path: string | null;
  /** True: this is newer than the file, kept by autosave before the studio went away. */
  readonly recovered: boolean;
}

export interface RecentProject {
  readonly name: string;
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  readonly missing: boolean;
}

export interface RecoverableProject {
  readonly projectId: string;
  readonly name: string;
  readonly path: string | null;
  readonly savedAt: number;
}

export interface TemplateInfo {
  readonly id: string;
  readonly title: string;
  /** Groups follow each other as the workshop goes. */
  readonly group: string;
  /** What it is, in a sentence or two. */
  readonly summary: string;
  /** What it shows, as a paragraph. */
  readonly teaches?: string;
  /** What to change, and what will come of it. */
  readonly tryNext?: string;
  /** What figure it should reach, and who says so. */
  readonly expected?: string;
}

/** A prepared dataset: decoded once into a cache keyed by content and settings. */
export interface DatasetInfo {
  /** Cache key; the address of its pictures: media/dataset/<id>/<index>.png */
  readonly id: string;
  /** "10,000 handwritten digits". */
  readonly title: string;
  readonly samples: number;
  /** Of one sample: [height, width, channels] of pictures, [values] of rows, [steps, channels] of sequences, [length] of text. */
  readonly shape: Shape;
  /** How its numbers are kept: bytes of pixels, measured values, numbers of words. */
  readonly dtype: 'uint8' | 'float32' | 'int32';
  /** What a sample is, and how its numbers become a person's again. */
  readonly form: FormInfo;
  /** Of what should come out, where that is not the sample itself: the second picture of a pair, the words that follow. */
  readonly target?: Shape | undefined;
  /** How many samples the source itself keeps for what, in this order; left out where it keeps none apart. */
  readonly parts?: { readonly train: number; readonly validation: number; readonly test: number } | undefined;
  /** Label names in order with their counts; empty when there are none. */
  readonly labels: readonly { readonly name: string; readonly count: number }[];
  /** Of pictures: mean, deviation and a 32-bin histogram (0..1) of the values before scaling to the range. Zeros for others. */
  readonly statistics: {
    readonly mean: number;
    readonly standardDeviation: number;
    readonly histogram: readonly number[];
  };
  /** Sizes of the originals of pictures, most common first (at most 20). */
  readonly originalSizes: readonly { readonly width: number; readonly height: number; readonly count: number }[];
  /** Files that could not be used, by name and reason (at most 1,000 listed) and how many in all. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  readonly skippedCount: number;
  readonly bytes: number;
}

/** How many samples a split leaves for what. */
export interface SplitCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** A folder right below the one that data come from. */
export interface SourceFolder {
  readonly name: string;
  /** That lie in it, however deep. */
  readonly images: number;
}

/** A public dataset that can be downloaded. */
export interface DownloadInfo {
  readonly name: DownloadName;
  /** "Fashion-MNIST". */
  readonly title: string;
  /** One sentence: what the pictures show, how many, how large. */
  readonly summary: string;
  readonly license: string;
  /** Who made it, to be named by those who publish with it. */
  readonly citation: string;
  /** Host from which it comes. */
  readonly from: string;
  /** To be downloaded, in all. */
  readonly bytes: number;
  readonly samples: { readonly train: number; readonly test: number };
  /** Of one sample, [height, width, channels]. */
  readonly shape: Shape;
  /** Whether it is on this machine. */
  readonly present: boolean;
  /** That it takes there, begun downloads included. */
  readonly bytesKept: number;
}

export type RunState = 'preparing' | 'compiling' | 'running' | 'paused' | EndReason;

export interface RunSummary {
  readonly id: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly folder: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly state: RunState;
  readonly message: ThreeParts | null;
  readonly epochsPlanned: number;
  readonly epochsDone: number;
  readonly loss: number | null;
  readonly validationLoss: number | null;
  /** Of the last epoch, as loss and validation loss are. */
  readonly terms: EpochMetrics['terms'];
  /** Kind of its objective; null for runs of older versions. */
  readonly objective: string | null;
  readonly bestEpoch: number | null;
  /** Title of what really runs it; null before training began. */
  readonly device: string | null;
  /** Why it is that one; null before training began, and for runs of older versions. */
  readonly deviceChoice: DeviceChoice | null;
  readonly weights: number | null;
  readonly samplesPerSecond: number | null;
}

/** The fixed samples of which there are pictures after every epoch. */
export interface StripInfo {
  readonly count: number;
  /** Of one sample as a picture, pixels. */
  readonly width: number;
  readonly height: number;
  /** Label names, or empty. */
  readonly labels: readonly string[];
  /** Epochs that have pictures, ascending. 0: before training. */
  readonly epochs: readonly number[];
  /** In the order shown. */
  readonly rows: readonly StripRow[];
  /** Size of the second pictures of pairs, and of what is made to be like them; left out where the data are no pairs. */
  readonly target?: { readonly width: number; readonly height: number } | undefined;
  /** Of data that are no pictures: what the rows' numbers are (run:numbers), [count, …shape] each; left out for pictures. */
  readonly numbers?:
    { readonly form: FormInfo; readonly shape: Shape; readonly target?: Shape | undefined } | undefined;
  /** What a classifier made of the samples, by epoch, ascending; left out for other networks. */
  readonly guesses?: readonly { readonly epoch: number; readonly samples: readonly Guess[] }[] | undefined;
}
/* Pictures of a run, one row of `count` tiles each, side by side without gaps: media/run/<id>/<pictureName(row, epoch)>.png */

export interface RunDetails {
  readonly summary: RunSummary;
  /** As it was when the run started. */
  readonly project: Project;
  readonly epochs: readonly EpochMetrics[];
  readonly strip: StripInfo | null;
}

export interface FolderListing {
  readonly path: string;
  readonly parent: string | null;
  readonly entries: readonly {
    readonly name: string;
    readonly path: string;
    readonly folder: boolean;
    readonly modifiedAt: number;
  }[];
  readonly places: readonly { readonly name: string; readonly path: string }[];
}

export const calls = {
  'app:info': call<AppInfo>()(nothing),
  /** Opens one of a fixed list of https pages. */
  'app:openLink': call<null>()(v.strictObject({ link: v.picklist(['documentation', 'license']) })),
  /** Shows a file or folder that Hourglass made in the system's file manager (desktop), or answers with its path. */
  'app:reveal': call<{ path: string }>()(v.strictObject({ path })),
  /** A window error, for the log. */
  'app:log': call<null>()(v.strictObject({ message: v.pipe(v.string(), v.maxLength(20_000)) })),

  'project:templates': call<readonly TemplateInfo[]>()(nothing),
  /** A new project, from a template or empty. Not saved until saved; autosaved from the first edit. */
  'project:new': call<OpenProject>()(v.strictObject({ template: v.nullable(id) })),
  'project:open': call<OpenProject>()(v.strictObject({ path })),
  /** Opens the text of a project file that the host cannot reach by path (dropped onto a browser window). */
  'project:parse': call<OpenProject>()(
    v.strictObject({ name: v.pipe(v.string(), v.maxLength(255)), text: v.pipe(v.string(), v.maxLength(20_000_000)) }),
  ),
  /** Crash-safe; resolves once it is on the disk. Removes the autosave. */
  'project:save': call<{ path: string; savedAt: number }>()(v.strictObject({ project: projectSchema, path })),
  /** Crash-safe copy beside the real file's life; resolves once it is on the disk. */
  'project:autosave': call<{ savedAt: number }>()(v.strictObject({ project: projectSchema, path: v.nullable(path) })),
  /** Forgets the autosave of a project (a person closed it without saving, on purpose). */
  'project:discard': call<null>()(v.strictObject({ projectId: id })),
  'project:recoverable': call<readonly RecoverableProject[]>()(nothing),
  'project:recover': call<OpenProject>()(v.strictObject({ projectId: id })),
  'project:recent': call<readonly RecentProject[]>()(nothing),
  'project:forgetRecent': call<null>()(v.strictObject({ path })),

  /** System dialogs; only where AppInfo.nativeDialogs. Null: cancelled. */
  'dialog:openProject': call<string | null>()(nothing),
  'dialog:saveProject': call<string | null>()(v.strictObject({ suggestion: v.pipe(v.string(), v.maxLength(255)) })),
  'dialog:saveFile': call<string | null>()(
    v.strictObject({
      title: v.pipe(v.string(), v.maxLength(255)),
      suggestion: v.pipe(v.string(), v.maxLength(255)),
      /** Without a dot. */
      extension: v.pipe(v.string(), v.maxLength(20)),
    }),
  ),
  'dialog:chooseFolder': call<string | null>()(v.strictObject({ title: v.pipe(v.string(), v.maxLength(255)) })),
  'dialog:chooseFile': call<string | null>()(
    v.strictObject({
      title: v.pipe(v.string(), v.maxLength(255)),
      extensions: v.pipe(v.array(v.string()), v.maxLength(20)),
    }),
  ),
  /** For hosts without system dialogs: folders and files, by name; null starts at the home folder. */
  'files:list': call<FolderListing>()(
    v.strictObject({ path: v.nullable(path), extensions: v.pipe(v.array(v.string()), v.maxLength(20)) }),
  ),

  /** Prepares (or finds prepared) a project's data; progress comes as data:progress with the same `job`. Rejects when cancelled. */
  'data:prepare': call<DatasetInfo>()(v.strictObject({ job: id, data: dataBinding })),
  /** Cancels a data:prepare or a data:download. */
  'data:cancel': call<null>()(v.strictObject({ job: id })),
  /** How many samples of a prepared dataset a split leaves for what. Rejects, in words, for one that cannot be. */
  'data:split': call<SplitCounts>()(
    v.strictObject({
      datasetId: id,
      split: dataBinding.entries.split,
      validationFraction: projectSchema.entries.training.entries.validationFraction,
    }),
  ),
  'data:downloads': call<readonly DownloadInfo[]>()(nothing),
  /** Fetches a public dataset; progress comes as data:downloading with the same `job`. Rejects when cancelled (data:cancel). */
  'data:download': call<DownloadInfo>()(v.strictObject({ job: id, name: downloadName })),
  /** Deletes what is on this machine of a public dataset. Rejects, in words, while it is on its way. */
  'data:removeDownload': call<DownloadInfo>()(v.strictObject({ name: downloadName })),
  /** The folders with images right below a folder of images or of inputs of pairs: a split may set one aside. */
  'data:folders': call<readonly SourceFolder[]>()(v.strictObject({ path })),
  /** What a path is, for drag and drop. */
  'data:recognize': call<{
    kind: 'imageFolder' | 'idx' | 'table' | 'sequences' | 'text' | 'project' | 'package' | 'model' | 'unknown';
    reason: string | null;
  }>()(v.strictObject({ path })),
  /** Label and original file name of samples, for tooltips and captions. */
  'data:samples': call<readonly { index: number; label: string | null; file: string | null }[]>()(
    v.strictObject({
      datasetId: id,
      start: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      count: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1000)),
    }),
  ),
  /** The first rows of a table at once, as they look before all others have been read: what is shown while it is prepared. Null: no table. */
  'data:preview': call<{ readonly form: TableForm; readonly count: number; readonly values: string } | null>()(
    v.strictObject({ data: dataBinding }),
  ),
  /** Samples of a prepared dataset that are no pictures, as stored: base64 of [count, …shape] in DatasetInfo.dtype; fewer at its end. */
  'data:values': call<string>()(
    v.strictObject({
      datasetId: id,
      /** What should come out instead of the samples, where the data have that. */
      targets: v.boolean(),
      start: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
      count: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1000)),
    }),
  ),

  /** What this machine has or could have; looked at once, and again when asked to. Never loads a device's library into the studio. */
  'device:list': call<readonly DeviceInfo[]>()(v.strictObject({ again: v.optional(v.boolean()) })),
  /** How fast the devices train this project's network, if that is known; null otherwise. */
  'device:measured': call<DeviceMeasurement | null>()(v.strictObject({ project: projectSchema })),
  /** Measures it now; progress comes as device:measuring with the same `job`. Rejects when cancelled. */
  'device:measure': call<DeviceMeasurement>()(v.strictObject({ job: id, project: projectSchema })),
  /**
   * How long its training would take here, of `trainSamples` or, where that is null, of as many as its data are known to hold;
   * null where nothing can be said. Measures no more than how fast the processor multiplies, once.
   */
  'device:estimate': call<TimeEstimate | null>()(
    v.strictObject({
      project: projectSchema,
      trainSamples: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
    }),
  ),
  'device:cancel': call<null>()(v.strictObject({ job: id })),

  /** Freezes the project and starts a run on it; reports follow as training:report. */
  'training:start': call<{ runId: string }>()(v.strictObject({ project: projectSchema })),
  'training:pause': call<null>()(v.strictObject({ runId: id })),
  'training:resume': call<null>()(v.strictObject({ runId: id })),
  'training:stop': call<null>()(v.strictObject({ runId: id })),
  /** Goes on with a run that was stopped, crashed or failed, from its last checkpoint. */
  'training:continue': call<{ runId: string }>()(v.strictObject({ runId: id })),

  /** Newest first; of one project or of all. */
  'run:list': call<readonly RunSummary[]>()(v.strictObject({ projectId: v.nullable(id) })),
  'run:read': call<RunDetails>()(v.strictObject({ runId: id })),
  /** A row of numbers of a run's strip: float32, base64. */
  'run:numbers': call<string>()(
    v.strictObject({ runId: id, row: v.pipe(v.string(), v.regex(/^[a-z]{1,40}(-\d{1,6})?$/)) }),
  ),
  'run:remove': call<null>()(v.strictObject({ runId: id })),

  ...packageCalls,
  ...importCalls,
  ...exploreCalls,
  ...exportCalls,
} as const;

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallInput<N extends CallName> = DeepReadonly<v.InferOutput<Calls[N]['input']>>;
export type CallOutput<N extends CallName> = Calls[N] extends Call<v.GenericSchema, infer Output> ? Output : never;

/** One handler for every call: what a studio is. */
export type Handlers = { readonly [N in CallName]: (input: CallInput<N>) => Promise<CallOutput<N>> };

/** What the studio tells every window, unasked. */
export interface StudioEvents extends ExploreEvents, PackageEvents, ExportEvents, ImportEvents {
  'training:report': TrainingReport;
  'data:progress': {
    readonly job: string;
    /** Samples prepared; 0 of 0 while all are looked at first. */
    readonly done: number;
    readonly total: number;
    /** Of all the work, 0 to 1. */
    readonly share: number;
    readonly secondsLeft: number | null;
    readonly skipped: number;
  };
  /** Bytes; at most ten a second. */
  'data:downloading': {
    readonly job: string;
    readonly name: DownloadName;
    readonly done: number;
    readonly total: number;
    readonly secondsLeft: number | null;
  };
  'device:measuring': { readonly job: string } & MeasuringProgress;
  /** A menu item or the system asks for a command by its id (see src-renderer/commands). */
  'app:command': { readonly command: string };
  /** The system asks to open a project file (double click in the file manager, second start). */
  'app:openPath': { readonly path: string };
  /** The window is about to close: the renderer answers by autosaving at once. */
  'app:closing': Record<string, never>;
}
export type EventName = keyof StudioEvents;
export const eventNames = [
  'training:report',
  'data:progress',
  'data:downloading',
  'device:measuring',
  'explore:progress',
  'explore:closed',
  'export:progress',
  'import:progress',
  'package:progress',
  'app:command',
  'app:openPath',
  'app:closing',
] as const satisfies readonly EventName[];

/** What a window holds: made by the preload script (desktop) or the WebSocket client (browser). */
export interface StudioClient {
  /** Rejects with a UserError-shaped error (three parts) when the studio refuses. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
  /** Returns the function that ends the subscription. */
  on<N extends EventName>(name: N, listener: (event: StudioEvents[N]) => void): () => void;
  /** Path of a dropped file or folder; null where the host cannot know it (browser). */
  pathOfFile(file: unknown): string | null;
  /** Address of a picture: media('dataset', id, '0.png'). */
  media(kind: 'dataset' | 'run', ownerId: string, name: string): string;
}

/** How an error crosses the wire. */
export interface WireError extends ThreeParts {
  readonly kind: 'user' | 'defect' | 'cancelled';
}
export type WireResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError };
