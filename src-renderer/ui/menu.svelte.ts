/** The one open menu: what is in it and where it stands. Menu.svelte draws it; App.svelte holds it once. */
import type { Component } from 'svelte';

export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
  readonly key?: string;
  readonly icon?: Component<{ size?: number; 'aria-hidden'?: 'true' }>;
  readonly disabled?: boolean;
  readonly danger?: boolean;
}
/** A null separates groups. */
export type MenuItems = readonly (MenuItem | null)[];

interface OpenMenu {
  readonly label: string;
  readonly items: MenuItems;
  readonly x: number;
  readonly y: number;
}

class MenuState {
  open = $state.raw<OpenMenu | null>(null);
}
export const menu = new MenuState();

/** Opens a menu at a point in the window, or under an element. */
export function openMenu(label: string, items: MenuItems, at: { x: number; y: number } | Element): void {
  const box = at instanceof Element ? at.getBoundingClientRect() : null;
  const point = box ? { x: box.left, y: box.bottom + 4 } : (at as { x: number; y: number });
  menu.open = { label, items, x: point.x, y: point.y };
}

export function closeMenu(): void {
  menu.open = null;
}
