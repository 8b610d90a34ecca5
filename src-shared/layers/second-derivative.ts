/**
 * Which layers can be differentiated twice, as a gradient penalty needs. Owns the exceptions: a battery holds every other
 * kind against finite differences.
 */

/** Their gradients are computed by hand, step by step, and not as operations that have gradients of their own. */
const onceOnly: ReadonlySet<string> = new Set(['lstm', 'gru', 'simpleRnn', 'bidirectional']);

export const isDifferentiableTwice = (kind: string): boolean => !onceOnly.has(kind);
