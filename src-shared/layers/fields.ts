/** The kinds of settings a layer, objective or optimizer can have, and their types. Owns no particular setting. */

interface FieldBase {
  readonly label: string;
  /** One sentence shown under the field: what it does and when to change it. */
  readonly help: string;
  /** Shown under "More" in the inspector. */
  readonly advanced?: boolean;
  /** Shown only while another setting has one of these values. */
  readonly when?: { readonly setting: string; readonly is: readonly (string | boolean)[] };
  /** The file version in which it came: older files get its default. Left out: it was always there. */
  readonly since?: number;
}
export interface IntegerField extends FieldBase {
  readonly type: 'integer';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
export interface NumberField extends FieldBase {
  readonly type: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
export interface BooleanField extends FieldBase {
  readonly type: 'boolean';
  readonly default: boolean;
}
export interface ChoiceField<V extends string = string> extends FieldBase {
  readonly type: 'choice';
  readonly default: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
}
/** Two whole numbers, [height, width] unless `parts` says otherwise. */
export interface PairField extends FieldBase {
  readonly type: 'pair';
  /** What the two numbers are called; left out: height and width. */
  readonly parts?: readonly [string, string];
  readonly default: readonly [number, number];
  readonly min: number;
  readonly max: number;
}
/** Four whole numbers, [top, bottom, left, right]. */
export interface EdgesField extends FieldBase {
  readonly type: 'edges';
  readonly default: readonly [number, number, number, number];
  readonly min: number;
  readonly max: number;
}
/** A shape without its batch dimension. */
export interface ShapeField extends FieldBase {
  readonly type: 'shape';
  readonly default: readonly number[];
  readonly maxRank: number;
}
/** The id of one of the project's blocks. */
export interface BlockField extends FieldBase {
  readonly type: 'block';
  readonly default: string;
}
/** A name of something outside of the project, of at most 1000 characters; empty: none. */
export interface NameField extends FieldBase {
  readonly type: 'name';
  readonly default: string;
}
/** Some of the data's labels, by their positions, each once. */
export interface LabelsField extends FieldBase {
  readonly type: 'labels';
  readonly default: readonly number[];
}
/** Some of the data's samples, by their numbers from 0, ascending. */
export interface SamplesField extends FieldBase {
  readonly type: 'samples';
  readonly default: readonly number[];
}
/** L1 and L2 factors; both 0 means none. */
export interface PenaltyField extends FieldBase {
  readonly type: 'penalty';
  readonly default: Penalty;
}
export interface Penalty {
  readonly l1: number;
  readonly l2: number;
}

export type Field =
  | IntegerField
  | NumberField
  | BooleanField
  | ChoiceField
  | PairField
  | EdgesField
  | ShapeField
  | BlockField
  | NameField
  | LabelsField
  | SamplesField
  | PenaltyField;
export type Fields = Readonly<Record<string, Field>>;

type ValueOf<F extends Field> =
  F extends ChoiceField<infer V>
    ? V
    : F extends IntegerField | NumberField
      ? number
      : F extends BooleanField
        ? boolean
        : F extends PairField
          ? readonly [number, number]
          : F extends EdgesField
            ? readonly [number, number, number, number]
            : F extends ShapeField | LabelsField | SamplesField
              ? readonly number[]
              : F extends BlockField | NameField
                ? string
                : F extends PenaltyField
                  ? Penalty
                  : never;

export type Params<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };
/** A setting's value as it stands in a project file. */
export type ParamValue = number | string | boolean | readonly number[] | Penalty;
export type AnyParams = Readonly<Record<string, ParamValue>>;

/** The settings a new layer starts with: Keras's defaults where Keras has the layer. */
export function defaultsOf<F extends Fields>(fields: F): Params<F> {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.default])) as Params<F>;
}

/** Without the settings that the others' present values leave no use for; of a setting that is not shown, what hangs on it neither. */
export function shownFields(fields: Fields, params: AnyParams): Fields {
  const isShown = ({ when }: Field): boolean => {
    if (!when) return true;
    const other = fields[when.setting];
    return when.is.includes(params[when.setting] as string | boolean) && (!other || isShown(other));
  };
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => isShown(field)));
}

/** As many numbers as a project file keeps in one setting: of a layer's and of a panel's. */
export const mostLabels = 256;
export const mostSamples = 10_000;

/** Why a value does not fit its field, in words ("Filters is 0; it must be a whole number from 1 to 4,096."), or null. */
export function checkField(field: Field, value: unknown): string | null {
  const whole = (n: unknown, min: number, max: number): boolean =>
    Number.isInteger(n) && (n as number) >= min && (n as number) <= max;
  const range = (min: number, max: number): string => `from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}`;
  const say = (expected: string): string =>
    `${field.label} is ${JSON.stringify(value) ?? 'missing'}; it must be ${expected}.`;
  const wholes = (count: number, min: number, max: number): boolean =>
    Array.isArray(value) && value.length === count && value.every((n) => whole(n, min, max));
  switch (field.type) {
    case 'integer':
      return whole(value, field.min, field.max) ? null : say(`a whole number ${range(field.min, field.max)}`);
    case 'number':
      return typeof value === 'number' && value >= field.min && value <= field.max
        ? null
        : say(`a number ${range(field.min, field.max)}`);
    case 'boolean':
      return typeof value === 'boolean' ? null : say('yes or no');
    case 'choice':
      return field.options.some((option) => option.value === value)
        ? null
        : say(`one of ${field.options.map((option) => option.value).join(', ')}`);
    case 'pair':
      return wholes(2, field.min, field.max) ? null : say(`two whole numbers ${range(field.min, field.max)}`);
    case 'edges':
      return wholes(4, field.min, field.max) ? null : say(`four whole numbers ${range(field.min, field.max)}`);
    case 'shape':
      return Array.isArray(value) &&
        value.length >= 1 &&
        value.length <= field.maxRank &&
        value.every((n) => whole(n, 1, 1_000_000))
        ? null
        : say(`1 to ${field.maxRank} whole numbers of at least 1`);
    case 'block':
      return typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(value)
        ? null
        : say('the id of a block');
    case 'name':
      return typeof value === 'string' && value.length <= 1000 ? null : say('a name of at most 1,000 characters');
    case 'labels':
      return Array.isArray(value) &&
        value.length <= mostLabels &&
        new Set(value).size === value.length &&
        value.every((n) => whole(n, 0, 65_535))
        ? null
        : say(`at most ${mostLabels} different positions of labels, counted from 0`);
    case 'samples':
      return Array.isArray(value) &&
        value.length <= mostSamples &&
        value.every((n, at) => whole(n, 0, 4_294_967_295) && (at === 0 || n > value[at - 1]))
        ? null
        : `${field.label}: at most ${mostSamples.toLocaleString('en')} numbers of samples, counted from 0 and ascending, are kept.`;
    case 'penalty': {
      const penalty = value as Partial<Penalty> | null;
      const good = (n: unknown): boolean => typeof n === 'number' && n >= 0 && n <= 1000;
      return typeof penalty === 'object' && penalty !== null && good(penalty.l1) && good(penalty.l2)
        ? null
        : say('two factors, l1 and l2, from 0 to 1,000');
    }
  }
}
