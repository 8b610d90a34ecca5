/** ARIA 1.3's aria-description, which Svelte's own types do not list yet. */
import 'svelte/elements';

declare module 'svelte/elements' {
  interface AriaAttributes {
    'aria-description'?: string | undefined | null;
  }
}
