// PORT: the bytes of jobs and tables, immutable objects under names that are never used for other
// bytes. What of it exists for anybody is said by the log alone, never by what lies here.

/** An object as a listing shows it. */
export interface ObjectInfo {
  readonly name: string;
  /** Its length. */
  readonly bytes: number;
}

/**
 * Names are parts of `[A-Za-z0-9._=-]` joined by `/`; no part is `.` or `..`. As in a folder, no
 * object stands under another one: where `a` is an object, `a/b` cannot be, and the other way
 * round. Every method rejects with ObjectNameError for a name that breaks this.
 */
export interface Objects {
  /** For messages: `memory`, `folder /var/rescind/objects`. */
  readonly name: string;
  /**
   * Stores the bytes, as durably as the adapter promises, before it resolves; until then nobody
   * sees any of them. The same bytes again are fine, also from two processes at once. Throws
   * ObjectExistsError when other bytes have the name.
   */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** The bytes, the caller's own; undefined where there is no such object. */
  get(name: string): Promise<Uint8Array | undefined>;
  /** Objects whose names begin with `prefix` (which need not end at a `/`), by name. */
  list(prefix: string): AsyncIterable<ObjectInfo>;
  /** Removes it; without effect where there is no such object. */
  delete(name: string): Promise<void>;
}

/** The name is taken by other bytes: somebody uses a name twice. Names the object. */
export class ObjectExistsError extends Error {
  override readonly name = 'ObjectExistsError';
  readonly object: string;
  constructor(place: string, object: string) {
    super(`${place} already holds other bytes under the name ${object}`);
    this.object = object;
  }
}

/** What cannot be the name of an object, or not of one more. */
export class ObjectNameError extends RangeError {
  override readonly name = 'ObjectNameError';

  /** `folder` is an object, so nothing can stand under it. */
  static under(object: string, folder: string): ObjectNameError {
    return new ObjectNameError(`${object} cannot be an object, because ${folder} is one`);
  }

  /** There are objects under the name. */
  static above(object: string): ObjectNameError {
    return new ObjectNameError(`${object} cannot be an object, because others are under it`);
  }
}

const PART = /^[A-Za-z0-9._=-]+$/;

/** Throws ObjectNameError for what cannot be a name. */
export function checkObjectName(name: string): void {
  if (!name.split('/').every(isPart)) {
    throw new ObjectNameError(
      `"${name}" cannot be the name of an object: its parts between slashes are of letters, ` +
        'digits and . _ = -, and none is . or ..',
    );
  }
}

/** Throws ObjectNameError for what no name can begin with. */
export function checkObjectPrefix(prefix: string): void {
  const parts = prefix.split('/');
  const last = parts.pop() ?? '';
  if (!parts.every(isPart) || (last !== '' && !PART.test(last))) {
    throw new ObjectNameError(`no name of an object can begin with "${prefix}"`);
  }
}

/** The names an object may not have beside `name`: for `a/b/c` they are `a` and `a/b`. */
export function foldersOf(name: string): readonly string[] {
  const parts = name.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function isPart(part: string): boolean {
  return PART.test(part) && part !== '.' && part !== '..';
}
