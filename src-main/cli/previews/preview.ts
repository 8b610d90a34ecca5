/** What one kind of preview is on the command line: its words and options, and what it draws of an open network. Owns no kind. */
import type { Command } from 'commander';
import type { AskName } from '#shared/wire/explore/index.ts';
import { isImpossible, type ExploreInfo } from '#shared/wire/explore/info.ts';
import type { CallInput, CallOutput } from '#shared/wire/studio.ts';

/** What previews that only draw pictures say of a network that makes none; null: it makes them. */
export const refuseOtherThanPictures = ({ output }: ExploreInfo): string | null =>
  isImpossible(output) ? output.impossible : null;

/** A trained network, open in a process of its own. */
export interface OpenNetwork {
  readonly info: ExploreInfo;
  /** Its progress goes to stderr; Ctrl-C cancels it. */
  ask<N extends AskName>(name: N, input: Omit<CallInput<N>, 'subject' | 'job'>): Promise<CallOutput<N>>;
}

export interface Drawn {
  /** PNG, or whatever the file's extension asked for. */
  readonly picture: Uint8Array;
  /** Under --json, beside the file's path, the run, and the epoch. */
  readonly numbers: Readonly<Record<string, unknown>>;
  /** What the picture shows, as a sentence without its subject: "36 samples drawn from the normal prior". */
  readonly text: string;
}

export interface Preview {
  /** The word for it on the command line. */
  readonly name: string;
  readonly description: string;
  /** Adds its own options. */
  options(command: Command): void;
  /** `options` are as commander reads them. Throws a UserError for what cannot be drawn. */
  draw(network: OpenNetwork, options: Readonly<Record<string, unknown>>, output: string): Promise<Drawn>;
}
