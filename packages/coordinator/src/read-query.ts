// A query message read and checked: answers rely on the shape of what is asked, and what a stranger
// sends ends in one clear sentence.
import { MESSAGE_VERSION, type Query, type QueryRequest, type Refusal } from '@rescind/shared';
import { idList } from './shape/id-list.ts';
import {
  count,
  isObject,
  listOf,
  matching,
  must,
  oneOf,
  optional,
  text,
  type Shape,
} from './shape.ts';
import { malformed } from './refusals.ts';

type Of<Kind extends Query['kind']> = Extract<Query, { readonly kind: Kind }>;
type Fields<Kind extends Query['kind']> = {
  readonly [Name in Exclude<keyof Of<Kind>, 'kind'>]-?: Shape;
};

/** Jobs one `Settled` query may name. */
const SETTLED_IDS_MAX = 10_000;
const SELECTED_IDS_MAX = 1_000_000;
const SCHEDULES_MAX = 10_000;

/** Also numbers that no job has: they match nothing. */
const id = matching(/^-?\d{1,19}$/, 'an id as decimal text');
const columns = must(
  'an object of columns and their values as texts',
  (value) => isObject(value) && Object.values(value).every((each) => typeof each === 'string'),
);

const FIELDS: { readonly [Kind in Query['kind']]: Fields<Kind> } = {
  Jobs: {
    idList: optional(idList(SELECTED_IDS_MAX)),
    where: optional(columns),
    scope: optional(oneOf('recent', 'all')),
    limit: optional(count),
    after: optional(text(32)),
    schedules: optional(listOf(id, SCHEDULES_MAX)),
  },
  Settled: { idList: idList(SETTLED_IDS_MAX), waitMs: count },
  Settings: {},
  Status: {},
  Catalog: {},
  TableContents: { table: count },
  Statistics: { table: count },
  Schedules: {},
  Users: {},
  Publications: {},
  History: { job: id, after: optional(count) },
};

/** Reads the JSON text sent on a subject whose last word is `user`. Never throws. */
export function readQuery(message: string, user: string): QueryRequest | Refusal {
  let request: QueryRequest | null;
  try {
    request = JSON.parse(message) as QueryRequest | null;
  } catch {
    return malformed('the message is no valid JSON');
  }
  if (!isObject(request) || !isObject(request.query)) return malformed('the message is no query');
  if (request.v !== MESSAGE_VERSION) {
    return malformed(`message version ${String(request.v)} is not known`);
  }
  if (request.user !== user) {
    return malformed(`user does not agree with the subject, which ends in "${user}"`);
  }
  const { minPosition } = request;
  if (minPosition !== undefined && count(minPosition) !== undefined) {
    return malformed('minPosition must be the number of a commit');
  }
  const wrong = wrongQuery(request.query);
  return wrong === undefined ? request : malformed(wrong);
}

/** Fields it does not know are passed over: a query changes nothing. */
function wrongQuery(query: Query): string | undefined {
  const { kind } = query;
  if (typeof kind !== 'string' || !Object.hasOwn(FIELDS, kind)) {
    return `no query is called ${JSON.stringify(kind ?? null).slice(0, 60)}`;
  }
  const given = query as { readonly [name: string]: unknown };
  for (const [name, shape] of Object.entries(FIELDS[kind] as { [name: string]: Shape })) {
    const wrong = shape(given[name]);
    if (wrong !== undefined) return `${kind}.${name}${wrong.at} ${wrong.what}`;
  }
  return undefined;
}
