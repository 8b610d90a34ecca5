/** Theme at run time: the override, and colours as canvases need them. Owns no token; those stand in theme.css. */

export type Theme = 'system' | 'light' | 'dark';

/** Follows the system, or overrides it. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export type ColorToken =
  | 'background'
  | 'canvas'
  | 'panel'
  | 'line'
  | 'grid'
  | 'text'
  | 'soft'
  | 'accent'
  | 'encoder'
  | 'latent'
  | 'decoder'
  | 'discriminator'
  | 'problem'
  | 'proof';

/** A token's present colour as `rgb(…)`, for canvas drawing (charts), where `var()` and `light-dark()` mean nothing. */
export function resolveColor(token: ColorToken): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}
