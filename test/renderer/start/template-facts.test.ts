import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emptyProject } from '#shared/graph/document.ts';
import { parseProject } from '#shared/graph/parse.ts';
import { factsOf } from '../../../src-renderer/start/template-facts.ts';

const read = (id: string) => parseProject(readFileSync(`resources/templates/${id}.hourglass`, 'utf8'), id);

describe('what tells templates apart', () => {
  it('is their weights and their bottleneck', () => {
    // 784·32 + 32 + 32·784 + 784
    expect(factsOf(read('fully-connected'))).toEqual({ weights: 50_992, latent: 32 });
    expect(factsOf(emptyProject('p', 'P'))).toEqual({ weights: 0, latent: null });
  });
});
