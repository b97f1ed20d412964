// Many job ids as one short text: the first id, then the distance to each next one, runs of equal
// distances folded. 100,000 ids of one burst are 27 bytes, any 100,000 in rising order 0.2 to 0.7
// MB; as JSON strings they would be 2.2 MB and would not fit beside others in one commit.
import { parseJobId, type JobId } from './job-id.ts';

/** `first[,delta[xcount]]…`, order and duplicates kept. The empty list is the empty text. */
export type IdList = string & { readonly __ids: never };

const LOW_DIGITS = 12;
const LOW_LIMIT = 10 ** LOW_DIGITS;

/** Ids split into a high part and a low part below 10^12, so steps are made on plain numbers. */
function split(id: JobId): { high: number; low: number } {
  if (id.length <= LOW_DIGITS) return { high: 0, low: Number(id) };
  return { high: Number(id.slice(0, -LOW_DIGITS)), low: Number(id.slice(-LOW_DIGITS)) };
}

function join(high: number, low: number): JobId {
  if (high === 0) return String(low) as JobId;
  return (String(high) + String(low).padStart(LOW_DIGITS, '0')) as JobId;
}

/** Packs ids in the order given. */
export function encodeIds(ids: readonly JobId[]): IdList {
  const first = ids[0];
  if (first === undefined) return '' as IdList;
  if (ids.length === 1) return first as string as IdList;
  const parts: string[] = [first];
  let before = split(first);
  let run = '';
  let count = 0;
  for (let i = 1; i < ids.length; i++) {
    const here = split(ids[i]!);
    const delta = distance(before, here);
    before = here;
    if (delta === run) {
      count++;
      continue;
    }
    if (count > 0) parts.push(count === 1 ? run : `${run}x${count}`);
    run = delta;
    count = 1;
  }
  parts.push(count === 1 ? run : `${run}x${count}`);
  return parts.join(',') as IdList;
}

function distance(a: { high: number; low: number }, b: { high: number; low: number }): string {
  const high = b.high - a.high;
  if (high === 0) return String(b.low - a.low);
  if (high > -1000 && high < 1000) return String(high * LOW_LIMIT + (b.low - a.low));
  return String(BigInt(high) * BigInt(LOW_LIMIT) + BigInt(b.low - a.low));
}

let lastList = '' as IdList;
let lastIds: readonly JobId[] = [];

/**
 * Unpacks a list. Throws RangeError on a text that is none, and on one past IDS_MAX ids. The last
 * list is remembered: a bulk command is read, decided and folded over the same 100,000 ids, and
 * unpacking them takes as long as the decision.
 */
export function decodeIds(list: IdList): readonly JobId[] {
  if (list === '') return [];
  const comma = list.indexOf(',');
  if (comma < 0) return [checked(list)];
  if (list !== lastList) rememberIds(list, unpack(list, comma));
  return lastIds;
}

/** Says what `list` unpacks to, for a caller who has the ids at hand; they must never change. */
export function rememberIds(list: IdList, ids: readonly JobId[]): void {
  lastList = list;
  lastIds = ids;
}

function unpack(list: IdList, comma: number): JobId[] {
  const out: JobId[] = [checked(list.slice(0, comma))];
  for (const part of list.slice(comma + 1).split(',')) {
    const x = part.indexOf('x');
    const delta = x < 0 ? part : part.slice(0, x);
    const times = x < 0 ? '1' : part.slice(x + 1);
    if (!/^-?[0-9]{1,19}$/.test(delta) || !/^[1-9][0-9]{0,6}$/.test(times)) throw bad(part);
    const count = Number(times);
    if (out.length + count > IDS_MAX) throw new RangeError(`more than ${IDS_MAX} ids in one list`);
    pushRun(out, delta, count);
  }
  return out;
}

/** Unpacks a list that comes from outside: the error as a value where `decodeIds` would throw. */
export function readIds(list: string): readonly JobId[] | RangeError {
  try {
    return decodeIds(list as IdList);
  } catch (error) {
    if (error instanceof RangeError) return error;
    throw error;
  }
}

/** No list is longer: a dozen bytes of a peer must not keep us busy for seconds. */
export const IDS_MAX = 1_000_000;

function pushRun(out: JobId[], delta: string, count: number): void {
  const step = BigInt(delta);
  const last = out[out.length - 1]!;
  // The end of the run is looked at first: between two valid ends all are valid.
  checked(String(BigInt(last) + step * BigInt(count)));
  const highStep = Number(step / BigInt(LOW_LIMIT));
  const lowStep = Number(step % BigInt(LOW_LIMIT));
  let { high, low } = split(last);
  for (let i = 0; i < count; i++) {
    high += highStep;
    low += lowStep;
    if (low >= LOW_LIMIT) {
      low -= LOW_LIMIT;
      high++;
    } else if (low < 0) {
      low += LOW_LIMIT;
      high--;
    }
    out.push(join(high, low));
  }
}

function checked(text: string): JobId {
  const id = parseJobId(text);
  if (id === undefined) throw bad(text);
  return id;
}

function bad(part: string): RangeError {
  return new RangeError(`"${part.slice(0, 40)}" is no part of a list of job ids`);
}
