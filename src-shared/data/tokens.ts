/** The first numbers of every vocabulary, which stand for no word of the text. Owns their meaning and order. */

/** Fills up what is shorter than a sample; counts for nothing. */
export const paddingToken = 0;
/** What a decoder is given before the first word. */
export const startToken = 1;
/** Behind the last word. */
export const endToken = 2;
/** A word that is too rare for the vocabulary, or new. */
export const unknownToken = 3;

/** How they are written where a vocabulary is shown. */
export const reservedWords = ['␣pad', '␣start', '␣end', '␣unknown'] as const;
