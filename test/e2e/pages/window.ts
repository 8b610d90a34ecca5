/** What page objects need of a studio: its present window, which changes when the studio is opened again. */
import type { Page } from '@playwright/test';

export interface Window {
  readonly page: Page;
}

/** "Conv2D (3)" as a pattern: names of layers hold characters that mean something in patterns. */
export const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
