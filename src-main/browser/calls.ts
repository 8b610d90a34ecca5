/** What a browser window cannot have (system dialogs), and what it gets instead. Owns nothing else. */
import { access } from 'node:fs/promises';
import { UserError } from '#shared/problem.ts';
import type { HostCalls } from '../studio/index.ts';
import { links } from '../studio/links.ts';
import { hasDisplay, openBrowser } from './open-browser.ts';

const noDialogs = async (): Promise<never> => {
  throw new UserError({
    received: 'A system dialog was asked for.',
    expected: 'In a browser, Hourglass lists folders in its own window.',
    action: 'Reload the window: it may be older than the studio.',
  });
};

export const browserCalls: HostCalls = {
  'dialog:openProject': noDialogs,
  'dialog:saveProject': noDialogs,
  'dialog:saveFile': noDialogs,
  'dialog:chooseFolder': noDialogs,
  'dialog:chooseFile': noDialogs,
  'app:openLink': async ({ link }) => {
    if (hasDisplay() && (await openBrowser(links[link]))) return null;
    throw new UserError({
      received: 'The page cannot be opened from here.',
      expected: 'A computer with a screen was expected.',
      action: `Open ${links[link]} yourself.`,
    });
  },
  'app:reveal': async ({ path }) => {
    await access(path).catch(() => {
      throw new UserError({
        received: `“${path}” is not there any more.`,
        expected: 'A file or folder that Hourglass made was expected.',
        action: 'It may have been moved or deleted.',
      });
    });
    return { path };
  },
};
