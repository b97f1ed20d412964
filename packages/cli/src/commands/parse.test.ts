import { PassThrough, Readable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../command-line.ts';

interface Ran {
  readonly status: number;
  readonly answers: readonly unknown[];
  readonly err: string;
}

async function parsed(input: Readable, ...args: readonly string[]): Promise<Ran> {
  const screen = new PassThrough({ highWaterMark: 64 });
  const seen = readAll(screen);
  let err = '';
  const status = await runCommandLine(['parse', ...args], {
    out: (text) => void screen.write(text),
    err: (text) => void (err += text),
    input,
    screen,
  });
  screen.end();
  const lines = (await seen).split('\n').filter((line) => line !== '');
  return { status, answers: lines.map((line) => JSON.parse(line) as unknown), err };
}

describe('rescind parse', () => {
  it('answers each line with its normal form or with the error and where it is', async () => {
    const { status, answers } = await parsed(
      Readable.from(['CANCEL JOB a;\n\nPAUSE JOB 1; RESUME JOB 2\nCANCEL JOB 1, 2\nCANCEL']),
    );
    expect(status).toBe(0);
    expect(answers).toEqual([
      { ok: true, normalized: 'CANCEL JOBS VALUES (a)' },
      { ok: true, normalized: '' },
      { ok: true, normalized: 'PAUSE JOBS VALUES (1); RESUME JOBS VALUES (2)' },
      {
        ok: false,
        sqlstate: '42601',
        message: 'at or near ",": syntax error',
        detail: 'source SQL:\nCANCEL JOB 1, 2\n            ^',
        hint: null,
        position: 13,
      },
      {
        ok: false,
        sqlstate: '42601',
        message: 'at or near "EOF": syntax error',
        detail: 'source SQL:\nCANCEL\n      ^',
        hint: String.raw`try \h CANCEL`,
        position: 7,
      },
    ]);
  });

  it('passes over a line that is too long, and goes on', async () => {
    const { status, answers } = await parsed(
      Readable.from([`SELECT '${'x'.repeat(1 << 20)}'\n`, 'SHOW JOB 1\n']),
    );
    expect(status).toBe(0);
    expect(answers).toMatchObject([
      { ok: false, sqlstate: '54000', position: null },
      { ok: true, normalized: 'SHOW JOBS VALUES (1)' },
    ]);
  });

  it('waits for whoever reads its answers slowly', async () => {
    const lines = Array.from({ length: 500 }, (_, index) => `CANCEL JOB ${index}\n`);
    expect((await parsed(Readable.from(lines))).answers).toHaveLength(500);
  });

  it('ends with status 1 when its input breaks off', async () => {
    const broken = new PassThrough();
    broken.write('SHOW JOBS\n');
    broken.destroy(Object.assign(new Error('EIO: i/o error, read'), { syscall: 'read' }));
    const { status, err } = await parsed(broken);
    expect({ status, err }).toEqual({
      status: 1,
      err: 'rescind: cannot read or write: EIO: i/o error, read\n',
    });
  });
});
