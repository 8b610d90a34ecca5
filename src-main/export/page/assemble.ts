/** Puts a page together, and takes it apart again to try it. Owns the places in the HTML. */
import type { PageAssets } from './assets.ts';
import type { PageForm } from './form.ts';
import type { Play } from './play.ts';
import type { WrittenNetwork } from './network.ts';

export interface PageNetwork extends WrittenNetwork {
  readonly play: Play & {
    /** [height, width, channels]; null: what comes out is no picture. */
    readonly picture: readonly number[] | null;
    /** What it is then, and how its numbers become a person's again. */
    readonly form: PageForm;
    /** Of the values: what black and white are. */
    readonly range: readonly [number, number];
    /** After the point, beside the sliders. */
    readonly digits: number;
  };
}

export interface PageWords {
  readonly title: string;
  readonly subtitle: string;
  readonly slidersTitle: string;
  readonly about: string;
}

export interface PageContents {
  readonly words: PageWords;
  readonly network: PageNetwork;
  /** Of the network's values. */
  readonly weights: Uint8Array;
}

export function assemblePage({ words, network, weights }: PageContents, assets: PageAssets): string {
  const parts: Readonly<Record<string, string>> = {
    ...Object.fromEntries(Object.entries(words).map(([name, text]) => [name, escapeText(text)])),
    style: assets.style.trim(),
    // So that no text in it can end the script.
    network: JSON.stringify(network).replaceAll('<', '\\u003c'),
    weights: base64(weights),
    engine: base64(assets.engine),
    library: script(assets.library),
    run: script(assets.run),
    paint: script(assets.paint),
    play: script(assets.play),
  };
  return assets.html.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name]!);
}

/** What stands in one of the page's scripts, as it was put there. */
export function scriptIn(html: string, id: string): string {
  const found = new RegExp(`<script[^>]* ?id="${id}">\\n?([\\s\\S]*?)\\n?</script>`).exec(html);
  if (!found) throw new Error(`The page has no script “${id}”.`);
  return found[1]!;
}

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeText = (text: string): string => text.replaceAll(/[&<>"]/g, (letter) => escapes[letter]!);

function script(text: string): string {
  if (/<\/script|<!--/i.test(text)) throw new Error('A script of the page would end before its end.');
  return text.trim();
}
