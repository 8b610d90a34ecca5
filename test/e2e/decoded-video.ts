/** A saved video, taken apart and decoded picture by picture: by the window's own decoders, where it has them. Owns no expectations. */
import type { Page } from '@playwright/test';
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny';

interface DecodedVideo {
  readonly format: string;
  readonly seconds: number;
  /** Of each decoded picture in order: its size, and the mean of its red, green and blue, 0 to 255. */
  readonly frames: readonly { readonly width: number; readonly height: number; readonly mean: number }[];
}

export async function decodeVideo(page: Page, bytes: Uint8Array): Promise<DecodedVideo> {
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error('The file has no video.');
  const { codec, codedWidth, codedHeight, description } = (await track.getDecoderConfig())!;
  const base64 = (data: Uint8Array): string => Buffer.from(data).toString('base64');
  const packets = [];
  for await (const { type, timestamp, data } of new EncodedPacketSink(track).packets())
    packets.push({ type, microseconds: Math.round(timestamp * 1e6), data: base64(data) });
  const asBytes = (value: AllowSharedBufferSource): Uint8Array =>
    ArrayBuffer.isView(value)
      ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      : new Uint8Array(value);
  const config = { codec, codedWidth, codedHeight, described: description ? base64(asBytes(description)) : null };
  const frames = await page.evaluate(decodeInWindow, { config, packets });
  return { format: (await input.getFormat()).name, seconds: await track.computeDuration(), frames };
}

interface Coded {
  readonly config: {
    readonly codec: string;
    readonly codedWidth: number | undefined;
    readonly codedHeight: number | undefined;
    readonly described: string | null;
  };
  readonly packets: readonly {
    readonly type: 'key' | 'delta';
    readonly microseconds: number;
    readonly data: string;
  }[];
}

async function decodeInWindow({ config: { described, ...rest }, packets }: Coded) {
  const bytesOf = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const frames: { width: number; height: number; mean: number }[] = [];
  await new Promise<void>((resolve, reject) => {
    const decoder = new VideoDecoder({
      error: reject,
      output(frame) {
        const { displayWidth: width, displayHeight: height } = frame;
        const context = new OffscreenCanvas(width, height).getContext('2d')!;
        context.drawImage(frame, 0, 0);
        frame.close();
        const { data } = context.getImageData(0, 0, width, height);
        let sum = 0;
        for (let at = 0; at < data.length; at += 4) sum += (data[at]! + data[at + 1]! + data[at + 2]!) / 3;
        frames.push({ width, height, mean: sum / (data.length / 4) });
      },
    });
    const size = { codedWidth: rest.codedWidth!, codedHeight: rest.codedHeight! };
    decoder.configure({ codec: rest.codec, ...size, ...(described ? { description: bytesOf(described) } : {}) });
    for (const { type, microseconds, data } of packets)
      decoder.decode(new EncodedVideoChunk({ type, timestamp: microseconds, data: bytesOf(data) }));
    decoder.flush().then(resolve, reject);
  });
  return frames;
}
