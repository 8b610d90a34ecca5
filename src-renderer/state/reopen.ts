/**
 * What a reloaded window goes back to: the open project and the view, in the tab's own storage. A new window or tab
 * knows nothing of it and begins at the start page. Owns that memory; files.ts opens.
 */
import * as v from 'valibot';

/** As much of sessionStorage as is used, so that tests can stand in. */
export type TabStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const schema = v.object({
  projectId: v.string(),
  name: v.string(),
  /** Null: never saved under a name. */
  path: v.nullable(v.string()),
  view: v.picklist(['design', 'data', 'train', 'explore', 'runs', 'export']),
  /** The document as text where no file and no autosave may hold it: a new project without edits. Null elsewhere. */
  text: v.nullable(v.string()),
});
export type OpenTab = Readonly<v.InferOutput<typeof schema>>;

const KEY = 'hourglass.open';

/** Null: nothing was open, or what stands there cannot be read. */
export function recallTab(storage: TabStorage): OpenTab | null {
  try {
    const found = v.safeParse(schema, JSON.parse(storage.getItem(KEY) ?? 'null'));
    return found.success ? found.output : null;
  } catch {
    return null;
  }
}

export function rememberTab(storage: TabStorage, tab: OpenTab | null): void {
  try {
    if (tab === null) storage.removeItem(KEY);
    else storage.setItem(KEY, JSON.stringify(tab));
  } catch {
    // A full storage costs the way back after a reload, no work: that is kept by the autosave.
    storage.removeItem(KEY);
  }
}
