/** The settings that a map's own network and data leave a use for. Pure. */
import { colorsOf } from '#shared/explore/map/coloring.ts';
import { dataParts } from '#shared/explore/parts.ts';
import type { Fields } from '#shared/layers/fields.ts';
import { isImpossible } from '#shared/wire/explore/info.ts';
import type { LatentMap } from './latent-map.svelte.ts';

/** Those of `names` among `fields`; limits as large as the latent, choices that the data have. */
export function fieldsFor({ info, shown }: LatentMap, fields: Fields, names: readonly string[]): Fields {
  const size = isImpossible(info.latent) ? 1 : info.latent.size;
  const parts = dataParts.filter((part) => info.data.parts[part] > 0);
  const colors = shown ? colorsOf(shown.rows) : null;
  const fitted = Object.entries(fields)
    .filter(([name]) => names.includes(name))
    .map(([name, field]) => {
      if (['x', 'y', 'colorLatent'].includes(name) && field.type === 'integer')
        return [name, { ...field, max: Math.max(1, size) }] as const;
      if (field.type !== 'choice') return [name, field] as const;
      const has = (value: string): boolean =>
        (name !== 'color' || colors === null || (colors as readonly string[]).includes(value)) &&
        (name !== 'part' || value === 'all' || (parts as readonly string[]).includes(value));
      return [name, { ...field, options: field.options.filter(({ value }) => has(value)) }] as const;
    });
  return Object.fromEntries(fitted);
}
