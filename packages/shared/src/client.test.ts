// Clients against a coordinator that says what the test tells it to.
import { describe, expect, it } from 'vitest';
import { createMemoryBus } from './bus/memory.ts';
import { createClient } from './client.ts';
import { createIds } from './ids.ts';
import { createManualClock } from './clock/manual.ts';
import { createSeededRandom } from './random/seeded.ts';
import type { CommandReply, CommandRequest } from './messages.ts';
import type { Refusal } from './job/refusal.ts';

const FULL: Refusal = { kind: 'overloaded', code: '53300', message: 'too many commands' };

/** The replies to the tries of one CANCEL; `null`: none comes. What the client makes of them. */
async function tryAll(...script: readonly (Refusal | null | 'done')[]): Promise<CommandReply> {
  const clock = createManualClock();
  const bus = createMemoryBus(clock);
  let tries = 0;
  bus.subscribe('rescind.main.command.root', (message) => {
    const { requestId } = JSON.parse(message.data) as CommandRequest;
    const said = script[Math.min(tries++, script.length - 1)] ?? null;
    if (said === null) return;
    const reply =
      said === 'done'
        ? { v: 1, requestId, ok: true, kind: 'controlled', count: 1, changed: 1, position: 9 }
        : { v: 1, requestId, ok: false, error: said };
    message.respond(JSON.stringify(reply));
  });
  const ids = createIds(clock, createSeededRandom('client'));
  const client = createClient({ bus, cluster: 'main', user: 'root', clock, ids });
  const target = { ids: ['7'] };
  const reply = client.command({ kind: 'ControlJobs', verb: 'cancel', target });
  await clock.advanceAsync(30_000);
  return reply;
}

describe('a client whose command finds a full queue', () => {
  it('hears of it at once: nothing was carried out', async () => {
    expect(await tryAll(FULL, 'done')).toMatchObject({ ok: false, error: FULL });
  });

  it('asks on when an earlier try was not answered: it may have been carried out', async () => {
    expect(await tryAll(null, FULL, 'done')).toMatchObject({ ok: true, position: 9 });
  });

  it('is told that the outcome is unknown, when it stays full', async () => {
    expect(await tryAll(null, FULL)).toMatchObject({
      ok: false,
      error: { kind: 'unavailable', code: '08006' },
    });
  });
});
