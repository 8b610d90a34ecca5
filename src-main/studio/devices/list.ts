/**
 * What this machine can train on, looked at in processes of their own: a library that crashes or hangs takes none of the
 * studio along. One process looks at all devices; those it did not get to say anything of get one each, so that the one
 * at fault is known by name. Owns the list and its being remembered.
 */
import { randomUUID } from 'node:crypto';
import type { DeviceInfo } from '#shared/wire/devices.ts';
import { devicesOn, titleOf, type DeviceId } from '../../devices/index.ts';
import type { RunDependencies } from '../runs/dependencies.ts';
import { askTrainer, type Outcome } from './ask-trainer.ts';

/** Of one process. A large library that is read from a slow disk takes seconds; the second process finds it in memory. */
const limitMilliseconds = 10_000;

export type ListDependencies = Pick<RunDependencies, 'fork' | 'trainerEntry' | 'environment' | 'log'> & {
  /** For tests: other devices than this system's, and less patience. */
  readonly ids?: readonly DeviceId[];
  readonly limitMilliseconds?: number;
};

export interface DeviceList {
  /** Every device of this system, available or not; looked at once, and anew when asked `again`. Never rejects. */
  read(again?: boolean): Promise<readonly DeviceInfo[]>;
  /** One of them, without waiting for the others; undefined: this system cannot have it. */
  find(id: string): Promise<DeviceInfo | undefined>;
}

export function createDeviceList(dependencies: ListDependencies): DeviceList {
  const here = dependencies.ids ?? devicesOn();
  const single = new Map<DeviceId, Promise<readonly DeviceInfo[]>>();
  let all: Promise<readonly DeviceInfo[]> | undefined;
  return {
    read(again = false) {
      if (again) single.clear();
      if (again || !all) all = lookAtEach(here, dependencies);
      return all;
    },
    async find(wanted) {
      const id = here.find((each) => each === wanted);
      if (id === undefined) return undefined;
      const found = all ?? single.get(id) ?? lookAtEach([id], dependencies);
      if (!all) single.set(id, found);
      return (await found).find((device) => device.id === id);
    },
  };
}

async function lookAtEach(ids: readonly DeviceId[], dependencies: ListDependencies): Promise<readonly DeviceInfo[]> {
  const known = (await lookAt(ids, dependencies)).found;
  const silent = ids.filter((id) => !known.has(id));
  await Promise.all(
    silent.map(async (id) => {
      const { found, outcome } = await lookAt([id], dependencies);
      known.set(id, found.get(id) ?? faulty(id, outcome, dependencies));
    }),
  );
  return ids.map((id) => known.get(id)!);
}

async function lookAt(devices: readonly DeviceId[], dependencies: ListDependencies) {
  const found = new Map<string, DeviceInfo>();
  const outcome = await askTrainer(dependencies, {
    command: { type: 'probe', runId: randomUUID(), devices },
    onReply: (reply) => {
      if (reply.type === 'probed') found.set(reply.device.id, reply.device);
      return devices.every((id) => found.has(id));
    },
    limitMilliseconds: dependencies.limitMilliseconds ?? limitMilliseconds,
  });
  return { found, outcome };
}

function faulty(
  id: DeviceId,
  outcome: Outcome,
  { log, limitMilliseconds: limit = limitMilliseconds }: ListDependencies,
) {
  const title = titleOf(id);
  const what =
    typeof outcome === 'string'
      ? `its library does not answer within ${limit / 1000} seconds`
      : `its library crashes when it is loaded${(outcome.signal ?? outcome.code) ? ` (${outcome.signal ?? `exit code ${outcome.code}`})` : ''}`;
  log(`${title} cannot be used`, new Error(what));
  return {
    id,
    title,
    available: false,
    detail: what,
    remedy: 'Update the driver of the graphics processor, restart the computer, and look again.',
    name: null,
    memory: null,
    software: false,
  } satisfies DeviceInfo;
}
