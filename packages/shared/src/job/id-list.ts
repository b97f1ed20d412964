// Many job ids as one short text: the first id, then the distance to each next one, runs of equal
// distances folded. 100,000 ids of one burst are 27 bytes, any 100,000 in rising order 0.2 to 0.7
// MB; as JSON strings they would be 2.2 MB and would not fit beside others in one commit.
import { compareJobIds, parseJobId, type JobId } from './job-id.ts';

/** `first[,delta[xcount]]…`, order and duplicates kept. The empty list is the empty text. */
export type IdList = string & { readonly __ids: never };

const LOW_DIGITS = 12;
const LOW_LIMIT = 10 ** LOW_DIGITS;
const ZERO = 48;

// The id that was split last: a high part and a low part below 10^12, so steps are made on plain
// numbers. An object for each of 100,000 ids would cost more than the steps.
let high = 0;
let low = 0;

function split(id: JobId): void {
  const cut = Math.max(0, id.length - LOW_DIGITS);
  high = 0;
  low = 0;
  for (let i = 0; i < cut; i++) high = high * 10 + (id.charCodeAt(i) - ZERO);
  for (let i = cut; i < id.length; i++) low = low * 10 + (id.charCodeAt(i) - ZERO);
}

/** `head`: the digits of the high part, empty for 0. */
function join(head: string, lowPart: number): JobId {
  if (head === '') return String(lowPart) as JobId;
  // Padded by a leading one that is cut off again: `padStart` takes three times as long.
  return (head + String(lowPart + LOW_LIMIT).slice(1)) as JobId;
}

/** Packs ids in the order given. */
export function encodeIds(ids: readonly JobId[]): IdList {
  const first = ids[0];
  if (first === undefined) return '' as IdList;
  if (ids.length === 1) return first as string as IdList;
  const parts: string[] = [first];
  split(first);
  let run = NaN;
  let count = 0;
  for (let i = 1; i < ids.length; i++) {
    const highBefore = high;
    const lowBefore = low;
    split(ids[i]!);
    const delta = (high - highBefore) * LOW_LIMIT + (low - lowBefore);
    if (delta === run) {
      count++;
      continue;
    }
    pushPart(parts, run, count);
    run = delta;
    count = 1;
    if (Number.isSafeInteger(delta)) continue;
    // Further apart than a number can say: a part of its own, exact.
    const exact = BigInt(high - highBefore) * BigInt(LOW_LIMIT) + BigInt(low - lowBefore);
    parts.push(String(exact));
    run = NaN;
    count = 0;
  }
  pushPart(parts, run, count);
  const list = parts.join(',') as IdList;
  // A copy: the caller may go on filling its own.
  rememberIds(list, ids.slice());
  return list;
}

function pushPart(parts: string[], run: number, count: number): void {
  if (count > 0) parts.push(count === 1 ? String(run) : `${run}x${count}`);
}

/** The ids without those that came before; the list itself when they rise, as they mostly do. */
export function distinctIds(ids: readonly JobId[]): readonly JobId[] {
  for (let i = 1; i < ids.length; i++) {
    if (compareJobIds(ids[i - 1]!, ids[i]!) >= 0) return [...new Set(ids)];
  }
  return ids;
}

/** The lists that were packed or unpacked last, what is in them, and which one to forget next. */
const recentLists: IdList[] = [];
const recentIds: (readonly JobId[])[] = [];
let oldest = 0;
const RECENT_MAX = 4;

/**
 * Unpacks a list. Throws RangeError on a text that is none, and on one past IDS_MAX ids. The last
 * few lists are remembered: a bulk command is read, decided and folded over the same 100,000 ids,
 * and unpacking them takes as long as the decision.
 */
export function decodeIds(list: IdList): readonly JobId[] {
  if (list === '') return [];
  const comma = list.indexOf(',');
  if (comma < 0) return [checked(list)];
  const known = recentLists.indexOf(list);
  if (known >= 0) return recentIds[known]!;
  const ids = unpack(list, comma);
  rememberIds(list, ids);
  return ids;
}

/** Says what `list` unpacks to, for a caller who has the ids at hand; they must never change. */
export function rememberIds(list: IdList, ids: readonly JobId[]): void {
  const known = recentLists.indexOf(list);
  const place = known >= 0 ? known : oldest;
  if (known < 0) oldest = (oldest + 1) % RECENT_MAX;
  recentLists[place] = list;
  recentIds[place] = ids;
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
  split(last);
  let [highPart, lowPart] = [high, low];
  let head = highPart === 0 ? '' : String(highPart);
  for (let i = 0; i < count; i++) {
    const highBefore = highPart;
    highPart += highStep;
    lowPart += lowStep;
    if (lowPart >= LOW_LIMIT) {
      lowPart -= LOW_LIMIT;
      highPart++;
    } else if (lowPart < 0) {
      lowPart += LOW_LIMIT;
      highPart--;
    }
    if (highPart !== highBefore) head = highPart === 0 ? '' : String(highPart);
    out.push(join(head, lowPart));
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
