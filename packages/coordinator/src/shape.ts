// What a field of a message must look like, as small functions that are put together into tables.
// A shape says where a value is wrong and how; the path is only written when something is.

/** Where, from the value that was looked at, and what is the matter: `[3].name`, `must be …`. */
export interface Wrong {
  readonly at: string;
  readonly what: string;
  /** There is only too much of it: parts of it would be right. */
  readonly isTooLarge?: true;
}

/** Undefined when the value is right. Never throws. */
export type Shape = (value: unknown) => Wrong | undefined;

export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A shape of one sentence: the value must be `what`, and is when `isRight` says so. */
export function must(what: string, isRight: (value: unknown) => boolean): Shape {
  const wrong = { at: '', what: `must be ${what}` };
  return (value) => (isRight(value) ? undefined : wrong);
}

export const flag = must('true or false', (value) => typeof value === 'boolean');

export const count = must('a whole number, 0 or more', isCount);

/** What a row in the log may hold. */
export const scalar = must(
  'a text, a number, true, false or null',
  (value) => value === null || ['string', 'number', 'boolean'].includes(typeof value),
);

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Of `min` to `max` UTF-16 code units. */
export function text(max: number, min = 0): Shape {
  const what = min === 0 ? `a text of at most ${max} characters` : `a text of ${min} to ${max}`;
  return must(min === 0 ? what : `${what} characters`, (value) => {
    return typeof value === 'string' && value.length >= min && value.length <= max;
  });
}

export function matching(pattern: RegExp, what: string): Shape {
  return must(what, (value) => typeof value === 'string' && pattern.test(value));
}

export function oneOf(...words: readonly string[]): Shape {
  return must(`one of ${words.join(', ')}`, (value) => words.some((word) => word === value));
}

export function nullable(shape: Shape): Shape {
  return (value) => (value === null ? undefined : shape(value));
}

/** In an object: the field may be left out. */
export function optional(shape: Shape): Shape {
  return (value) => (value === undefined ? undefined : shape(value));
}

export function listOf(shape: Shape, max: number): Shape {
  return (value) => {
    if (!Array.isArray(value)) return { at: '', what: 'must be a list' };
    if (value.length > max) return tooLarge(`may have ${max} entries, not ${value.length}`);
    for (let i = 0; i < value.length; i++) {
      const wrong = shape(value[i]);
      if (wrong !== undefined) return { ...wrong, at: `[${i}]${wrong.at}` };
    }
    return undefined;
  };
}

/**
 * Exactly these fields: one that nobody knows may be a known one misspelled, and what it was to
 * say would be passed over in silence.
 */
export function object(fields: { readonly [name: string]: Shape }): Shape {
  const known = new Map(Object.entries(fields));
  return (value) => {
    if (!isObject(value)) return { at: '', what: 'must be an object' };
    for (const name of Object.keys(value)) {
      if (!known.has(name)) return { at: `.${cut(name)}`, what: 'is no field of this message' };
    }
    for (const [name, shape] of known) {
      const given = Object.hasOwn(value, name) ? value[name] : undefined;
      const wrong = shape(given);
      if (wrong === undefined) continue;
      const what = given === undefined ? 'is missing' : wrong.what;
      return { ...wrong, at: `.${name}${wrong.at}`, what };
    }
    return undefined;
  };
}

/** The value has the shape, and at most `max` characters as JSON. */
export function within(max: number, shape: Shape): Shape {
  return (value) => {
    const wrong = shape(value);
    if (wrong !== undefined || JSON.stringify(value).length <= max) return wrong;
    return tooLarge(`may have ${max} characters as JSON`);
  };
}

export function tooLarge(what: string): Wrong {
  return { at: '', what, isTooLarge: true };
}

function cut(name: string): string {
  return name.length <= 40 ? name : `${name.slice(0, 40)}…`;
}
