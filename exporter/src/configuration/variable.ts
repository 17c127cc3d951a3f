import { z } from 'zod';

/** One variable of the environment: how it is checked, what it means, and what holds without it. */
export interface Variable<Schema extends z.ZodType = z.ZodType> {
  readonly name: `TRAINING_${string}` | `INFLUX_${string}`;
  /** From text to the value. */
  readonly schema: Schema;
  /** What may be written, in words: part of the error and of the documentation. */
  readonly allowed: string;
  /** The text that stands for a missing variable; null where the variable may be missing. */
  readonly byDefault: string | null;
  readonly description: string;
  /** Its value is never shown. */
  readonly secret?: boolean;
}

/** A variable that always has a value. */
export interface DefaultedVariable<Schema extends z.ZodType = z.ZodType> extends Variable<Schema> {
  readonly byDefault: string;
}

/** A whole number between two bounds, both included. */
export function wholeNumber(
  name: Variable['name'],
  byDefault: number,
  [minimum, maximum]: readonly [number, number],
  description: string,
): DefaultedVariable<z.ZodType<number>> {
  const schema = z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum));
  const allowed = `a whole number from ${minimum} to ${maximum}`;
  return { name, schema, allowed, byDefault: String(byDefault), description };
}

const UNIT_MILLISECONDS: Readonly<Record<string, number>> = {
  ...{ s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 },
};

/** A time in milliseconds, written as a whole number and a unit; 0 for none. */
export function duration(
  name: Variable['name'],
  byDefault: string,
  description: string,
): DefaultedVariable<z.ZodType<number>> {
  const schema = z
    .string()
    .regex(/^(0|\d{1,6}[smhdw])$/)
    .transform((text) => Number.parseInt(text, 10) * (UNIT_MILLISECONDS[text.at(-1)!] ?? 0));
  return { name, schema, allowed: 'a whole number and s, m, h, d or w, as in 30d, or 0', byDefault, description };
}

/** One of some words. */
export function choice<const Word extends string>(
  name: Variable['name'],
  words: readonly [Word, ...Word[]],
  byDefault: Word,
  description: string,
): DefaultedVariable<z.ZodEnum<{ [Each in Word]: Each }>> {
  return { name, schema: z.enum(words), allowed: words.join(', '), byDefault, description };
}

/** A path of the file system. */
export function path<const Default extends string | null>(
  name: Variable['name'],
  byDefault: Default,
  description: string,
): Variable<z.ZodString> & { readonly byDefault: Default } {
  return { name, schema: z.string().regex(/^[^\0]+$/), allowed: 'a path', byDefault, description };
}
