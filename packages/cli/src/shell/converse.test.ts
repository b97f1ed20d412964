import { PassThrough } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { converse } from './converse.ts';

/** What was run, and what the person saw, after typing `lines` and leaving. */
async function check(...lines: readonly string[]): Promise<{
  readonly ran: readonly string[];
  readonly seen: string;
}> {
  const [input, screen] = [new PassThrough(), new PassThrough()];
  const seen = readAll(screen);
  const ran: string[] = [];
  const terminal = {
    out: (text: string) => void screen.write(text),
    err: (text: string) => void screen.write(text),
    input,
    screen,
  };
  input.end(lines.map((line) => `${line}\n`).join(''));
  await converse(terminal, 'root@main', (text) => Promise.resolve(ran.push(text)));
  screen.end();
  return { ran, seen: await seen };
}

describe('the prompt', () => {
  it('runs a statement when its semicolon is typed, over as many lines as it takes', async () => {
    const { ran, seen } = await check('SHOW JOBS;', 'CANCEL', '  JOB', '', '1;');
    expect(ran).toEqual(['SHOW JOBS;', 'CANCEL\n  JOB\n\n1;']);
    expect(seen).toContain('root@main> ');
    expect(seen).toContain('        -> ');
  });

  it.each(['\\q', 'exit', 'quit;', ' QUIT '])('is left by %j', async (word) => {
    expect((await check('SHOW JOBS;', word, 'SHOW JOBS;')).ran).toEqual(['SHOW JOBS;']);
  });

  it('is left at the end of the input, without running what was begun', async () => {
    expect((await check('CANCEL JOB')).ran).toEqual([]);
  });

  it('does not leave in the middle of a statement', async () => {
    expect((await check("SELECT '", 'exit', "';")).ran).toEqual(["SELECT '\nexit\n';"]);
  });

  it('pays no heed to empty lines', async () => {
    expect((await check('', '   ', 'SHOW JOBS;')).ran).toEqual(['SHOW JOBS;']);
  });
});
