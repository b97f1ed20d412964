import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
    '{"v":1,"kind":"report","session":"S","reports":{}}',
    '{"v":1,"kind":"report","session":"S","reports":[{"job":"1","fence":"2","kind":"stopped"}]}',
    '{"v":1,"kind":"report","session":"S","reports":[{"job":"1","fence":2,"error":7}]}',
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
});
