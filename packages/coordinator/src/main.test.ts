// The coordinator as a process: what it says, and how it ends. Runs the build, as supervisors do.
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  findNatsServer,
  startNatsServer,
  type RunningNatsServer,
} from '@rescind/shared/nats-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const BUILT = join(import.meta.dirname, '../dist/main.js');

type Message = Readonly<Record<string, unknown>>;

interface CoordinatorProcess {
  readonly child: ChildProcess;
  readonly out: readonly Message[];
  readonly err: readonly Message[];
  /** Resolves with the first message on either stream that has all of this. */
  readonly saying: (wanted: Message) => Promise<Message>;
  readonly ended: Promise<number | null>;
}

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rescind-coordinator-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

function run(env: Readonly<Record<string, string>>): CoordinatorProcess {
  expect(existsSync(BUILT), `${BUILT} exists: run \`npm run build\` first`).toBe(true);
  const child = spawn(process.execPath, [BUILT], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, RESCIND_DATA: folder, ...env },
  });
  children.push(child);
  const [out, err]: [Message[], Message[]] = [[], []];
  const news = new EventEmitter();
  const listen = (stream: NodeJS.ReadableStream, into: Message[]): void => {
    createInterface({ input: stream }).on('line', (line) => {
      into.push(JSON.parse(line) as Message);
      news.emit('message');
    });
  };
  listen(child.stdout, out);
  listen(child.stderr, err);
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const saying = async (wanted: Message): Promise<Message> => {
    const isWanted = (message: Message): boolean =>
      Object.entries(wanted).every(([key, value]) => message[key] === value);
    for (;;) {
      const found = [...out, ...err].find(isWanted);
      if (found !== undefined) return found;
      await Promise.race([once(news, 'message'), ended.then(failEarly)]);
    }
    function failEarly(): never {
      throw new Error(`it ends without saying ${JSON.stringify(wanted)}`);
    }
  };
  return { child, out, err, saying, ended };
}

describe('a coordinator process that cannot start', () => {
  it('says which nats-server it was to use, and ends with 69', async () => {
    const { ended, err } = run({ RESCIND_NATS_URL: 'nats://127.0.0.1:1' });
    expect(await ended).toBe(69);
    expect(err).toMatchObject([
      { error: expect.stringMatching(/no nats-server can be reached at nats:\/\/127.0.0.1:1/) },
    ]);
  });

  it.each([
    [{ RESCIND_NATS_URL: 'nats://127.0.0.1:1', RESCIND_NAME: 'c 1' }, /RESCIND_NAME may hold/],
    [{ RESCIND_NATS_URL: 'nats://127.0.0.1:1', RESCIND_CLUSTER: 'a.b' }, /RESCIND_CLUSTER may/],
    [{}, /RESCIND_NATS_URL is not set/],
  ])('refuses the environment %j with one sentence', async (env, sentence) => {
    const { ended, err } = run(env);
    expect(await ended).toBe(69);
    expect(err).toMatchObject([{ error: expect.stringMatching(sentence) }]);
  });
});

const found = await findNatsServer().catch(() => undefined);
const runs = found !== undefined || process.env['CI'] !== undefined;

const note = found === undefined ? ' (not run: nats-server missing)' : '';

describe.runIf(runs)(`a coordinator process on a nats-server${note}`, { timeout: 20_000 }, () => {
  let server: RunningNatsServer;
  let store: string;
  beforeAll(async () => {
    store = await mkdtemp(join(tmpdir(), 'rescind-store-'));
    server = await startNatsServer({ binary: found?.path ?? 'nats-server', storeDir: store });
  });
  afterAll(async () => {
    await server.stop();
    await rm(store, { recursive: true, force: true, maxRetries: 5 });
  });

  it('says when it serves and when it leads, and ends with 0 when its input closes', async () => {
    const { child, ended, saying, out } = run({ RESCIND_NATS_URL: server.url });
    await saying({ role: 'leader' });
    expect(out[0]).toMatchObject({ ready: true, id: 'c1', pid: child.pid, cluster: 'main' });
    const closedAt = performance.now();
    child.stdin?.end();
    expect(await ended).toBe(0);
    expect(performance.now() - closedAt).toBeLessThan(2000);
  });

  it('stands by while another leads, and leads as soon as that one has stopped', async () => {
    const env = { RESCIND_NATS_URL: server.url, RESCIND_CLUSTER: 'two' };
    const first = run({ ...env, RESCIND_NAME: 'c1' });
    await first.saying({ role: 'leader' });
    const second = run({ ...env, RESCIND_NAME: 'c2' });
    await second.saying({ role: 'follower', term: 1 });
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    await second.saying({ role: 'leader', term: 2 });
  });

  it('refuses a log that ends before what was seen of it, by name, and ends with 65', async () => {
    const witness = join(folder, 'witness');
    await mkdir(witness);
    await writeFile(join(witness, 'worker-w7.json'), '{"v":1,"n":4711,"hash":"abc"}\n');
    const env = { RESCIND_NATS_URL: server.url, RESCIND_CLUSTER: 'cut' };
    const { ended, err } = run(env);
    expect(await ended).toBe(65);
    expect(err).toMatchObject([
      {
        name: 'LogDamagedError',
        error: expect.stringMatching(/ends at commit 0, but worker-w7 saw commit 4711/),
      },
    ]);
  });
});
