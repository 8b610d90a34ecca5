/** What the templates teach that read and write text. */
import type { TemplateInfo } from '../wire/studio.ts';

export const textTemplates = [
  {
    id: 'date-translation',
    title: 'Date translation',
    group: 'Text',
    summary: 'Reads dates as people write them and writes them as 2024-03-07; attention shows where it looks.',
    teaches:
      'The encoder reads “Thursday, March 7, 2024” character by character, both ways. The decoder writes one character after the other: it knows what it has written so far and looks back at the encoder wherever it needs to. In training it is given the right characters so far (teacher forcing); afterwards it reads its own.',
    tryNext:
      'Take out “Look at the text”: without attention the decoder knows nothing of the date, and only writes likely ones. In Explore, Write shows which characters it looks at for the year, the month and the day.',
    expected:
      'All of 1,000 dates set aside right from start to end, each character before being given, after 8 epochs on 9,000 dates; validation loss 0.0036. In under five minutes on two busy processor cores.',
  },
  {
    id: 'own-translation',
    title: 'Translation of your own',
    group: 'Text',
    summary: 'The same network for two columns of your own table: English and French, questions and answers.',
    teaches:
      'Opens with the built-in dates, so that it runs at once. Choose a CSV or TSV with two columns under Data: texts that are too long are left out and named, rare characters become “unknown”. What can be learnt depends on how many pairs there are: a few thousand short ones are a start.',
    tryNext:
      'Learn by words instead of characters for whole sentences, raise the lengths, or write with several beams in Explore.',
    expected: 'Depends on your texts; look at “Whole texts right” of the validation pairs.',
  },
  {
    id: 'funny-text',
    title: 'Funny text',
    group: 'Text',
    summary: 'A language model reads Jane Austen letter by letter and then makes up text of its own.',
    teaches:
      'At each place of a text the LSTM says what comes next; the loss in bits is how surprised it is by each letter. Letting it read its own guesses makes new text. The temperature says how daring it is: low repeats what is likely, high makes up words.',
    tryNext: 'Choose a text of your own under Data: songs, recipes, code. Give the LSTM more units, or a second LSTM.',
    expected:
      'The bits per character fall fastest in the first epochs: letters and short words come first, then longer ones; sense does not come at this size.',
  },
  {
    id: 'skip-gram',
    title: 'Skip-gram',
    group: 'Text',
    summary: 'Words become points: those that are used alike come to lie near each other (word2vec).',
    teaches:
      'Nobody tells the network what words mean. It only learns which words stand near which, and tells them from words drawn at random. What is used alike gets alike numbers: mother and sister, Bath and London, could and might.',
    tryNext:
      'Look at Words in Explore: nearest words, and what is to brother as she is to he. Choose a larger text of your own.',
    expected:
      'The loss falls from its first step. With so little text, frequent words find better company than rare ones.',
  },
  {
    id: 'text-autoencoder',
    title: 'Text autoencoder',
    group: 'Text',
    summary: 'Twenty-four letters pass through 64 numbers and are written again.',
    teaches:
      'The encoder reads letters both ways and ends in one vector; the decoder unfolds it into letters again. Frequent pieces of words are learnt first; the strip shows how the rest follows.',
    tryNext: 'Widen or narrow the latent, shorten the texts, or learn by words.',
    expected: 'The loss falls from its first step; frequent letters come first, and the strip shows them.',
  },
] as const satisfies readonly Required<TemplateInfo>[];
