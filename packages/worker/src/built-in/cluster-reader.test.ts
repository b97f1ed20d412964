import {
  createClient,
  createIds,
  createManualClock,
  createMemoryBus,
  createSeededRandom,
  findSetting,
  showSetting,
  subjects,
  type CommandRequest,
  type JobId,
  type QueryRequest,
  type QueryResult,
} from '@rescind/shared';
import { describe, expect, test } from 'vitest';
import { markOf } from '../marks.ts';
import { createClusterReader } from './cluster-reader.ts';

const RATE = 'kv.bulk_io_write.max_rate';
const row = (value: number): QueryResult => ({
  kind: 'Settings',
  rows: [
    {
      variable: RATE,
      value: showSetting(findSetting(RATE)!, value),
      raw: value,
      setting_type: 'z',
      description: '',
    },
  ],
});

/** A coordinator that answers with what the test says, or does not answer. */
function startAnswering(answer?: (request: QueryRequest) => QueryResult) {
  const clock = createManualClock();
  const bus = createMemoryBus(clock);
  const commands: CommandRequest[] = [];
  const names = subjects('main');
  if (answer !== undefined) {
    bus.subscribe(names.query('root'), (message) => {
      const result = answer(JSON.parse(message.data) as QueryRequest);
      message.respond(JSON.stringify({ v: 1, ok: true, position: 7, result }));
    });
    bus.subscribe(names.command('root'), (message) => {
      const request = JSON.parse(message.data) as CommandRequest;
      commands.push(request);
      const { requestId } = request;
      message.respond(JSON.stringify({ v: 1, requestId, ok: true, kind: 'done', position: 8 }));
    });
  }
  const ids = createIds(clock, createSeededRandom('reader'));
  const reader = createClusterReader(
    createClient({ bus, clock, ids, cluster: 'main', user: 'root' }),
  );
  /** The answer, or what was thrown. */
  const said = async (promise: Promise<unknown>): Promise<unknown> => {
    const caught = promise.catch((error: unknown) => error);
    await clock.advanceAsync(20_000);
    return caught;
  };
  return { reader, said, commands };
}

describe('the reader of a cluster', () => {
  test('asks for one thing and returns it', async () => {
    const { reader, said } = startAnswering(({ query }) => {
      if (query.kind === 'Publications') return { kind: 'Publications', publications: [] };
      expect(query).toEqual({ kind: 'TableContents', table: 60 });
      return { kind: 'TableContents', table: null };
    });
    expect(await said(reader.contents(60, 3))).toBeNull();
    expect(await said(reader.publications())).toEqual([]);
  });

  test.each([1024, 16 * 2 ** 20, 10_000_000, 2 ** 40])('reads a rate of %i', async (rate) => {
    const { reader, said } = startAnswering(() => row(rate));
    expect(await said(reader.setting(RATE))).toBe(rate);
  });

  test('tells that a backup is published', async () => {
    const { reader, said, commands } = startAnswering(() => row(1));
    expect(await said(reader.published('1000' as JobId))).toBeUndefined();
    expect(commands.map(({ command }) => command)).toEqual([
      { kind: 'PublishBackup', job: '1000' },
    ]);
  });

  test('takes a cluster that does not answer for one that will later', async () => {
    const { reader, said } = startAnswering();
    expect(markOf(await said(reader.contents(60, 3)))).toEqual({ kind: 'retry' });
    expect(markOf(await said(reader.published('1000' as JobId)))).toEqual({ kind: 'retry' });
  });
});
