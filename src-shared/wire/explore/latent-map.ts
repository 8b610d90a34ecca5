/** Calls of Explore's panel “latent-map”. */
export const latentMapCalls = {} as const;
