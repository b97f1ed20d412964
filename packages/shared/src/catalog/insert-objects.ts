// The objects of one large INSERT, which lie under a name of its own: `inserts/<ulid>/…`. They
// become a table's by the commit that names their manifest, or they are swept.

const OF_INSERT = /^(inserts\/([0-7][0-9A-HJKMNP-TV-Z]{25})\/)./;
const ULID_DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ULID_TIME_LENGTH = 10;

/** What no table names so long after the INSERT began is swept, in milliseconds. */
export const INSERT_SWEPT_MS = 3_600_000;
/** An INSERT that takes longer is refused, well before its objects may be gone. */
export const INSERT_MAX_MS = 3_000_000;

export interface InsertObject {
  /** What all its objects' names begin with. */
  readonly prefix: string;
  /** When it began, by its writer's clock. */
  readonly madeAt: number;
}

/** Undefined for the name of any other object. */
export function insertObject(name: string): InsertObject | undefined {
  const [, prefix, ulid] = OF_INSERT.exec(name) ?? [];
  if (prefix === undefined) return undefined;
  let madeAt = 0;
  for (const digit of ulid!.slice(0, ULID_TIME_LENGTH)) {
    madeAt = madeAt * 32 + ULID_DIGITS.indexOf(digit);
  }
  return { prefix, madeAt };
}
