/** What the window shows and what is selected in it: neither saved nor undone. Owns no document. */
import { selectionOf } from './selection.ts';
import { applyTheme, type Theme } from '../ui/theme.ts';

export type View = 'start' | 'design' | 'data' | 'train' | 'explore' | 'runs' | 'export';
export type OpenDialog = 'commands' | 'shortcuts' | null;

const THEME_KEY = 'hourglass.theme';
const isTheme = (value: string | null): value is Theme => value === 'light' || value === 'dark' || value === 'system';

class SessionState {
  view = $state.raw<View>('start');
  /** Selected nodes and edges by id. Replaced, never mutated. */
  nodes = $state.raw<ReadonlySet<string>>(new Set());
  edges = $state.raw<ReadonlySet<string>>(new Set());
  dialog = $state.raw<OpenDialog>(null);
  theme = $state.raw<Theme>('system');
}
export const session = new SessionState();

export function showView(view: View): void {
  session.view = view;
}

export function select(nodes: Iterable<string>, edges: Iterable<string> = []): void {
  session.nodes = selectionOf(nodes);
  session.edges = selectionOf(edges);
}

export function setTheme(theme: Theme): void {
  session.theme = theme;
  applyTheme(theme);
  localStorage.setItem(THEME_KEY, theme);
}

/** As it was chosen last time. */
export function restoreTheme(): void {
  const theme = localStorage.getItem(THEME_KEY);
  if (isTheme(theme)) setTheme(theme);
}
