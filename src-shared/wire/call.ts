/** What a call over the wire is: a runtime schema for what it is given, and the type of what it answers. Owns no call. */
import * as v from 'valibot';

export interface Call<Input extends v.GenericSchema = v.GenericSchema, Output = unknown> {
  readonly input: Input;
  /** Type only. */
  readonly output?: Output;
}

export const call =
  <Output>() =>
  <const Input extends v.GenericSchema>(input: Input): Call<Input, Output> => ({ input });

export const id = v.pipe(v.string(), v.minLength(1), v.maxLength(64), v.regex(/^[A-Za-z0-9_-]+$/));
export const path = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
export const nothing = v.strictObject({});
