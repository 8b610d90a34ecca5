/** The window's own scheme by name. What it answers stands in app-protocol.ts. */
import { protocol } from 'electron';

export const scheme = 'app';
/** The window's own address. */
export const origin = 'app://hourglass';

/** Before the app is ready: what pages of the scheme may do. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}
