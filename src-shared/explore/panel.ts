/** What every panel of Explore says of itself. One file a panel; the registry in index.ts lists them. */
import type { Fields } from '../layers/fields.ts';
import type { ExploreInfo } from '../wire/explore/info.ts';

export interface PanelDefinition<Kind extends string = string, F extends Fields = Fields> {
  readonly kind: Kind;
  readonly title: string;
  /** One sentence: what can be seen or done there. */
  readonly summary: string;
  /** Settings, kept in the project under the panel's kind; the command line's options go by the same names. */
  readonly fields: F;
  /** Why this network has nothing to show there, as a sentence; null: it has. */
  refuse(info: ExploreInfo): string | null;
}

export function definePanel<const Kind extends string, const F extends Fields>(
  definition: PanelDefinition<Kind, F>,
): PanelDefinition<Kind, F> {
  return definition;
}
