/** Types of the part of gifenc 1.0.3 that is used; it has none of its own. */
declare module 'gifenc' {
  export type Palette = number[][];
  interface Frame {
    /** Of the first frame: of all that have none of their own. */
    readonly palette?: Palette;
    /** Milliseconds. */
    readonly delay?: number;
  }
  interface Encoder {
    writeFrame(indices: Uint8Array, width: number, height: number, frame: Frame): void;
    finish(): void;
    bytes(): Uint8Array<ArrayBuffer>;
  }
  export function GIFEncoder(): Encoder;
  /** Of RGBA pixels. */
  export function quantize(rgba: Uint8Array, colours: number): Palette;
  export function applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array;
}
