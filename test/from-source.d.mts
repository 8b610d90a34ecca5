/** What from-source.mjs offers to TypeScript. */
export function buildForNode<Name extends string>(
  entries: Readonly<Record<Name, string>>,
  outDir: string,
): Promise<Record<Name, string>>;
