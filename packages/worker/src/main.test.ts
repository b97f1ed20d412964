// The worker as a process: what it says, how it stops, and what a freeze does to it. Runs the
// build, as a supervisor does, against a scripted leader on a real nats-server.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { BUILT_IN_TYPES } from '@rescind/shared';
import { connectNats, createNatsBus } from '@rescind/shared/nats';
import {
  findNatsServer,
  startNatsServer,
  type RunningNatsServer,
} from '@rescind/shared/nats-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createScriptedLeader, task, TIMES } from './testing/scripted-leader.ts';

const BUILT = join(import.meta.dirname, '../dist/main.js');

/** One that obeys and says so, one that does not listen, and a second module with a third. */
const JOBS = `
const obeys = {
  type: 'work',
  resume: ({ signal, log }) => new Promise((_, reject) => {
    log('begun');
    signal.addEventListener('abort', () => {
      log('stopped: ' + signal.reason.kind);
      reject(signal.reason);
    });
  }),
  onFailOrCancel() {},
};
const deaf = { type: 'deaf', resume: () => new Promise(() => {}), onFailOrCancel() {} };
export default [obeys, deaf];
`;
const OTHER = `
export default { type: 'other', cancelable: false, resume() {}, onFailOrCancel() {} };
`;

type Message = Readonly<Record<string, unknown>>;

interface WorkerProcess {
  readonly child: ChildProcess;
  readonly out: readonly Message[];
  readonly err: readonly Message[];
  readonly ended: Promise<number | null>;
}

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rescind-worker-'));
  await writeFile(join(folder, 'jobs.mjs'), JOBS);
  await writeFile(join(folder, 'other.mjs'), OTHER);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

function run(env: Readonly<Record<string, string>>): WorkerProcess {
  expect(existsSync(BUILT), `${BUILT} exists: run \`npm run build\` first`).toBe(true);
  const child = spawn(process.execPath, [BUILT], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, RESCIND_DATA: folder, ...env },
  });
  children.push(child);
  const [out, err]: [Message[], Message[]] = [[], []];
  const listen = (stream: NodeJS.ReadableStream, into: Message[]): void => {
    createInterface({ input: stream }).on('line', (line) => {
      into.push(JSON.parse(line) as Message);
    });
  };
  listen(child.stdout, out);
  listen(child.stderr, err);
  return { child, out, err, ended: once(child, 'close').then(([code]) => code as number | null) };
}

/** Waits for what the condition names. */
const until = (condition: () => unknown): Promise<unknown> =>
  expect.poll(condition, { timeout: 10_000, interval: 10 }).toBeTruthy();

describe('a worker process that cannot start', () => {
  const url = 'nats://127.0.0.1:1';
  it.each([
    [{}, /^RESCIND_NATS_URL is not set/],
    [{ RESCIND_NATS_URL: url }, /^RESCIND_JOBS is not set/],
    [{ RESCIND_NATS_URL: url, RESCIND_JOBS: '/no/such.mjs' }, /such\.mjs cannot be loaded/],
    [{ RESCIND_NATS_URL: url, RESCIND_JOBS: 'jobs.mjs' }, /no nats-server can be reached at nats/],
  ])('with %j says why and ends with 69', async (given, sentence) => {
    const jobs: string | undefined = 'RESCIND_JOBS' in given ? given.RESCIND_JOBS : undefined;
    const mine = jobs === 'jobs.mjs' ? { RESCIND_JOBS: join(folder, jobs) } : {};
    const { ended, err } = run({ ...given, ...mine });
    expect(await ended).toBe(69);
    expect(err).toMatchObject([{ error: expect.stringMatching(sentence) }]);
  });
});

const found = await findNatsServer().catch(() => undefined);
const runs = found !== undefined || process.env['CI'] !== undefined;

describe.runIf(runs)('a worker process on a nats-server', { timeout: 30_000 }, () => {
  let server: RunningNatsServer;
  let store: string;
  let clusters = 0;
  beforeAll(async () => {
    store = await mkdtemp(join(tmpdir(), 'rescind-store-'));
    server = await startNatsServer({ binary: found?.path ?? 'nats-server', storeDir: store });
  });
  afterAll(async () => {
    await server.stop();
    await rm(store, { recursive: true, force: true, maxRetries: 5 });
  });

  async function startInCluster(times = TIMES, env: Readonly<Record<string, string>> = {}) {
    const cluster = `test-${++clusters}`;
    const connection = await connectNats({ url: server.url, name: 'scripted leader' });
    const leader = createScriptedLeader(createNatsBus(connection), cluster);
    leader.times = times;
    const process = run({
      RESCIND_NATS_URL: server.url,
      RESCIND_CLUSTER: cluster,
      RESCIND_NAME: 'w3',
      RESCIND_SLOTS: '12',
      RESCIND_JOBS: [join(folder, 'jobs.mjs'), join(folder, 'other.mjs')].join(delimiter),
      ...env,
    });
    await until(() => process.out.length > 0);
    return { leader, ...process, [Symbol.asyncDispose]: () => connection.close() };
  }
  const saysOf = (err: readonly Message[]): readonly unknown[] => err.map(({ say }) => say);

  it('says which session it opened, with all it can run', async () => {
    await using worker = await startInCluster();
    const { leader, out, child } = worker;
    const [session] = leader.sessions;
    expect(out).toEqual([{ ready: true, name: 'w3', pid: child.pid, session }]);
    expect(leader.hello).toMatchObject({
      worker: 'w3',
      pid: child.pid,
      slots: 12,
      types: [
        { name: 'work', cancelable: true },
        { name: 'deaf', cancelable: true },
        { name: 'other', cancelable: false },
      ],
    });
  });

  it('runs the built-in jobs too where it is told where bytes are', async () => {
    const env = { RESCIND_JOBS: '', RESCIND_OBJECTS: join(folder, 'objects') };
    await using worker = await startInCluster(TIMES, env);
    const types = worker.leader.hello?.types ?? [];
    expect(new Set(types.map(({ name }) => name))).toEqual(BUILT_IN_TYPES);
    const fixed = types.filter(({ cancelable }) => !cancelable).map(({ name }) => name);
    expect(fixed).toEqual(['SCHEMA CHANGE GC']);
  });

  it('leaves in order when its input closes, within two seconds', async () => {
    await using worker = await startInCluster();
    const { leader, err, child, ended } = worker;
    leader.push(task());
    await until(() => saysOf(err).includes('job 7: begun'));
    const closedAt = performance.now();
    child.stdin?.end();
    expect(await ended).toBe(0);
    expect(performance.now() - closedAt).toBeLessThan(2000);
    expect(saysOf(err)).toContain('job 7: stopped: draining');
    expect(leader.reports).toEqual([{ job: '7', fence: 1, kind: 'stopped' }]);
    expect(leader.of('end')).toMatchObject([{ reason: 'left' }]);
  });

  it('goes also when a handler does not listen, and says so', async () => {
    await using worker = await startInCluster();
    const { leader, child, ended } = worker;
    leader.push(task({ spec: { ...task().spec!, type: 'deaf' } }));
    await until(() => leader.of('heartbeat').at(-1)?.holds.length === 1);
    const closedAt = performance.now();
    child.stdin?.end();
    expect(await ended).toBe(0);
    expect(performance.now() - closedAt).toBeLessThan(2000);
    expect(leader.of('end')).toMatchObject([{ reason: 'ignored-signal' }]);
  });

  it('ends with 70 when a handler ignores its signal past the grace', async () => {
    await using worker = await startInCluster({ ...TIMES, graceMs: 300, heartbeatMs: 100 });
    const { leader, err, ended } = worker;
    leader.push(task({ spec: { ...task().spec!, type: 'deaf' } }));
    await until(() => leader.of('heartbeat').at(-1)?.holds.length === 1);
    leader.push(task({ n: 3, place: 'forward.cancelRequested', event: 'JobCancelRequested' }));
    expect(await ended).toBe(70);
    expect(leader.of('end')).toMatchObject([{ reason: 'ignored-signal' }]);
    expect(err.at(-1)?.['error']).toMatch(
      /^the handler of job 7 ignores its signal since 3\d\d ms/,
    );
  });

  it('frozen past its TTL stops everything on waking and joins anew', async () => {
    await using worker = await startInCluster({ ...TIMES, ttlMs: 500, heartbeatMs: 100 });
    const { leader, err, out, child } = worker;
    leader.push(task());
    await until(() => saysOf(err).includes('job 7: begun'));
    child.kill('SIGSTOP');
    const frozenAt = performance.now();
    await until(() => performance.now() - frozenAt > 600);
    // What it is told meanwhile lies in wait for it.
    leader.push(task({ n: 3, fence: 3, epoch: 2 }));
    child.kill('SIGCONT');
    await until(() => out.length === 2);
    expect(saysOf(err)).toContain('job 7: stopped: fenced');
    expect(saysOf(err).filter((say) => say === 'job 7: begun').length).toBe(1);
    expect(leader.reports).toEqual([]);
    expect(leader.sessions.length).toBe(2);
  });
});

it.skipIf(runs)('not run: nats-server missing', () => undefined);
