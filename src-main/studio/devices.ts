/**
 * Devices as the studio offers them: the list, how fast they train a project, and which one a run takes and why. Owns
 * the choice; devices/list.ts looks, devices/measure.ts times, devices/measurements.ts remembers.
 */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Project } from '#shared/graph/document.ts';
import { UserError } from '#shared/problem.ts';
import type { DeviceChoice, DeviceInfo, DeviceMeasurement, MeasuringProgress } from '#shared/wire/devices.ts';
import type { Handlers } from '#shared/wire/studio.ts';
import { fastest, isCandidate } from '../devices/auto.ts';
import { createDeviceList, type DeviceList } from './devices/list.ts';
import { measureDevices } from './devices/measure.ts';
import { openMeasurements } from './devices/measurements.ts';
import { modelKey } from './devices/model-key.ts';
import type { RunDependencies } from './runs/dependencies.ts';
import { estimatePace, secondsFor, trainedOn } from './devices/estimate.ts';
import { openPaces } from './devices/paces.ts';
import { measureProcessor } from './devices/processor-speed.ts';
import { trainingWork } from './devices/work.ts';
import { version } from './version.ts';

export type DeviceDependencies = Pick<
  RunDependencies,
  'fork' | 'trainerEntry' | 'environment' | 'prepareData' | 'log'
> & {
  /** Absolute path of the file that remembers measurements; its folder exists. */
  readonly measurementsFile: string;
  readonly emit: (event: { readonly job: string } & MeasuringProgress) => void;
  /** For tests: instead of this machine's. */
  readonly list?: DeviceList;
};

interface Steering {
  readonly onProgress?: (progress: MeasuringProgress) => void;
  readonly signal?: AbortSignal;
}

export interface Devices {
  readonly handlers: Pick<Handlers, Extract<keyof Handlers, `device:${string}`>>;
  list(): Promise<readonly DeviceInfo[]>;
  /** Throws a UserError, naming those that can be used, when the project names a device that cannot. */
  require(project: Project): Promise<void>;
  /**
   * The device for a run, measured where "auto" must choose and does not know yet. `begunOn`: what an earlier part of the
   * run was trained on, which "auto" keeps to, because only the same device goes on exactly.
   */
  choose(project: Project, dataset: string, begunOn: DeviceChoice | null, steering?: Steering): Promise<DeviceChoice>;
  /** Measures anew, and remembers. */
  measure(project: Project, steering?: Steering): Promise<DeviceMeasurement>;
  /** Remembers how fast a run went, for estimates; never rejects. */
  learn(project: Project, samplesPerSecond: number): Promise<void>;
}

export function createDevices(dependencies: DeviceDependencies): Devices {
  const { prepareData, emit, log } = dependencies;
  const list = dependencies.list ?? createDeviceList(dependencies);
  const measurements = openMeasurements(dependencies.measurementsFile, log);
  const paces = openPaces(join(dirname(dependencies.measurementsFile), 'paces.json'), log);
  const jobs = new Map<string, AbortController>();

  const candidates = async (): Promise<DeviceInfo[]> => (await list.read()).filter(isCandidate);

  const find = async (id: string): Promise<DeviceInfo> => {
    const found = await list.find(id);
    if (found?.available) return found;
    throw cannotUse(id, found, await list.read());
  };

  const keepPace = async (project: Project, machine: string, samplesPerSecond: number): Promise<void> => {
    const work = trainingWork(project);
    if (work > 0 && samplesPerSecond > 0)
      await paces.keep({ model: modelKey(project), machine, samplesPerSecond, work });
  };

  const measureNow = async (
    project: Project,
    dataset: string,
    among: readonly DeviceInfo[],
    steering: Steering,
  ): Promise<DeviceMeasurement> => {
    const speeds = await measureDevices(dependencies, { project, dataset, candidates: among, ...steering });
    const measurement = { measuredAt: Date.now(), speeds, fastest: fastest(speeds)?.id ?? null };
    await measurements.keep(modelKey(project), machineKey(among), measurement);
    const best = fastest(speeds)?.samplesPerSecond;
    if (best) await keepPace(project, machineKey(among), best);
    return measurement;
  };

  const choose: Devices['choose'] = async (project, dataset, begunOn, steering = {}) => {
    const { device: wanted } = project.training;
    if (wanted !== 'auto') return chosen(await find(wanted), 'asked');
    const among = await candidates();
    const [only] = among;
    const before = among.find(({ id }) => id === begunOn?.id);
    if (begunOn && before) return chosen(before, 'continued', begunOn.speeds);
    // Without any the processor, whose own words say what is wrong with it.
    if (!only) return chosen(await find('cpu'), 'only');
    if (among.length === 1) return chosen(only, 'only');
    const { speeds, fastest: winner } =
      (await measurements.find(modelKey(project), machineKey(among))) ??
      (await measureNow(project, dataset, among, steering));
    const best = among.find(({ id }) => id === winner);
    return best ? chosen(best, 'fastest', speeds) : chosen(only, 'unmeasured', speeds);
  };

  const measure: Devices['measure'] = async (project, steering = {}) => {
    const { folder } = await prepareData(project.data, steering.signal ? { signal: steering.signal } : {});
    return measureNow(project, folder, await candidates(), steering);
  };

  return {
    list: () => list.read(),
    async require({ training }) {
      if (training.device !== 'auto') await find(training.device);
    },
    choose,
    measure,
    async learn(project, samplesPerSecond) {
      try {
        await keepPace(project, machineKey(await candidates()), samplesPerSecond);
      } catch (error) {
        log('How fast a run went could not be remembered', error);
      }
    },
    handlers: {
      'device:list': async ({ again = false }) => list.read(again),
      'device:measured': async ({ project }) => measurements.find(modelKey(project), machineKey(await candidates())),
      'device:estimate': async ({ project, trainSamples }) => {
        const samples = trainSamples ?? trainedOn(project);
        if (samples === null) return null;
        const machine = machineKey(await candidates());
        const known = await paces.of(machine);
        const pace = await estimatePace(modelKey(project), trainingWork(project), known, () =>
          paces.processor(machine, measureProcessor),
        );
        return pace && { ...pace, seconds: secondsFor(project, samples, pace.samplesPerSecond) };
      },
      'device:measure': async ({ job, project }) => {
        const cancelled = new AbortController();
        jobs.get(job)?.abort();
        jobs.set(job, cancelled);
        try {
          const onProgress = (progress: MeasuringProgress): void => emit({ job, ...progress });
          return await measure(project, { signal: cancelled.signal, onProgress });
        } finally {
          if (jobs.get(job) === cancelled) jobs.delete(job);
        }
      },
      'device:cancel': async ({ job }) => {
        jobs.get(job)?.abort();
        return null;
      },
    },
  };
}

const chosen = (
  { id, title, name }: DeviceInfo,
  why: DeviceChoice['why'],
  speeds: DeviceChoice['speeds'] = [],
): DeviceChoice => ({ id, title, name, why, speeds });

/** Another processor, graphics device, driver's word for it, or version of Hourglass: what was measured counts no more. */
function machineKey(candidates: readonly DeviceInfo[]): string {
  const facts = [version, candidates.map(({ id, detail, memory }) => [id, detail, memory])];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32);
}

function cannotUse(id: string, found: DeviceInfo | undefined, all: readonly DeviceInfo[]): UserError {
  const usable = ['auto', ...all.filter(({ available }) => available).map((device) => device.id)];
  return new UserError({
    received: found
      ? `The device “${id}” (${found.title}) cannot be used: ${found.detail.replace(/\.$/, '')}.`
      : `This computer has no device “${id}”.`,
    expected: `One of these was expected: ${usable.join(', ')}.`,
    action: `${found?.remedy ? `${found.remedy} Or choose` : 'Choose'} another device; “auto” takes the fastest.`,
  });
}
