/**
 * The points of a map and the decoded grid under them, by WebGL. Owns the graphics card's memory; not what is drawn where.
 * twgl.js, because the page's own policy forbids what regl does (it makes functions from text).
 */
import * as twgl from 'twgl.js';
import type { Box } from '#shared/explore/map/plane.ts';
import { UserError } from '#shared/problem.ts';
import type { Size, View } from './view.ts';

const pointVertices = `#version 300 es
in vec2 from; in vec2 to; in vec4 color;
uniform vec2 middle; uniform vec2 scale; uniform float part; uniform float size;
out vec4 shade;
void main() {
  shade = color;
  gl_PointSize = size;
  gl_Position = color.a == 0.0 ? vec4(2.0, 2.0, 2.0, 1.0) : vec4((mix(from, to, part) - middle) * scale, 0.0, 1.0);
}`;
const pointPixels = `#version 300 es
precision highp float;
in vec4 shade; uniform float size; uniform float edge; uniform vec3 ring; uniform float lift;
out vec4 pixel;
void main() {
  float away = length(gl_PointCoord - 0.5) * size;
  float radius = size * 0.5 - 0.5;
  float alpha = clamp(radius - away + 0.5, 0.0, 1.0) * shade.a;
  vec3 color = mix(mix(shade.rgb, vec3(1.0), lift), ring, 0.75 * clamp(away - radius + edge + 0.5, 0.0, 1.0));
  pixel = vec4(color * alpha, alpha);
}`;
const gridVertices = `#version 300 es
in vec2 corner; uniform vec4 box; uniform vec2 middle; uniform vec2 scale;
out vec2 at;
void main() {
  at = vec2(corner.x, 1.0 - corner.y);
  gl_Position = vec4((mix(box.xy, box.zw, corner) - middle) * scale, 0.0, 1.0);
}`;
const gridPixels = `#version 300 es
precision highp float;
in vec2 at; uniform sampler2D grid; out vec4 pixel;
void main() { pixel = texture(grid, at); }`;

/** Over the decoded grid, whose pictures are mostly dark, points are so much nearer to white, and their rings black. */
const liftOverGrid = 0.22;

/** Of a point, 0 to 255 each; alpha 0: not drawn. */
export type PointColors = Uint8Array;

export interface Frame {
  readonly view: View;
  /** CSS pixels. */
  readonly size: Size;
  /** Device pixels a CSS pixel. */
  readonly ratio: number;
  /** CSS pixels. */
  readonly radius: number;
  /** 0 to 1 of the way from where the points were to where they are. */
  readonly part: number;
  /** Around each point, 0 to 1 each. */
  readonly ring: readonly [number, number, number];
}

/** What the graphics card holds; lost with its context. */
interface OnCard {
  readonly points: twgl.ProgramInfo;
  readonly grids: twgl.ProgramInfo;
  readonly corners: twgl.BufferInfo;
  buffers: twgl.BufferInfo | null;
  texture: WebGLTexture | null;
}

export class PointsLayer {
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #ends = new AbortController();
  /** Null while the context is lost: other programs or the system took the card. */
  #card: OnCard | null;
  #places: { readonly from: Float32Array; readonly to: Float32Array } | null = null;
  #colors: PointColors | null = null;
  #grid: { readonly pictures: HTMLCanvasElement; readonly box: Box } | null = null;

  /** `restored` is called when there is something to draw again. Throws a UserError where the window has no WebGL. */
  constructor(canvas: HTMLCanvasElement, restored: () => void) {
    const gl = canvas.getContext('webgl2', { antialias: false, depth: false });
    if (!gl) throw noWebGl();
    this.#canvas = canvas;
    this.#gl = gl;
    this.#card = emptyCard(gl);
    const on = { signal: this.#ends.signal };
    const lost = (event: Event): void => {
      // Otherwise it is never given back.
      event.preventDefault();
      this.#card = null;
    };
    const back = (): void => {
      this.#card = emptyCard(gl);
      if (this.#places) this.#uploadPlaces(this.#places.from, this.#places.to);
      if (this.#colors) this.setColors(this.#colors);
      this.#uploadGrid();
      restored();
    };
    canvas.addEventListener('webglcontextlost', lost, on);
    canvas.addEventListener('webglcontextrestored', back, on);
  }

  /** Places [points, 2] before and now, of the same number. */
  setPlaces(from: Float32Array, to: Float32Array): void {
    if (this.#places?.to.length !== to.length) this.#colors = null;
    this.#places = { from, to };
    this.#uploadPlaces(from, to);
  }

  #uploadPlaces(from: Float32Array, to: Float32Array): void {
    if (!this.#card) return;
    const gl = this.#gl;
    const count = to.length / 2;
    if (this.#card.buffers?.numElements !== count) {
      this.#free();
      this.#card.buffers = twgl.createBufferInfoFromArrays(gl, {
        from: { numComponents: 2, data: from },
        to: { numComponents: 2, data: to },
        color: { numComponents: 4, data: new Uint8Array(count * 4), normalize: true },
      });
      return;
    }
    twgl.setAttribInfoBufferFromArray(gl, this.#card.buffers.attribs!['from']!, from);
    twgl.setAttribInfoBufferFromArray(gl, this.#card.buffers.attribs!['to']!, to);
  }

  setColors(colors: PointColors): void {
    this.#colors = colors;
    const buffers = this.#card?.buffers;
    if (buffers?.numElements === colors.length / 4)
      twgl.setAttribInfoBufferFromArray(this.#gl, buffers.attribs!['color']!, colors);
  }

  /** Pictures over a box, or none. */
  setGrid(pictures: HTMLCanvasElement | null, box: Box | null): void {
    this.#grid = pictures && box && { pictures, box };
    this.#uploadGrid();
  }

  #uploadGrid(): void {
    if (!this.#card) return;
    const gl = this.#gl;
    if (this.#card.texture) gl.deleteTexture(this.#card.texture);
    this.#card.texture =
      this.#grid &&
      twgl.createTexture(gl, {
        ...{
          src: this.#grid.pictures,
          min: gl.LINEAR_MIPMAP_LINEAR,
          mag: gl.NEAREST,
          wrap: gl.CLAMP_TO_EDGE,
          auto: true,
        },
      });
  }

  draw({ view, size, ratio, radius, part, ring }: Frame): void {
    if (!this.#card) return;
    const gl = this.#gl;
    const { points, grids, corners, buffers, texture } = this.#card;
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    const where = {
      middle: [view.x, view.y],
      scale: [(2 * view.scale) / size.width, (2 * view.scale) / size.height],
    };
    if (this.#grid) {
      const { left, right, bottom, top } = this.#grid.box;
      const uniforms = { ...where, box: [left, bottom, right, top], grid: texture };
      this.#show(grids, corners, uniforms, gl.TRIANGLE_STRIP);
    }
    if (!buffers) return;
    const pixels = { size: (radius * 2 + 1) * ratio, edge: Math.min(1, radius * 0.28) * ratio };
    const over = this.#grid ? { ring: [0, 0, 0], lift: liftOverGrid } : { ring, lift: 0 };
    this.#show(points, buffers, { ...where, ...pixels, ...over, part }, gl.POINTS);
  }

  #show(program: twgl.ProgramInfo, buffers: twgl.BufferInfo, uniforms: Record<string, unknown>, mode: number): void {
    const gl = this.#gl;
    gl.useProgram(program.program);
    twgl.setBuffersAndAttributes(gl, program, buffers);
    twgl.setUniforms(program, uniforms);
    twgl.drawBufferInfo(gl, buffers, mode);
  }

  #free(): void {
    if (!this.#card) return;
    for (const { buffer } of Object.values(this.#card.buffers?.attribs ?? {})) this.#gl.deleteBuffer(buffer);
    this.#card.buffers = null;
  }

  close(): void {
    this.#ends.abort();
    this.#free();
    this.setGrid(null, null);
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

function emptyCard(gl: WebGL2RenderingContext): OnCard {
  return {
    points: twgl.createProgramInfo(gl, [pointVertices, pointPixels]),
    grids: twgl.createProgramInfo(gl, [gridVertices, gridPixels]),
    corners: twgl.createBufferInfoFromArrays(gl, { corner: { numComponents: 2, data: [0, 0, 1, 0, 0, 1, 1, 1] } }),
    ...{ buffers: null, texture: null },
  };
}

const noWebGl = (): UserError =>
  new UserError({
    received: 'This window has no WebGL 2.',
    expected: 'The map draws its points with it.',
    action: 'Turn on graphics acceleration in the browser’s settings, or use “hourglass preview RUN latent”.',
  });
