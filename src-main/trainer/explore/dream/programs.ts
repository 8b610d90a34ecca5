/** Compiled programs of one network, of which only the last used ones are kept: each size of picture has its own. */
import type { InputSpec, Program, TensorFunction, Values } from '../../../compiler/index.ts';

interface Kept {
  readonly program: Promise<Program>;
  uses: number;
}

/** Enough for all octaves of a dream beside feature maps. */
const most = 12;

export type Inputs = Readonly<Record<string, { readonly spec: InputSpec; readonly values: Values }>>;

export class LastPrograms {
  readonly #compile: (name: string, fn: TensorFunction, specs: Record<string, InputSpec>) => Promise<Program>;
  /** In the order of their last use. */
  readonly #kept = new Map<string, Kept>();

  constructor(compile: (name: string, fn: TensorFunction, specs: Record<string, InputSpec>) => Promise<Program>) {
    this.#compile = compile;
  }

  async run(name: string, fn: TensorFunction, inputs: Inputs): Promise<Record<string, Values>> {
    const kept = this.#use(name, fn, inputs);
    kept.uses += 1;
    try {
      const program = await kept.program;
      const values = Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, input.values]));
      return await program.run(values, { seed: [0, 0] });
    } finally {
      kept.uses -= 1;
      this.#letGo();
    }
  }

  #use(name: string, fn: TensorFunction, inputs: Inputs): Kept {
    const known = this.#kept.get(name);
    const specs = Object.fromEntries(Object.entries(inputs).map(([key, { spec }]) => [key, spec]));
    const kept = known ?? { program: this.#compile(name, fn, specs), uses: 0 };
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    if (!known) kept.program.catch(() => this.#kept.delete(name));
    return kept;
  }

  #letGo(): void {
    for (const [name, { program, uses }] of this.#kept) {
      if (this.#kept.size <= most) return;
      if (uses > 0) continue;
      this.#kept.delete(name);
      void program.then((each) => each.dispose());
    }
  }
}
