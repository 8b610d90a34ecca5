/** What a window of ours may never do, whatever its page says: leave, open others, ask for devices, reach the network. */
import { app, type Session } from 'electron';
import { origin } from './scheme.ts';

/** Whether a request of the window stays inside it. */
export function isOwnAddress(url: string, devTools: boolean): boolean {
  return (
    url.startsWith(`${origin}/`) ||
    url.startsWith(`blob:${origin}/`) ||
    url.startsWith('data:') ||
    (devTools && url.startsWith('devtools://'))
  );
}

/** Whether a download is something that the page itself has made: the person then says where it goes, in the system's dialog. */
export const isOwnContent = (url: string): boolean => url.startsWith(`blob:${origin}/`);

/** All that our own page may ask for: copy and paste of layers. */
const clipboard: readonly string[] = ['clipboard-read', 'clipboard-sanitized-write'];

export function isGranted(permission: string, requestingUrl: string): boolean {
  return clipboard.includes(permission) && (requestingUrl === origin || requestingUrl.startsWith(`${origin}/`));
}

export function lockSession(session: Session, devTools: boolean): void {
  session.setPermissionRequestHandler((_contents, permission, decide, details) =>
    decide(details.isMainFrame && isGranted(permission, details.requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    isGranted(permission, requestingOrigin),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((request, decide) => decide({ cancel: !isOwnAddress(request.url, devTools) }));
  session.on('will-download', (event, item) => {
    if (!isOwnContent(item.getURL())) event.preventDefault();
  });
}

/** Every page that is ever made, the developer tools' included. */
export function lockContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
  });
}
