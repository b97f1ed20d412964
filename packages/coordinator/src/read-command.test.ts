import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCommand } from './read-command.ts';

const GOOD = {
  v: 1,
  requestId: '01JREQUEST00000000000000A',
  timeoutMs: 2000,
  user: 'root',
  command: { kind: 'ControlJobs', verb: 'cancel', target: { ids: ['7'] } },
};

const messageFor = (change: object, user = 'root'): string => {
  const read = readCommand(JSON.stringify({ ...GOOD, ...change }), user);
  return 'refusal' in read ? read.refusal.message : 'accepted';
};

describe('a command message', () => {
  it('becomes a command of the user it names', () => {
    expect(readCommand(JSON.stringify(GOOD), 'root')).toMatchObject({
      command: { kind: 'ControlJobs', verb: 'cancel', jobs: '7', by: { user: 'root' } },
    });
  });

  it('keeps where it came from and the statement it was made of', () => {
    const text = JSON.stringify({
      ...GOOD,
      application: 'psql',
      statement: 'CANCEL JOBS VALUES (_)',
    });
    expect(readCommand(text, 'root')).toMatchObject({
      command: { by: { application: 'psql', statement: 'CANCEL JOBS VALUES (_)' } },
    });
  });

  it.each([
    [{ v: 2 }, 'message version 2 is not known, this is version 1'],
    [{ requestId: 'short' }, 'requestId must be 8 to 64 printable characters'],
    [{ timeoutMs: 0 }, 'timeoutMs must be a whole number from 1 to 30000'],
    [{ timeoutMs: 31_000 }, 'timeoutMs must be a whole number from 1 to 30000'],
    [{ user: 'a.b' }, 'user must be one word'],
    [{ user: 'alice' }, 'user "alice" does not agree with the subject, which ends in "root"'],
    [{ command: undefined }, 'command is missing'],
    [{ command: { kind: 'DropJobs' } }, 'no command is called "DropJobs"'],
    [{ command: { ...GOOD.command, verb: 'kill' } }, 'verb must be cancel, pause or resume'],
    [{ command: { ...GOOD.command, target: { ids: [7] } } }, '7 is no job id'],
    [{ command: { ...GOOD.command, target: { ids: ['9223372036854775808'] } } }, 'is no job id'],
    [{ command: { ...GOOD.command, target: {} } }, 'target must hold ids, idList or select'],
    [
      { command: { ...GOOD.command, target: { idList: '7,x' } } },
      'is no part of a list of job ids',
    ],
    [{ command: { kind: 'CreateJobs', type: '', details: [] } }, 'CreateJobs needs a type'],
    [{ command: { kind: 'CreateJobs', type: 'copy', details: {} } }, 'details must be a list'],
    [
      { command: { kind: 'CreateJobs', type: 'copy', details: ['x'.repeat(300_000)] } },
      'the details of one job may have 262144 characters',
    ],
    [{ command: { kind: 'SetSetting', name: 'x' } }, 'SetSetting needs name and value'],
  ])('with %j is refused in one clear sentence', (change, message) => {
    expect(messageFor(change)).toContain(message);
  });

  it('that is no JSON is refused', () => {
    expect(readCommand('{', 'root')).toMatchObject({
      refusal: { code: '08P01', message: 'the message is no valid JSON' },
    });
  });

  it('never makes the reader throw, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        readCommand(text, 'root');
      }),
    );
    fc.assert(
      fc.property(
        fc.record({ kind: fc.constantFrom('ControlJobs', 'CreateJobs', 'SetSetting') }),
        fc.jsonValue(),
        (command, junk) => {
          readCommand(
            JSON.stringify({
              ...GOOD,
              command: { ...command, verb: 'cancel', target: junk, details: junk },
            }),
            'root',
          );
        },
      ),
    );
  });
});
