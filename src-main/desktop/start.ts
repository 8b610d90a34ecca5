/**
 * Electron's entry: what must be said before the app is ready, and nothing else. Built as CommonJS, so that it can also
 * be required with `electron -r`, as scripts/start.mjs does: not every Electron runtime waits with being ready until it
 * has imported an app's entry. Being required and then imported loads it once. The host is index.ts.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';
import { findFolders } from '../studio/folders.ts';
import { declareScheme } from './scheme.ts';

// It would override --no-sandbox, which tests as root need, and then nothing starts; see webPreferences for the window's own.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
declareScheme();
const folders = findFolders();
app.setPath('userData', resolve(folders.data, 'desktop'));

// This file is built to out/desktop/start.cjs, the host to out/main/desktop.js, by another build: hence no plain import.
const host = pathToFileURL(resolve(import.meta.dirname, '../main/desktop.js')).href;
void (import(host) as Promise<typeof import('./index.ts')>).then(({ startHost }) => startHost(folders));
