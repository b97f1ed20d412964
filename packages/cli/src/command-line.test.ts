import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from './command-line.ts';

async function check(
  ...args: readonly string[]
): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const status = await runCommandLine(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    input: new PassThrough(),
    screen: new PassThrough(),
  });
  return { status, out, err };
}

const COMMANDS = ['start', 'status', 'sql', 'parse', 'demo', 'simulate'];

describe('the command line', () => {
  it('lists its commands when asked, and when it is given none', async () => {
    const asked = await check('--help');
    expect(asked.status).toBe(0);
    for (const name of COMMANDS) {
      expect(asked.out).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect(await check()).toEqual({ status: 2, out: '', err: asked.out });
  });

  it.each(COMMANDS)('explains %s', async (name) => {
    const { status, out } = await check(name, '--help');
    expect(status).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: rescind ${name} `));
  });

  it('says which version it is', async () => {
    expect((await check('--version')).out).toMatch(/^rescind \d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['launch'], /there is no command "launch".*--help/],
    [['--launch'], /there is no option "--launch"/],
    [['toString'], /there is no command "toString"/],
    [['start', '--workrs', '3'], /rescind start: unknown option '--workrs'.*start --help/],
    [['start', '--workers', '0'], /--workers takes a whole number from 1 to 99, not "0"/],
    [['start', '--workers', 'many'], /--workers takes a whole number/],
    [['start', '--port-nats', '70000'], /--port-nats takes a whole number from 0 to 65535/],
    [['start', '--cluster', 'a.b'], /--cluster takes a word/],
    [['start', '--jobs', '/nowhere/jobs.mjs'], /there is no file \/nowhere\/jobs\.mjs/],
    [['start', '--embedded', '--nats', 'nats://h'], /--embedded runs without a nats-server/],
    [['start', 'everything'], /rescind start: unexpected argument 'everything'/],
    [['demo', '--fast'], /rescind demo: unknown option '--fast'.*demo --help/],
    [['status', '--data', 'a', '--nats', 'b'], /two places; give one/],
    [['status', '--data'], /rescind status: .*'--data <value>' argument missing/],
  ])('answers `rescind %s` with one clear sentence and status 2', async (args, sentence) => {
    const { status, out, err } = await check(...args);
    expect(err).toMatch(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ status, out }).toEqual({ status: 2, out: '' });
  });

  it('says where it looked when there is no cluster, and how to get one', async () => {
    const { status, err } = await check('status', '--data', '/nowhere/at/all');
    expect(status).toBe(69);
    expect(err).toMatch(/no cluster runs in \/nowhere\/at\/all; start one with `rescind start/);
  });
});
