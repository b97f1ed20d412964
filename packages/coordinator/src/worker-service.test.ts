import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Submission } from './committer.ts';
import { createWorkerService, type WorkerServiceOptions } from './worker-service.ts';

/** A service whose rooms must never be reached by what is malformed. */
function service(): (data: string) => string[] {
  const unreachable = (): never => {
    throw new Error('a malformed request was let in');
  };
  const take = createWorkerService({
    log: {},
    replica: { state: { n: 0, hash: '', sessions: new Map() } },
    committer: { submit: unreachable },
    keeper: { heartbeat: unreachable, opened: unreachable },
    onDamage: unreachable,
  } as unknown as WorkerServiceOptions);
  return (data) => {
    const answers: string[] = [];
    take({ subject: '', data, reply: 'r', respond: (text) => void answers.push(text) });
    return answers;
  };
}

describe('a request of a worker', () => {
  it.each([
    '{',
    'null',
    '{"v":2,"kind":"heartbeat","session":"S","holds":[]}',
    '{"v":1,"kind":"dance"}',
    '{"v":1,"kind":"open","hello":{"id":"S"}}',
    '{"v":1,"kind":"heartbeat","session":"S"}',
    '{"v":1,"kind":"open","hello":{"id":"a b\\r\\n","worker":"w","types":[{"name":"t"}]}}',
    '{"v":1,"kind":"open","hello":{"id":"S","worker":"w","types":[{"name":7}]}}',
    '{"v":1,"kind":"heartbeat","session":"S","holds":[7]}',
    '{"v":1,"kind":"heartbeat","session":"S","holds":[["1","2"]]}',
    '{"v":1,"kind":"report","session":"S","reports":[{"job":"1","fence":2,"kind":"failed"}]}',
    '{"v":1,"kind":"report","session":"S","reports":{}}',
    '{"v":1,"kind":"report","session":"S","reports":[{"job":"1","fence":"2","kind":"stopped"}]}',
    '{"v":1,"kind":"report","session":"S","reports":[{"job":"1","fence":2,"kind":"pause-self"}]}',
    '{"v":1,"kind":"end","session":"S","reason":"bored"}',
  ])('that reads %s is refused in a sentence', (data) => {
    const [answer] = service()(data);
    expect(JSON.parse(answer!)).toMatchObject({ ok: false, kind: 'refused' });
  });

  it('of any other shape harms nobody', () => {
    const ask = service();
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(ask(JSON.stringify(value)).length).toBe(1);
      }),
    );
  });

  it('is told that its session is gone only by a leader that has proven itself', () => {
    const submitted: Submission[] = [];
    const take = createWorkerService({
      log: {},
      replica: { state: { n: 7, hash: '', sessions: new Map() } },
      committer: { submit: (submission: Submission) => submitted.push(submission) },
      keeper: {},
      onDamage: () => undefined,
    } as unknown as WorkerServiceOptions);
    const answers: unknown[] = [];
    const data = '{"v":1,"kind":"report","session":"S","reports":[]}';
    const respond = (text: string): void => void answers.push(JSON.parse(text));
    take({ subject: '', data, reply: 'r', respond });
    expect(answers).toEqual([]);
    submitted[0]!.done({ ok: true, kind: 'reported', stale: [] }, 7);
    expect(answers).toEqual([{ v: 1, ok: false, kind: 'gone' }]);
  });
});
