import { describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatAmount,
  formatBytes,
  formatCount,
  formatDuration,
  formatLoss,
  formatPercent,
  formatRate,
  formatSetting,
  inSentence,
  speakDuration,
} from '../../../src-renderer/ui/format.ts';

const table = <T>(format: (value: T) => string, values: readonly T[]): readonly string[] => values.map(format);

describe('numbers in words', () => {
  it('groups counts and agrees in number', () => {
    expect([
      formatCount(41200),
      formatAmount(1, 'image'),
      formatAmount(9000, 'image'),
      formatAmount(2, 'batch', 'batches'),
    ]).toEqual(['41,200', '1 image', '9,000 images', '2 batches']);
  });

  it('puts titles into sentences', () => {
    expect(table(inSentence, ['KL divergence', 'Negative ELBO', 'Active latents', 'Real, taken for real'])).toEqual([
      ...['KL divergence', 'negative ELBO', 'active latents', 'real, taken for real'],
    ]);
  });

  it('gives a loss the digits that mean something', () => {
    expect(
      table(formatLoss, [0.0647, 0.69314, 0.005123, 0.000512, 0.0000512, 0, 1.23456, 12.3456, 123.456, 41234, 9.9e8]),
    ).toEqual([
      '0.0647',
      '0.6931',
      '0.00512',
      '0.000512',
      '5.12 × 10⁻⁵',
      '0',
      '1.235',
      '12.35',
      '123.5',
      '41,234',
      '9.90 × 10⁸',
    ]);
    expect(table(formatLoss, [NaN, Infinity, -0.25])).toEqual(['not a number', 'infinite', '−0.2500']);
  });

  it('says settings as short as they can be said', () => {
    expect(table(formatSetting, [0.001, 0.0005, 1, 1e-6, 2.5e-7, 0, 0.9])).toEqual([
      '0.001',
      '0.0005',
      '1',
      '1 × 10⁻⁶',
      '2.5 × 10⁻⁷',
      '0',
      '0.9',
    ]);
  });

  it('rounds rates to three digits', () => {
    expect(table(formatRate, [41234, 812.4, 99.96, 9.876, 0, NaN])).toEqual(['41,200', '812', '100', '9.88', '0', '0']);
  });

  it('shows durations as clocks and speaks them in words', () => {
    expect(table(formatDuration, [0, 38.4, 59.7, 725, 3753, NaN])).toEqual([
      '0:00',
      '0:38',
      '1:00',
      '12:05',
      '1:02:33',
      '–',
    ]);
    expect(table(speakDuration, [0.2, 38, 61, 3720, 7322, NaN])).toEqual([
      '0 seconds',
      '38 seconds',
      '1 minute 1 second',
      '1 hour 2 minutes',
      '2 hours 2 minutes',
      'unknown',
    ]);
  });

  it('measures bytes and shares', () => {
    expect(table(formatBytes, [1, 999, 1536, 7_840_000, 31_360_000, 2.5e9])).toEqual([
      '1 byte',
      '999 bytes',
      '1.5 kB',
      '7.8 MB',
      '31 MB',
      '2.5 GB',
    ]);
    expect(table(formatPercent, [0.0123, 0.256, 0.01, 0, 0.0004, -0.05])).toEqual([
      '1.2%',
      '26%',
      '1%',
      '0%',
      'under 0.1%',
      '−5%',
    ]);
  });

  it('tells how long ago', () => {
    const now = Date.UTC(2026, 10, 20, 12);
    const minute = 60_000;
    expect(
      table(
        (ago: number) => formatAgo(now - ago, now),
        [5000, 5 * minute, 60 * minute, 1500 * minute, 3 * 1440 * minute, 30 * 1440 * minute],
      ),
    ).toEqual(['just now', '5 minutes ago', '1 hour ago', 'yesterday', '3 days ago', '21 Oct 2026']);
  });
});
