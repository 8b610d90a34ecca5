/**
 * What the window knows of this computer's devices: the list, and how fast they train the present network. Owns the order
 * of questions and answers; not what Svelte watches (devices.svelte.ts).
 */
import type { Project } from '#shared/graph/document.ts';
import type { ThreeParts } from '#shared/problem.ts';
import type { DeviceInfo, DeviceMeasurement, MeasuringProgress } from '#shared/wire/devices.ts';
import type { CallInput, StudioClient } from '#shared/wire/studio.ts';
import { toThreeParts } from '../ui/three-parts.ts';

export interface DevicesSnapshot {
  /** Null until the first answer. */
  readonly list: readonly DeviceInfo[] | null;
  readonly looking: boolean;
  /** Of the network that was asked about last; null: not known. */
  readonly measurement: DeviceMeasurement | null;
  /** Null: nothing is being measured. `progress` comes once the data are prepared. */
  readonly measuring: { readonly progress: MeasuringProgress | null } | null;
  /** Why the list could not be had, or the measuring failed. */
  readonly error: { readonly of: 'list' | 'measuring'; readonly parts: ThreeParts } | null;
}

export const nothingKnown: DevicesSnapshot = {
  list: null,
  looking: false,
  measurement: null,
  measuring: null,
  error: null,
};

export class DeviceSession {
  readonly #client: Pick<StudioClient, 'call' | 'on'>;
  readonly #publish: (snapshot: DevicesSnapshot) => void;
  readonly #newJob: () => string;
  #snapshot: DevicesSnapshot = nothingKnown;
  #job: string | null = null;
  /** Counts questions about the network, so that a late answer to an earlier one changes nothing. */
  #turn = 0;
  #wanted: Project | null = null;

  constructor(
    client: Pick<StudioClient, 'call' | 'on'>,
    publish: (snapshot: DevicesSnapshot) => void,
    newJob: () => string = () => crypto.randomUUID(),
  ) {
    this.#client = client;
    this.#publish = publish;
    this.#newJob = newJob;
    client.on('device:measuring', ({ job, ...progress }) => {
      if (job === this.#job) this.#set({ measuring: { progress } });
    });
  }

  /** Asks for the list; `again` looks at the machine anew. */
  async look(again = false): Promise<void> {
    if (this.#snapshot.looking) return;
    this.#set({ looking: true, error: null });
    try {
      const list = await this.#client.call('device:list', again ? { again } : {});
      this.#set({ list, looking: false });
    } catch (error) {
      this.#set({ looking: false, error: { of: 'list', parts: toThreeParts(error) } });
    }
  }

  /** Finds out what is known of this network. What was known of another one stays until the answer comes. */
  async recall(project: Project): Promise<void> {
    const turn = ++this.#turn;
    this.#wanted = project;
    // Without an answer nothing is known; measuring will say why.
    const measurement = await this.#client.call('device:measured', inputOf({ project })).catch(() => null);
    if (turn === this.#turn) this.#set({ measurement });
  }

  async measure(project: Project): Promise<void> {
    if (this.#job !== null) return;
    const job = this.#newJob();
    const turn = ++this.#turn;
    this.#job = job;
    this.#set({ measuring: { progress: null }, error: null });
    try {
      const measurement = await this.#client.call('device:measure', inputOf({ job, project }));
      if (this.#job !== job) return;
      this.#job = null;
      this.#set({ measuring: null, ...(turn === this.#turn && { measurement }) });
      // Asked about meanwhile: the same network maybe, of which something is known now.
      if (turn !== this.#turn && this.#wanted) await this.recall(this.#wanted);
    } catch (error) {
      if (this.#job !== job) return;
      this.#job = null;
      this.#set({ measuring: null, error: { of: 'measuring', parts: toThreeParts(error) } });
    }
  }

  /** Ends the measuring; what was known stays. */
  async cancel(): Promise<void> {
    const job = this.#job;
    if (job === null) return;
    this.#job = null;
    this.#set({ measuring: null });
    // The call itself then rejects, unheard: a failed cancel changes nothing here.
    await this.#client.call('device:cancel', { job }).catch(() => null);
  }

  #set(change: Partial<DevicesSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    this.#publish(this.#snapshot);
  }
}

/** The wire's input types are mutable; nothing on the way changes what is sent. */
const inputOf = <Input extends { readonly project: Project }>(input: Input) =>
  input as Input & CallInput<'device:measured'>;
