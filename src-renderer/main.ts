/** Starts the window. */
import '@xyflow/svelte/dist/style.css';
import './ui/theme.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { studio } from './state/studio.ts';

// What goes wrong in the window and is caught nowhere belongs into the log, not into a blank page.
const log = (reason: unknown): void => {
  const message = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  void studio.call('app:log', { message: message.slice(0, 20_000) }).catch(() => undefined);
};
addEventListener('error', (event) => log(event.error ?? event.message));
addEventListener('unhandledrejection', (event) => log(event.reason));

const target = document.getElementById('app');
if (target) mount(App, { target });
