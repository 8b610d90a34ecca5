/** Estimates of time in words, with what they are based on. Owns no arithmetic: the studio estimates. */
import type { TimeEstimate } from '#shared/wire/devices.ts';
import { formatRate } from './format.ts';

/** "a few seconds", "about 40 s", "about 12 min", "about 3 h": no finer than estimates are. */
export function aboutDuration(seconds: number): string {
  if (seconds < 8) return 'a few seconds';
  if (seconds < 55) return `about ${Math.max(10, Math.round(seconds / 10) * 10)} s`;
  if (seconds < 5400) return `about ${roundly(seconds / 60)} min`;
  return `about ${roundly(seconds / 3600).toLocaleString('en')} h`;
}

/** 1 to 10 as they are, above with one or two digits: 7, 12, 25, 40. */
const roundly = (amount: number): number =>
  amount < 10 ? Math.max(1, Math.round(amount)) : amount < 20 ? Math.round(amount) : Math.round(amount / 5) * 5;

export function basisWords({ basis, samplesPerSecond }: TimeEstimate): string {
  switch (basis) {
    case 'same':
      return `This network went at ${formatRate(samplesPerSecond)} samples/s on this computer.`;
    case 'others':
      return 'Estimated from how fast other networks went on this computer, by how much each computes.';
    case 'processor':
      return 'A rough guess from how fast this processor multiplies: nothing was trained on this computer yet.';
  }
}
