/** Public datasets as the Data view watches them, and whether their list is open. The logic stands in download-session.ts. */
import type { DownloadName } from '#shared/graph/document.ts';
import { DownloadSession, noDownloads, type DownloadsSnapshot } from './download-session.ts';
import { studio } from './studio.ts';

class DownloadsState {
  snapshot = $state.raw<DownloadsSnapshot>(noDownloads);
  open = $state.raw(false);
}
export const downloads = new DownloadsState();

const session = new DownloadSession(studio, (snapshot) => {
  downloads.snapshot = snapshot;
});

export function showDownloads(): void {
  downloads.open = true;
  void session.read();
}

/** A download under way goes on. */
export function hideDownloads(): void {
  downloads.open = false;
}

export const readDownloads = (): Promise<void> => session.read();
export const fetchDownload = (name: DownloadName): Promise<boolean> => session.fetch(name);
export const removeDownload = (name: DownloadName): Promise<void> => session.remove(name);
export const cancelDownload = (): Promise<void> => session.cancel();
