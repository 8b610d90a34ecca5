/** Calls of Explore's panel “fill-in”. */
export const fillInCalls = {} as const;
