/** Which samples carry a label, found page by page as far as they are needed. Owns no calls: it is given the pages. */

export interface LabelledSample {
  readonly index: number;
  readonly label: string | null;
}

const PAGE = 1000;

export class LabelIndex {
  readonly #samples: number;
  readonly #readPage: (start: number, count: number) => Promise<readonly LabelledSample[]>;
  readonly #byLabel = new Map<string, number[]>();
  #read = 0;
  #reading: Promise<void> | null = null;

  constructor(samples: number, readPage: (start: number, count: number) => Promise<readonly LabelledSample[]>) {
    this.#samples = samples;
    this.#readPage = readPage;
  }

  /** The first `count` samples with a label, as far as there are so many: reads on until they are found. */
  async find(label: string, count: number): Promise<readonly number[]> {
    while ((this.#byLabel.get(label)?.length ?? 0) < count && this.#read < this.#samples) await this.#readOn();
    return (this.#byLabel.get(label) ?? []).slice(0, count);
  }

  #readOn(): Promise<void> {
    this.#reading ??= this.#readNext().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readNext(): Promise<void> {
    const count = Math.min(PAGE, this.#samples - this.#read);
    const page = await this.#readPage(this.#read, count);
    this.#read += count;
    for (const { index, label } of page) {
      if (label === null) continue;
      const found = this.#byLabel.get(label);
      if (found) found.push(index);
      else this.#byLabel.set(label, [index]);
    }
  }
}
