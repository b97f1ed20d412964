import { createMemoryLogStore, type Appended, type Commit } from '@rescind/shared';
import { eventLogContract } from '@rescind/shared/testing';
import { describe, expect, it } from 'vitest';
import { openSimulatedLog } from './simulated-log.ts';
import { createAppendFates, type LogFaults } from './simulated-log/append-fate.ts';
import { createLogStore } from './simulated-log/store.ts';
import { createStage, runByItself, type Stage } from './testing/stage.ts';

const NO_FAULTS: LogFaults = { ackLost: 0, requestLost: 0, late: 0, unreachable: 0 };
const LIMIT = 64 * 1024;

function logOn(stage: Stage, faults: Partial<LogFaults> = {}) {
  const { scheduler, network } = stage;
  const server = stage.process('log');
  const store = createLogStore(
    scheduler,
    () => undefined,
    createMemoryLogStore({ maxBytes: LIMIT }),
  );
  const fates = createAppendFates('a test', scheduler, { ...NO_FAULTS, ...faults });
  const options = { scheduler, network, server, store, fates };
  return { store, server, open: (name: string) => openSimulatedLog(options, stage.process(name)) };
}

eventLogContract(
  'the simulated log',
  async () => {
    const stage = createStage();
    const running = runByItself(stage);
    const { store, open } = logOn(stage);
    let clients = 0;
    return {
      open: async () => open(`c${++clients}`),
      async rewrite(change) {
        store.texts.splice(0, Infinity, ...change([...store.texts]));
      },
      limitBytes: LIMIT,
      [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
    };
  },
  { durable: false },
);

const commit = (n: number, by: string): Commit => ({
  v: 1,
  n,
  id: `${by}-${n}`,
  prev: '',
  at: 0,
  by,
  events: [],
});

/** What an append is answered, and what stands in the log then and ten seconds later. */
async function appendUnder(faults: Partial<LogFaults>) {
  const stage = createStage();
  const { store, open } = logOn(stage, faults);
  const answers: Appended[] = [];
  void open('c1')
    .append(commit(1, 'c1'))
    .then((appended) => answers.push(appended));
  await stage.play(450);
  const soon = store.texts.length;
  await stage.play(10_000);
  return { answer: answers[0]?.outcome, soon, later: store.texts.length };
}

describe('an append under faults', () => {
  it.each([
    ['ackLost', { answer: 'unknown', soon: 1, later: 1 }],
    ['requestLost', { answer: 'unknown', soon: 0, later: 0 }],
    ['late', { answer: 'unknown', soon: 0, later: 1 }],
    ['unreachable', { answer: 'unknown', soon: 0, later: 0 }],
  ] as const)('%s: %o', async (fault, expected) => {
    expect(await appendUnder({ [fault]: 1 })).toEqual(expected);
  });

  it('none: it is in the log and its writer knows', async () => {
    expect(await appendUnder({})).toEqual({ answer: 'ok', soon: 1, later: 1 });
  });
});

describe('a log that is down', () => {
  it('keeps what it has, and is asked in vain until it is back', async () => {
    const stage = createStage();
    const { server, open } = logOn(stage);
    const log = open('c1');
    const answers: unknown[] = [];
    const note = (promise: Promise<unknown>): void => {
      void promise.then(
        (answer) => answers.push(answer),
        (error: unknown) => answers.push(String(error)),
      );
    };
    note(log.append(commit(1, 'c1')).then(({ outcome }) => outcome));
    await stage.play(100);
    stage.scheduler.crash(server);
    note(log.end());
    await stage.play(1000);
    stage.scheduler.restart(server);
    note(log.end());
    await stage.play(2000);
    expect(answers).toEqual(['ok', 'LogUnavailableError: the log does not answer', 1]);
  });
});
