// `rescind parse`: a statement a line from the standard input, a line of JSON for each.
import { once } from 'node:events';
import { readOptions, type Command, type Terminal } from '../command.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { parseAnswer, type ParseAnswer } from '../parse/answer.ts';
import { boundedLines } from '../parse/bounded-lines.ts';

/** UTF-16 units of one line; a longer one is answered with an error. */
const LINE_MAX = 1 << 20;

const help = `Usage: rescind parse < FILE

Reads statements from the standard input, one a line, and answers each line with one line of JSON;
no cluster is needed and nothing is run. A line may hold several statements with semicolons between
them; an empty line has the empty normal form.

  {"ok":true,"normalized":"CANCEL JOBS VALUES (1)"}
  {"ok":false,"sqlstate":"42601","message":"at or near …","detail":…,"hint":…,"position":12}

\`position\` counts characters from 1; what is not known is null. A line of more than ${LINE_MAX}
characters is answered with 54000.
Exit status: 0 when all was read, whatever the answers; 1 when reading or writing failed.
`;

const TOO_LONG: ParseAnswer = {
  ok: false,
  sqlstate: '54000',
  message: `the line is longer than ${LINE_MAX} characters`,
  detail: null,
  hint: 'Name long lists of ids by a selection.',
  position: null,
};

export const parse: Command = {
  help,
  async run(args, terminal) {
    readOptions('parse', args, {});
    try {
      for await (const line of boundedLines(terminal.input, LINE_MAX)) {
        const answer = line === undefined ? TOO_LONG : parseAnswer(line);
        await write(terminal.screen, `${JSON.stringify(answer)}\n`);
      }
    } catch (cause) {
      if (!isIoError(cause)) throw cause;
      throw new CommandFailure(EXIT.failed, `cannot read or write: ${cause.message}`, { cause });
    }
    return EXIT.ok;
  },
};

/** Resolves when there is room for more: whoever reads slowly is waited for. */
async function write(screen: Terminal['screen'], text: string): Promise<void> {
  if (!screen.write(text)) await once(screen, 'drain');
}

function isIoError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
