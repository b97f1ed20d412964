// The extended protocol: statements that are prepared, portals that are executed in parts.
import { SqlError } from '../sql-error.ts';
import type { StatementResult } from '../result.ts';
import type { Statement } from '../syntax/statement.ts';
import type { Column } from '../value.ts';
import { sendNotices, sendRows } from './answer.ts';
import type { BodyReader } from './body.ts';
import type { StartedSession } from './login.ts';
import { MalformedMessage } from './malformed.ts';
import { commandComplete, int16, int32, message, rowDescription } from './messages.ts';
import { bindText, countParameters, literalOf, type BoundText } from './parameters.ts';
import { isQuery, readStatements, run } from './run.ts';
import type { Send } from './stream.ts';
import type { Format } from './values.ts';

interface Prepared {
  readonly text: string;
  /** undefined for an empty text. */
  readonly tree: Statement | undefined;
  /** The parameters' types; 0 where the client left it open. */
  readonly types: readonly number[];
}

interface Portal {
  readonly tree: Statement | undefined;
  readonly bound: BoundText;
  readonly formats: readonly Format[];
  /** Once it was carried out. */
  result?: StatementResult;
  /** Rows that were sent. */
  sent: number;
}

export interface Extended {
  /** Throws SqlError, and MalformedMessage for a message that is none. */
  take(letter: string, reader: BodyReader, signal: AbortSignal): Promise<void>;
  /** Portals end with the transaction. */
  sync(): void;
}

const TEXT_OID = 25;
/** So many statements, and so many portals, a client may hold. */
const HELD_MAX = 10_000;

export function createExtended({ session }: StartedSession, send: Send): Extended {
  const statements = new Map<string, Prepared>();
  const portals = new Map<string, Portal>();

  return { take, sync: () => portals.clear() };

  async function take(letter: string, reader: BodyReader, signal: AbortSignal): Promise<void> {
    switch (letter) {
      case 'P':
        return parseMessage(reader);
      case 'B':
        return bind(reader);
      case 'D':
        return describe(reader, signal);
      case 'E':
        return execute(reader, signal);
      case 'C':
        return close(reader);
      default:
        throw new MalformedMessage(`invalid frontend message type ${letter.charCodeAt(0)}`);
    }
  }

  function parseMessage(reader: BodyReader): Promise<void> {
    const name = reader.text();
    const text = reader.text();
    const given = listOf(reader, () => reader.int32());
    reader.end();
    const [tree, another] = readStatements(text);
    if (another !== undefined) {
      const sentence = 'cannot insert multiple commands into a prepared statement';
      throw new SqlError({ code: '42601', message: sentence });
    }
    if (name !== '' && statements.has(name)) {
      throw new SqlError({ code: '42P05', message: `prepared statement "${name}" already exists` });
    }
    const count = Math.max(countParameters(text), given.length);
    const types = Array.from({ length: count }, (_, index) => given[index] ?? 0);
    hold(statements, name, { text, tree, types }, 'prepared statements');
    return send(message('1'));
  }

  function bind(reader: BodyReader): Promise<void> {
    const name = reader.text();
    const { text, tree, types } = prepared(reader.text());
    const formats = listOf(reader, () => formatOf(reader.int16()));
    const values = listOf(reader, () => reader.value());
    const results = listOf(reader, () => formatOf(reader.int16()));
    reader.end();
    if (
      values.length !== types.length ||
      (formats.length > 1 && formats.length !== values.length)
    ) {
      const counts = `${values.length} parameters, but ${types.length} needed`;
      throw new SqlError({ code: '08P01', message: `bind message supplies ${counts}` });
    }
    const literals = values.map((value, index) =>
      literalOf(value, types[index]!, (formats.length === 1 ? formats[0] : formats[index]) ?? 0),
    );
    const bound = bindText(text, literals);
    hold(portals, name, { tree, bound, formats: results, sent: 0 }, 'portals');
    return send(message('2'));
  }

  async function describe(reader: BodyReader, signal: AbortSignal): Promise<void> {
    const [kind, name] = target(reader);
    if (kind === 'P') return describeRows(portal(name), signal);
    const { text, tree, types } = prepared(name);
    const oids = types.map((type) => int32(type === 0 ? TEXT_OID : type));
    await send(message('t', int16(types.length), ...oids));
    // Nothing is bound yet: a query is tried with NULL, and what it answers is let go.
    const nulls = types.map(() => 'NULL');
    return describeRows({ tree, bound: bindText(text, nulls), formats: [], sent: 0 }, signal);
  }

  async function describeRows(found: Portal, signal: AbortSignal): Promise<void> {
    const columns = await columnsOf(found, signal);
    return send(columns === undefined ? message('n') : rowDescription(columns, found.formats));
  }

  /** A query is carried out for them; its rows are sent when they are asked for. */
  async function columnsOf(
    found: Portal,
    signal: AbortSignal,
  ): Promise<readonly Column[] | undefined> {
    const { tree } = found;
    if (tree === undefined) return undefined;
    if (!isQuery(tree)) return session.columnsOf(tree);
    return (found.result ?? (await carryOut(found, signal))).columns;
  }

  async function execute(reader: BodyReader, signal: AbortSignal): Promise<void> {
    const found = portal(reader.text());
    const limit = reader.int32();
    reader.end();
    if (found.tree === undefined) return send(message('I'));
    const result = found.result ?? (await carryOut(found, signal));
    if (found.sent === 0) await sendNotices(result, send);
    const { columns, rows = [], tag } = result;
    if (columns === undefined) return send(commandComplete(tag));
    const end = limit > 0 ? found.sent + limit : rows.length;
    await sendRows(columns, rows.slice(found.sent, end), found.formats, send);
    found.sent = Math.min(end, rows.length);
    return send(limit > 0 && end <= rows.length ? message('s') : commandComplete(tag));
  }

  function close(reader: BodyReader): Promise<void> {
    const [kind, name] = target(reader);
    (kind === 'P' ? portals : statements).delete(name);
    return send(message('3'));
  }

  async function carryOut(found: Portal, signal: AbortSignal): Promise<StatementResult> {
    const { bound, tree } = found;
    try {
      const trees = tree === undefined ? [] : [tree];
      for await (const result of run(session, bound.text, trees, signal)) found.result = result;
    } catch (error) {
      if (!(error instanceof SqlError) || error.position === undefined) throw error;
      throw error.with({ position: bound.original(error.position) });
    }
    return found.result!;
  }

  function prepared(name: string): Prepared {
    const found = statements.get(name);
    if (found !== undefined) return found;
    throw new SqlError({ code: '26000', message: `prepared statement "${name}" does not exist` });
  }

  function portal(name: string): Portal {
    const found = portals.get(name);
    if (found !== undefined) return found;
    throw new SqlError({ code: '34000', message: `portal "${name}" does not exist` });
  }
}

function target(reader: BodyReader): readonly ['P' | 'S', string] {
  const kind = reader.byte();
  const name = reader.text();
  reader.end();
  if (kind === 'P' || kind === 'S') return [kind, name];
  throw new MalformedMessage('a message names neither a statement nor a portal');
}

function listOf<Item>(reader: BodyReader, read: () => Item): readonly Item[] {
  return Array.from({ length: reader.int16() & 0xffff }, read);
}

function formatOf(code: number): Format {
  if (code === 0 || code === 1) return code;
  throw new SqlError({ code: '22023', message: `unsupported format code: ${code}` });
}

function hold<Item>(items: Map<string, Item>, name: string, item: Item, what: string): void {
  if (items.size >= HELD_MAX && !items.has(name)) {
    throw new SqlError({ code: '54000', message: `more than ${HELD_MAX} ${what}` });
  }
  items.set(name, item);
}
