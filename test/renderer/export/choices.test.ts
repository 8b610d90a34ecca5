import { expect, test } from 'vitest';
import { exportParts, type PartKind } from '#shared/export/parts.ts';
import type { Project } from '#shared/graph/document.ts';
import { isOffered } from '../../../src-renderer/export/choices.ts';
import { drawTemplate } from '../../contract/templates/index.ts';

const part = (project: Project, kind: PartKind) => exportParts(project).find((each) => each.kind === kind) ?? null;

test('only options that can matter are offered', () => {
  const [digits, text, inpainter] = (['variational-2', 'text-autoencoder', 'inpainter'] as const).map((id) =>
    drawTemplate[id](id),
  ) as [Project, Project, Project];
  expect(isOffered('input', part(digits, 'model'), digits)).toBe(true);
  expect(isOffered('input', part(text, 'model'), text)).toBe(false);
  expect(isOffered('encoder', part(digits, 'encoder'), digits)).toBe(true);
  expect(isOffered('encoder', part(digits, 'model'), digits)).toBe(false);
  expect(isOffered('mask', part(inpainter, 'model'), inpainter)).toBe(true);
  expect(isOffered('mask', part(digits, 'model'), digits)).toBe(false);
  expect(isOffered('precision', part(text, 'model'), text)).toBe(true);
});
