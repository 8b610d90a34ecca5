/** The names under which preload script and main process speak; nothing else crosses. Owns no messages. */
export const channels = {
  call: 'studio:call',
  event: 'studio:event',
  /** The window listens to an event from now on. */
  listens: 'window:listens',
  /** The window has been told that it closes, and has asked for whatever it wanted to ask. */
  readyToClose: 'window:readyToClose',
} as const;
