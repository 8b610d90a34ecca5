import { describe, expect, test } from 'vitest';
import {
  checkParams,
  defaultParams,
  findLayer,
  isLayerKind,
  layerGroups,
  layerKinds,
  layers,
} from '#shared/layers/index.ts';
import type { LayerDefinition } from '#shared/layers/layer.ts';
import { badValue } from './cases.ts';

const sentence = /^\S.*[.!?]$/s;

test('groups list every kind once, in palette order', () => {
  expect(layerGroups.flatMap((group) => group.kinds).toSorted()).toEqual(layerKinds.toSorted());
  expect(layerGroups.map((group) => group.group)).toEqual([
    'core',
    'latent',
    'convolution',
    'pooling',
    'recurrent',
    'normalization',
    'regularization',
    'merge',
    'adversarial',
  ]);
});

test('titles are unique', () => {
  const titles = layerKinds.map((kind) => layers[kind].title);
  expect(new Set(titles).size).toBe(titles.length);
});

test('unknown kinds are not found', () => {
  expect(findLayer('toString')).toBeUndefined();
  expect(isLayerKind('__proto__')).toBe(false);
  expect(findLayer('dense')).toBe(layers.dense);
});

describe.each(layerKinds)('%s', (kind) => {
  const definition: LayerDefinition = layers[kind];

  test('is registered under its own kind and described in words', () => {
    expect(definition.kind).toBe(kind);
    expect(definition.summary).toMatch(sentence);
    expect(definition.keywords.length).toBeGreaterThanOrEqual(3);
    for (const field of Object.values(definition.fields)) {
      expect(field.help).toMatch(sentence);
      expect(field.label).toMatch(/^[A-Z]/);
    }
  });

  test('starts with settings that pass its own checks', () => {
    expect(checkParams(kind, defaultParams(kind))).toEqual([]);
  });

  test('refuses a bad, a missing and an unknown setting by name', () => {
    for (const [key, field] of Object.entries(definition.fields)) {
      const bad = { ...defaultParams(kind), [key]: badValue(field) as never };
      const [message, ...others] = checkParams(kind, bad);
      expect(others).toEqual([]);
      expect(message).toMatch(sentence);
      expect(message).toContain(`${field.label} is ${JSON.stringify(badValue(field))}`);
      const { [key]: _removed, ...incomplete } = defaultParams(kind);
      expect(checkParams(kind, incomplete)).toEqual([expect.stringContaining(`${field.label} is missing`)]);
    }
    expect(checkParams(kind, { ...defaultParams(kind), colour: 'red' })).toEqual([
      `${definition.title} has no setting called colour.`,
    ]);
  });
});
