/** Opens an address in the system's browser, where there is a screen to show it on. Owns no addresses. */
import { spawn } from 'node:child_process';

export function hasDisplay(environment: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform !== 'linux') return environment.SSH_CONNECTION === undefined;
  return Boolean(environment.DISPLAY ?? environment.WAYLAND_DISPLAY);
}

/** Resolves with whether an opener could be started; never rejects. Only for addresses that we made. */
export function openBrowser(address: string): Promise<boolean> {
  const [command, ...before] = openers[process.platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    // An argument list without a shell: the address is never interpreted.
    const opener = spawn(command, [...before, address], { stdio: 'ignore', detached: true });
    opener.once('error', () => resolve(false));
    opener.once('spawn', () => resolve(true));
    opener.unref();
  });
}

const openers: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
