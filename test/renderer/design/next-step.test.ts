import { describe, expect, it } from 'vitest';
import { addNode } from '../../../src-shared/graph/edit.ts';
import { emptyProject } from '../../../src-shared/graph/document.ts';
import { nextStep } from '../../../src-renderer/design/canvas/next-step.ts';

describe('the next step on the canvas', () => {
  it('leads from the input over the latent to the mirror, and then is silent', () => {
    const empty = emptyProject('p', 'P');
    const at = { x: 0, y: 0 };
    expect(nextStep(empty)).toBeNull();
    const input = addNode(empty, 'input', at);
    expect(nextStep(input)).toMatch(/layers of the encoder/);
    const encoder = addNode(input, 'dense', at);
    expect(nextStep(encoder)).toMatch(/Latent/);
    const latent = addNode(encoder, 'latent', at);
    expect(nextStep(latent)).toMatch(/Mirror encoder/);
    expect(nextStep(addNode(latent, 'output', at))).toBeNull();
    expect(nextStep(addNode(empty, 'dense', at))).toMatch(/add an Input/);
  });
});
