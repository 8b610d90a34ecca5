import { expect, it } from 'vitest';
import { templates } from '#shared/templates.ts';
import { findTemplates, groupTemplates } from '../../../src-renderer/start/template-groups.ts';

const offered = templates.map((info) => ({ info, design: null }));

it('groups templates in the order of the workshop, each once', () => {
  const groups = groupTemplates(offered);
  expect(new Set(groups.map(({ title }) => title)).size).toBe(groups.length);
  expect(groups.flatMap((group) => group.templates).length).toBe(offered.length);
  expect(groups[0]!.templates[0]!.info.id).toBe(templates[0].id);
});

it('finds templates by a few letters and by what is said of them', () => {
  expect(findTemplates('', offered)).toEqual(offered);
  expect(findTemplates('lstm', offered).map(({ info }) => info.id)).toContain('lstm-rows');
  expect(findTemplates('smallest autoencoder', offered).map(({ info }) => info.id)).toContain('fully-connected');
  expect(findTemplates('qqqq', offered)).toEqual([]);
});
