// `rescind sql`: statements from the command line, a file, a pipe or a person, answered like psql.
import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { renderError, renderResult, SqlError, type ResultFormat, type Session } from '@rescind/sql';
import { readOptions, type Command, type Terminal } from '../command.ts';
import { CLUSTER_HELP, CLUSTER_OPTIONS, findCluster } from '../connect.ts';
import { CommandFailure, EXIT, usageError } from '../failure.ts';
import { openSessions } from '../open-sessions.ts';
import { converse } from '../shell/converse.ts';

const help = `Usage: rescind sql [options] [FILE]

Runs SQL: SHOW JOBS, CANCEL | PAUSE | RESUME JOB id, CANCEL JOBS (SELECT …), CANCEL JOBS FOR
SCHEDULE id, CREATE TABLE, INSERT, SELECT, BACKUP, RESTORE, CREATE SCHEDULE, CREATE STATISTICS,
SHOW | SET CLUSTER SETTING, CREATE JOB type WITH DETAILS = '<json>', …
Statements come from -e, from FILE, from a pipe, or else are asked for at a prompt.

  -e, --execute SQL  run this and end; may be given several times
  --format FORMAT    table (default), json or csv
  --user NAME        who asks; default root
${CLUSTER_HELP}

Results go to the standard output; notices and errors to the standard error.
Exit status: 0, 1 when a statement failed (those after it are not run), 69 when no cluster is found.
`;

const CONNECT_MS = 3000;

export const sql: Command = {
  help,
  async run(args, terminal) {
    const options = {
      ...CLUSTER_OPTIONS,
      execute: { type: 'string', short: 'e', multiple: true },
      format: { type: 'string', default: 'table' },
      user: { type: 'string', default: 'root' },
    } as const;
    const { values, positionals } = readOptions('sql', args, options, true);
    const format = readFormat(values.format);
    const given = await readTexts(values.execute, positionals);
    const found = await findCluster(values);
    const sessions = await openSessions(found, CONNECT_MS);
    try {
      const session = sessions.of(values.user);
      const run = (text: string): Promise<boolean> => runText(session, text, format, terminal);
      if (given === undefined && terminal.input.isTTY === true) {
        await converse(terminal, `${values.user}@${found.cluster}`, run);
        return EXIT.ok;
      }
      for (const text of given ?? [await readAll(terminal.input)]) {
        if (!(await run(text))) return EXIT.failed;
      }
      return EXIT.ok;
    } finally {
      await sessions.close();
    }
  },
};

/** True when every statement of the text was carried out. */
async function runText(
  session: Session,
  text: string,
  format: ResultFormat,
  terminal: Terminal,
): Promise<boolean> {
  try {
    for await (const result of session.executeEach(text)) {
      for (const notice of result.notices ?? []) terminal.err(`NOTICE: ${notice}\n`);
      terminal.out(`${renderResult(result, format)}\n`);
    }
    return true;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    terminal.err(`${renderError(error)}\n`);
    return false;
  }
}

function readFormat(text: string): ResultFormat {
  if (text === 'table' || text === 'json' || text === 'csv') return text;
  throw usageError(`--format takes table, json or csv, not "${text}"`);
}

/** undefined when they are to come from the standard input. */
async function readTexts(
  execute: readonly string[] | undefined,
  files: readonly string[],
): Promise<readonly string[] | undefined> {
  if (execute !== undefined && files.length > 0) {
    throw usageError('-e and FILE are two sources of statements; give one');
  }
  if (execute !== undefined) return execute;
  const [file, ...more] = files;
  if (file === undefined) return undefined;
  if (more.length > 0) throw usageError('rescind sql takes one FILE');
  try {
    return [await readFile(file, 'utf8')];
  } catch (cause) {
    throw new CommandFailure(EXIT.failed, `cannot read ${file}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
