/** What a run's figures say of how its latent is used: posterior collapse, dead codes. Pure words from figures; owns no thresholds of training. */
import type { EpochMetrics } from '../wire/training.ts';
import type { Finding } from './objective.ts';

/** A latent value whose KL is less than so many nats on average says nothing of the sample. */
export const activeFrom = 0.01;

/** A term of an epoch, of validation where there is one; null where it was not measured. */
export function termOf({ terms }: EpochMetrics, name: string): number | null {
  const { validation = null, train = null } = terms[name] ?? {};
  return validation ?? train;
}

export interface LatentUse {
  /** Nats per sample, all latent values together. */
  readonly kl: number;
  /** How many latent values carry information: with a KL above `activeFrom` on average. */
  readonly activeUnits: number;
  /** How many there are; null while unknown. */
  readonly size: number | null;
}

/**
 * Posterior collapse (Bowman et al. 2016): what it means and what helps; empty while all is well. Active units as in Burda et al.
 * 2016, who count those whose mean varies by more than 0.01 between samples; here their divergence is measured, which also sees spreads.
 */
export function describeCollapse({ kl, activeUnits, size }: LatentUse): readonly Finding[] {
  const active = Math.round(activeUnits);
  if (active === 0)
    return [
      {
        tone: 'warning',
        text: `Posterior collapse: no latent value says anything of the sample (KL ${kl.toFixed(2)} nats), so every sample comes out alike. Lower beta, raise it slowly over the first epochs, or grant free bits.`,
      },
    ];
  if (size === null || active > size / 2) return [];
  return [
    {
      tone: 'neutral',
      text: `${active} of ${size} latent values ${active === 1 ? 'carries' : 'carry'} information (KL ${kl.toFixed(1)} nats in all); the others equal the prior and are ignored. A smaller beta or free bits wake more of them; or make the latent smaller.`,
    },
  ];
}

export interface CodeUse {
  /** As if so many codes were used alike: the exponential of the entropy of their use in a batch. */
  readonly perplexity: number;
  /** Share of the codebook that a batch uses at least once. */
  readonly usedCodes: number;
  readonly codes: number;
  /** Codes that one batch has places for: positions of the latent times samples. */
  readonly places: number | null;
}

/** Dead codes, said in words; empty while the codebook is in use. A batch with few places cannot use many codes. */
export function describeCodes({ perplexity, usedCodes, codes, places }: CodeUse): readonly Finding[] {
  const reachable = Math.min(codes, places ?? codes);
  const used = Math.round(usedCodes * codes);
  if (perplexity < 1.5)
    return [
      {
        tone: 'warning',
        text: 'The codebook has collapsed: nearly everything becomes one and the same code, so that all samples come out alike. Let the codes follow moving averages and restart unused ones, or lower the learning rate.',
      },
    ];
  if (used > reachable / 4) return [];
  return [
    {
      tone: 'neutral',
      text: `A batch uses ${used} of ${codes} codes (perplexity ${perplexity.toFixed(1)}); the others are dead weight. Restart unused codes, lower the commitment, or use fewer codes.`,
    },
  ];
}
