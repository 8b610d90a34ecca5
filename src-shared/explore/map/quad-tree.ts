/** A quadtree over points of the plane, for forces that fall off with distance (J. Barnes, P. Hut, 1986). Pure; built anew for each layout. */

/** Cells are not divided any further: points that lie there together count as one. */
const deepest = 40;

export class QuadTree {
  /** Four children a cell, 0: none. */
  #children: Int32Array;
  #mass: Float64Array;
  /** Sums of coordinates while it grows, then centres of mass. */
  #x: Float64Array;
  #y: Float64Array;
  #width: Float64Array;
  #cells = 0;
  readonly #stack = new Int32Array(4 * deepest + 8);
  /** Of the latest force(). */
  forceX = 0;
  forceY = 0;

  /** `points`: [count, 2]. */
  constructor(points: Float64Array) {
    const room = Math.max(16, points.length * 2);
    this.#children = new Int32Array(room * 4);
    this.#mass = new Float64Array(room);
    this.#x = new Float64Array(room);
    this.#y = new Float64Array(room);
    this.#width = new Float64Array(room);
    let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let at = 0; at < points.length; at += 2) {
      left = Math.min(left, points[at]!);
      right = Math.max(right, points[at]!);
      bottom = Math.min(bottom, points[at + 1]!);
      top = Math.max(top, points[at + 1]!);
    }
    const width = Math.max(right - left, top - bottom, 1e-12) * (1 + 1e-9);
    this.#add(width);
    for (let at = 0; at < points.length; at += 2) this.#insert(points[at]!, points[at + 1]!, left, bottom, width);
    for (let cell = 0; cell < this.#cells; cell++) {
      this.#x[cell]! /= this.#mass[cell]!;
      this.#y[cell]! /= this.#mass[cell]!;
    }
  }

  #add(width: number): number {
    if (this.#cells === this.#mass.length) this.#grow();
    this.#width[this.#cells] = width;
    return this.#cells++;
  }

  #grow(): void {
    const wider = <A extends Int32Array | Float64Array>(old: A, larger: A): A => {
      larger.set(old);
      return larger;
    };
    const room = this.#mass.length * 2;
    this.#children = wider(this.#children, new Int32Array(room * 4));
    this.#mass = wider(this.#mass, new Float64Array(room));
    this.#x = wider(this.#x, new Float64Array(room));
    this.#y = wider(this.#y, new Float64Array(room));
    this.#width = wider(this.#width, new Float64Array(room));
  }

  #put(cell: number, x: number, y: number, mass: number): void {
    this.#mass[cell]! += mass;
    this.#x[cell]! += x * mass;
    this.#y[cell]! += y * mass;
  }

  /** Down to a cell that it has for itself; a cell with one point hands it down when a second comes. */
  #insert(x: number, y: number, left: number, bottom: number, width: number): void {
    let cell = 0;
    for (let depth = 0; ; depth++) {
      const mass = this.#mass[cell]!;
      const single = mass > 0 && this.#isLeaf(cell);
      if (single && depth < deepest) {
        const [oldX, oldY] = [this.#x[cell]! / mass, this.#y[cell]! / mass];
        if (oldX !== x || oldY !== y) this.#put(this.#childOf(cell, oldX, oldY, left, bottom, width), oldX, oldY, mass);
      }
      this.#put(cell, x, y, 1);
      if (mass === 0 || this.#isLeaf(cell)) return;
      const half = width / 2;
      const next = this.#childOf(cell, x, y, left, bottom, width);
      if (x >= left + half) left += half;
      if (y >= bottom + half) bottom += half;
      width = half;
      cell = next;
    }
  }

  #isLeaf(cell: number): boolean {
    const at = cell * 4;
    const children = this.#children;
    return (children[at]! | children[at + 1]! | children[at + 2]! | children[at + 3]!) === 0;
  }

  /** The child where a point belongs, made where there is none. */
  #childOf(cell: number, x: number, y: number, left: number, bottom: number, width: number): number {
    const half = width / 2;
    const place = cell * 4 + (x >= left + half ? 1 : 0) + (y >= bottom + half ? 2 : 0);
    if (this.#children[place] === 0) {
      const made = this.#add(half);
      this.#children[place] = made;
    }
    return this.#children[place]!;
  }

  /**
   * Sums (1 + d²)⁻¹ over all points at distance d, and leaves Σ (1 + d²)⁻² (x − x′) in forceX and forceY. Cells that look narrower than
   * `theta` count as one point. The point itself adds 1 to the sum and nothing to the force.
   */
  force(x: number, y: number, theta: number): number {
    const [children, stack] = [this.#children, this.#stack];
    let [sum, forceX, forceY, depth] = [0, 0, 0, 0];
    stack[depth++] = 0;
    while (depth > 0) {
      const cell = stack[--depth]!;
      const apartX = x - this.#x[cell]!;
      const apartY = y - this.#y[cell]!;
      const square = apartX * apartX + apartY * apartY;
      const width = this.#width[cell]!;
      if (width * width < theta * theta * square || this.#isLeaf(cell)) {
        const near = 1 / (1 + square);
        const weight = this.#mass[cell]! * near;
        sum += weight;
        forceX += weight * near * apartX;
        forceY += weight * near * apartY;
        continue;
      }
      for (let child = cell * 4; child < cell * 4 + 4; child++)
        if (children[child] !== 0) stack[depth++] = children[child]!;
    }
    this.forceX = forceX;
    this.forceY = forceY;
    return sum;
  }
}
