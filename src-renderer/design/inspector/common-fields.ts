/** What several selected layers have in common: the settings that all of them know, and the values that all share. */
import type { GraphNode } from '#shared/graph/document.ts';
import { defaultsOf, shownFields, type Field, type Fields, type ParamValue } from '#shared/layers/fields.ts';
import { findLayer } from '#shared/layers/index.ts';

export interface CommonField {
  readonly key: string;
  readonly field: Field;
  /** Null: they differ. */
  readonly value: ParamValue | null;
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
/** Two kinds' settings are one when they read alike and take the same values; their help may differ. */
const agrees = (a: Field, b: Field | undefined): boolean =>
  b !== undefined && same({ ...a, help: '', default: null }, { ...b, help: '', default: null });

export function commonFields(nodes: readonly GraphNode[]): readonly CommonField[] {
  const [first, ...others] = nodes;
  if (!first) return [];
  // Without the settings that a node's other values leave no use for.
  const fieldsOf = (node: GraphNode): Fields => {
    const fields: Fields = findLayer(node.kind)?.fields ?? {};
    return shownFields(fields, { ...defaultsOf(fields), ...node.params });
  };
  return Object.entries(fieldsOf(first))
    .filter(([key, field]) => others.every((node) => agrees(field, fieldsOf(node)[key])))
    .map(([key, field]) => {
      const value = first.params[key] ?? field.default;
      const shared = others.every((node) => same(node.params[key] ?? field.default, value));
      return { key, field, value: shared ? value : null };
    });
}
