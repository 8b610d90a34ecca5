/** One tooltip for the whole window, as an attachment: shows on hover after a moment and on keyboard focus at once. */
import type { Attachment } from 'svelte/attachments';
import { placeBeside } from './place.ts';

const HOVER_DELAY_MS = 450;

let bubble: HTMLElement | null = null;
function bubbleElement(): HTMLElement {
  if (bubble === null) {
    bubble = document.createElement('div');
    bubble.className = 'tooltip';
    bubble.popover = 'manual';
    bubble.setAttribute('role', 'tooltip');
  }
  return bubble;
}
/** Where it stands in the page: with its element, for a modal dialog hides the rest and all text belongs to a landmark. */
const homeOf = (element: Element): Element => element.closest('dialog, main, header, nav, aside') ?? document.body;

/** `text` is read when the tooltip opens; an empty text shows nothing. It is also the element's description for screen readers, unless it repeats its name. */
export function tooltip(
  text: () => string,
  { describes = true }: { readonly describes?: boolean } = {},
): Attachment<HTMLElement> {
  return (element) => {
    if (describes) element.setAttribute('aria-description', text());
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (): void => {
      const words = text();
      if (words === '') return;
      const tip = bubbleElement();
      const home = homeOf(element);
      if (tip.parentElement !== home) home.append(tip);
      tip.textContent = words;
      tip.showPopover();
      const { x, y } = placeBeside(element.getBoundingClientRect(), tip.getBoundingClientRect());
      tip.style.translate = `${x}px ${y}px`;
    };
    const hide = (): void => {
      clearTimeout(timer);
      if (bubble?.matches(':popover-open')) bubble.hidePopover();
    };
    const later = (): void => {
      timer = setTimeout(show, HOVER_DELAY_MS);
    };
    const onFocus = (): void => {
      if (element.matches(':focus-visible')) show();
    };
    element.addEventListener('pointerenter', later);
    element.addEventListener('pointerleave', hide);
    element.addEventListener('pointerdown', hide);
    element.addEventListener('focus', onFocus);
    element.addEventListener('blur', hide);
    return () => {
      hide();
      element.removeEventListener('pointerenter', later);
      element.removeEventListener('pointerleave', hide);
      element.removeEventListener('pointerdown', hide);
      element.removeEventListener('focus', onFocus);
      element.removeEventListener('blur', hide);
    };
  };
}
