/** Calls of Explore's panel “reconstruct”. */
export const reconstructCalls = {} as const;
