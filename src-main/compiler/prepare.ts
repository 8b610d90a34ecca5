/** What comes of a function before a runtime lowers it, alike for all of them: its simplified graph, and what a program says of itself. */
import type { Graph } from './graph.ts';
import type { VariableLayout } from './packs.ts';
import { simplify } from './passes/index.ts';
import { traceFunction } from './trace/trace.ts';
import type { InputSpec, Program, TensorFunction } from './types.ts';

export interface Prepared {
  readonly graph: Graph;
  /** To be asked for once the session is ready, which ends the time of compiling; `nodes` the function was lowered to. */
  describe(nodes: number): Pick<Program, 'name' | 'inputs' | 'outputs' | 'statistics'>;
}

export async function prepare(
  name: string,
  fn: TensorFunction,
  inputs: Record<string, InputSpec>,
  layout: VariableLayout,
): Promise<Prepared> {
  const start = performance.now();
  const traced = await traceFunction(name, fn, inputs, layout.variables);
  const graph = simplify(layout.apply(traced));
  return {
    graph,
    describe: (nodes) => ({
      name,
      inputs: { ...inputs },
      outputs: Object.fromEntries([...graph.outputs].map(([output, { shape, dtype }]) => [output, { shape, dtype }])),
      statistics: { kernels: traced.nodes.length, nodes, compileMilliseconds: performance.now() - start },
    }),
  };
}
