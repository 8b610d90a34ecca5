/** What the host says of itself, asked once. */
import type { AppInfo } from '#shared/wire/studio.ts';
import { studio } from './studio.ts';

let asked: Promise<AppInfo> | null = null;

export function appInfo(): Promise<AppInfo> {
  asked ??= studio.call('app:info', {}).catch((error: unknown) => {
    // Asked again next time: the connection may be back by then.
    asked = null;
    throw error;
  });
  return asked;
}
