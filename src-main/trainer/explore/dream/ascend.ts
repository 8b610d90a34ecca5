/**
 * Grows pictures by gradient ascent, octave by octave (A. Mordvintsev, C. Olah, M. Tyka, Inceptionism, 2015). Owns the order of steps; what
 * is raised is goal.ts's, how steps are made of gradients smoothing.ts's. On one device the same settings give the same picture.
 */
import { setImmediate } from 'node:timers/promises';
import { uniformNumbers } from '#shared/counter-random.ts';
import { octaveSizes, type Size } from '#shared/explore/octaves.ts';
import type { DreamSettings } from '#shared/wire/explore/dream.ts';
import type { AskContext } from '../answer.ts';
import type { Dreamable } from './dreamable.ts';
import type { Goal } from './goal.ts';
import { gradientOf, gradientsOf, isTiled, type Ascent } from './gradient.ts';
import { blank, picturesOf, resized, rolled, type Picture } from './picture.ts';
import { direction, isSilent, totalVariationGradient } from './smoothing.ts';

export interface Dream {
  readonly pictures: readonly Picture[];
  /** After each step, the mean over the pictures. */
  readonly activations: Float32Array;
  readonly octaves: readonly Size[];
}

export interface DreamRequest {
  readonly network: Dreamable;
  /** One a picture, all of one kind and layer. */
  readonly goals: readonly Goal[];
  /** Null: noise. Of the size of the finished dream. */
  readonly start: Picture | null;
  readonly guide: Picture | null;
  readonly size: Size;
  readonly settings: DreamSettings;
  /** "Dreaming of “Conv2D 64”". */
  readonly doing: string;
}

/** Milliseconds between pictures on the way: more would only be drawn over. */
const liveEvery = 120;

/** Throws the signal's reason when cancelled. */
export async function dreamUp(request: DreamRequest, context: AskContext): Promise<Dream> {
  const { network, goals, start, guide, size, settings } = request;
  const [goal] = goals as [Goal];
  const octaves = await octavesFor(network, goal, size, settings);
  const total = octaves.length * settings.steps;
  const activations = new Float32Array(total);
  const random = uniformNumbers(settings.seed, 'explore', 3, 0);
  const [, , channels] = network.description.input;
  const plain = blank(size, channels, network.background);
  const first = start ? blank(octaves[0]!, channels, 0) : noise(octaves[0]!, channels, random);
  let details = goals.map(() => first);
  let pictures: readonly Picture[] = [];
  let shown = performance.now();
  for (const [number, octave] of octaves.entries()) {
    const base = resized(start ?? plain, octave);
    pictures = details.map((detail) => added(base, resized(detail, octave)));
    const eye: Eye = {
      ...{ network, goals, settings, random },
      guide: guide && resized(guide, goal.anySize ? octave : ownSize(network)),
      between: async () => {
        await setImmediate();
        context.signal.throwIfAborted();
      },
    };
    for (let step = 0; step < settings.steps; step++) {
      await eye.between();
      const done = number * settings.steps + step;
      const next = await stepped(eye, pictures);
      pictures = next.pictures;
      activations[done] = next.score;
      const isLive = performance.now() - shown > liveEvery;
      if (isLive) shown = performance.now();
      const place = octaves.length > 1 ? `, octave ${number + 1} of ${octaves.length}` : '';
      context.progress({
        ...{ done: done + 1, total, doing: `${request.doing}${place}` },
        ...(isLive ? { picture: picturesOf(pictures) } : {}),
      });
    }
    details = pictures.map((picture) => added(picture, base, -1));
  }
  return { pictures, activations, octaves };
}

interface Eye {
  readonly network: Dreamable;
  readonly goals: readonly Goal[];
  readonly guide: Picture | null;
  readonly settings: DreamSettings;
  readonly random: () => number;
  readonly between: () => Promise<void>;
}

/** One step up, of all pictures with the same jitter. */
async function stepped(
  eye: Eye,
  pictures: readonly Picture[],
): Promise<{ pictures: readonly Picture[]; score: number }> {
  const { network, goals, settings, random } = eye;
  const [first] = pictures as [Picture];
  const seenSize = goals[0]!.anySize ? first : ownSize(network);
  const enlarged = pictures.map((picture) => resized(picture, seenSize));
  const [down, right] = [
    shift(seenSize.height, settings.jitter, random),
    shift(seenSize.width, settings.jitter, random),
  ];
  const tiled = isTiled(enlarged[0]!);
  // Tiles lie elsewhere each time, so that no seam stays.
  const [y, x] = tiled
    ? [Math.floor(random() * seenSize.height), Math.floor(random() * seenSize.width)]
    : [down, right];
  const seen = enlarged.map((picture) => rolled(picture, y, x));
  const guide = eye.guide && rolled(eye.guide, y, x);
  const ascents: readonly Ascent[] =
    pictures.length === 1
      ? [await gradientOf(network, goals[0]!, seen[0]!, guide, { between: eye.between })]
      : await gradientsOf(network, goals, seen, guide);
  const moved = ascents.map(({ gradient }, at) =>
    // Nothing answers yet, as behind a relu that is off: looked for by chance.
    move(
      pictures[at]!,
      isSilent(gradient) ? noise(first, first.channels, random) : resized(rolled(gradient, -y, -x), first),
      {
        ...{ settings, background: network.background },
      },
    ),
  );
  return { pictures: moved, score: ascents.reduce((sum, { score }) => sum + score, 0) / ascents.length };
}

const ownSize = ({ description: { input } }: Dreamable): Size => ({ height: input[0], width: input[1] });

function shift(length: number, jitter: number, random: () => number): number {
  const most = Math.min(jitter, Math.floor(length / 8));
  return Math.floor(random() * (2 * most + 1)) - most;
}

function move(
  picture: Picture,
  gradient: Picture,
  { settings, background }: { readonly settings: DreamSettings; readonly background: number },
): Picture {
  const { learningRate, totalVariation, l2 } = settings;
  const up = direction(gradient, settings).values;
  const rough = totalVariation > 0 ? totalVariationGradient(picture) : null;
  const values = picture.values.map((value, at) => {
    const held = (rough === null ? 0 : totalVariation * rough[at]!) + l2 * 2 * (value - background);
    return Math.min(1, Math.max(0, value + learningRate * (up[at]! - held)));
  });
  return { ...picture, values };
}

/** Uniform, with a deviation of a tenth of the way from black to white. */
function noise(size: Size, channels: 1 | 3, random: () => number): Picture {
  const picture = blank(size, channels, 0);
  return { ...picture, values: picture.values.map(() => (random() - 0.5) * 0.35) };
}

const added = (a: Picture, b: Picture, sign: 1 | -1 = 1): Picture => ({
  ...a,
  values: a.values.map((value, at) => value + sign * b.values[at]!),
});

/** A layer that is tied to one size is shown enlarged pictures: all octaves are admitted. */
async function octavesFor(
  network: Dreamable,
  goal: Goal,
  size: Size,
  settings: DreamSettings,
): Promise<readonly Size[]> {
  if (!goal.anySize) return octaveSizes(size, settings, ({ height, width }) => Math.min(height, width) >= 4);
  const all = octaveSizes(size, settings, () => true);
  const seen = await Promise.all(
    all.map(({ height, width }) =>
      network.shapeAt(goal.layer, height, width).then(
        () => true,
        () => false,
      ),
    ),
  );
  return all.filter((each, at) => seen[at] || each === size);
}
