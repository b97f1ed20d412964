// Answers requests with the database, one after the other.
import type { Database } from './database.ts';
import { isBinary, NoValueError, rowReader, sqlTypeOf } from './decode.ts';
import { RELEASE, shut } from './guard.ts';
import type { DatabaseError, GuardedQuery, Reply, Request } from './requests.ts';
import * as wire from './wire.ts';

/** Hands a reply over to whoever asked. */
export type Say = (reply: Reply) => void;

/** Rows that are asked for at once, and handed over at once. */
const ROWS_AT_ONCE = 2000;

/** Above so many bytes a result is refused: it would have to be in memory whole. */
const RESULT_BYTES_MAX = 512 * 1024 * 1024;

/** Answers a request. Throws when the database can no longer be trusted. */
export async function answer(database: Database, request: Request, say: Say): Promise<void> {
  try {
    say({ kind: 'Done', columns: await columnsOf(database, request, say) });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    say({ kind: 'Refused', refusal: error.refusal });
  }
}

type Columns = Extract<Reply, { kind: 'Done' }>['columns'];

async function columnsOf(database: Database, request: Request, say: Say): Promise<Columns> {
  switch (request.kind) {
    case 'Run':
      await expect(database, wire.simpleQuery(request.sql));
      return [];
    case 'Load':
      await expect(database, wire.copy(request.relation, request.text));
      return [];
    case 'Describe':
      return guarded(database, request.query, () => describe(database, request.query));
    case 'Select':
      return guarded(database, request.query, () => select(database, request.query, say));
  }
}

/** Runs what a user wrote between `shut` and `RELEASE`. */
async function guarded(
  database: Database,
  query: GuardedQuery,
  run: () => Promise<readonly wire.DescribedColumn[]>,
): Promise<Columns> {
  let columns: readonly wire.DescribedColumn[];
  try {
    await expect(database, wire.simpleQuery(shut(query)));
    columns = await run();
  } finally {
    await release(database);
  }
  return columns.map(({ name, type }) => ({ name, type: sqlTypeOf(type) }));
}

async function release(database: Database): Promise<void> {
  const frames = await expect(database, wire.simpleQuery(RELEASE));
  const status = frames.find(({ type }) => type === 'Z')?.body.getUint8(0);
  if (status !== IDLE) throw new Error('the transaction of a query did not end');
}

/** `I`: no transaction is open. */
const IDLE = 0x49;

async function describe(
  database: Database,
  { sql }: GuardedQuery,
): Promise<readonly wire.DescribedColumn[]> {
  const frames = await expect(database, wire.parseAndDescribe(sql));
  const description = frames.find(({ type }) => type === 'T');
  return description === undefined ? [] : wire.columnsIn(description.body);
}

async function select(
  database: Database,
  query: GuardedQuery,
  say: Say,
): Promise<readonly wire.DescribedColumn[]> {
  const columns = await describe(database, query);
  const types = columns.map(({ type }) => type);
  const read = rowReader(types);
  await expect(database, wire.bind(types.map(isBinary)));
  let bytes = 0;
  for (;;) {
    const frames = await expect(database, wire.execute(ROWS_AT_ONCE));
    const data = frames.filter(({ type }) => type === 'D');
    bytes += data.reduce((sum, { body }) => sum + body.byteLength, 0);
    if (bytes > RESULT_BYTES_MAX) {
      throw new RefusedError({ code: '54000', message: 'the result is larger than 512 MiB' });
    }
    say({ kind: 'Rows', rows: data.map(({ body }) => readRow(read, body)) });
    if (!frames.some(({ type }) => type === 's')) return columns;
  }
}

function readRow(
  read: ReturnType<typeof rowReader>,
  body: wire.Frame['body'],
): ReturnType<ReturnType<typeof rowReader>> {
  try {
    return read(body);
  } catch (error) {
    if (!(error instanceof NoValueError)) throw error;
    throw new RefusedError({ code: '0A000', message: error.message });
  }
}

class RefusedError extends Error {
  readonly refusal: DatabaseError;

  constructor(refusal: DatabaseError) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

async function expect(database: Database, message: Uint8Array): Promise<readonly wire.Frame[]> {
  const frames = await database.send(message);
  const refused = frames.find(({ type }) => type === 'E');
  if (refused !== undefined) throw new RefusedError(wire.errorIn(refused.body));
  return frames;
}
