/** Calls of Explore's panel “anomalies”. */
export const anomaliesCalls = {} as const;
