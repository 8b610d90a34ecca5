/** The only pages outside the studio that it ever opens. */
export const links = {
  documentation: 'https://keras.io/api/layers/',
  license: 'https://opensource.org/license/mit',
} as const satisfies Record<'documentation' | 'license', `https://${string}`>;
