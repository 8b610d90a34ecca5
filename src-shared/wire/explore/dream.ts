/** Calls of Explore's panel “dream”. */
export const dreamCalls = {} as const;
