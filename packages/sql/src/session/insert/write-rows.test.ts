import { createIds, createSeededRandom, type Table } from '@rescind/shared';
import { describe, expect, it } from 'vitest';
import { objectsIn } from '../../testing/objects-in.ts';
import { equip, lastCommand, type Equipped } from '../../testing/statements.ts';

describe('a small INSERT when the log is full', () => {
  /** Four INSERTs of this fill the log, but for less than another. */
  const WIDE = "INSERT INTO t VALUES (repeat('x', 65000))";
  const SMALL = "INSERT INTO t VALUES (repeat('y', 3000))";

  async function full(): Promise<Equipped> {
    const all = equip();
    await all.last(`CREATE TABLE t (a STRING); ${[WIDE, WIDE, WIDE, WIDE].join('; ')}`);
    return all;
  }

  const contents = ({ backend }: Equipped): Table =>
    [...backend.decided.state.catalog.tables.values()].find(({ name }) => name === 't')!;
  const lengths = async ({ table }: Equipped): Promise<readonly number[]> =>
    (await table('t')).map((row) => row.length);

  it('takes the rows that are in it along into one layer, and the log has room again', async () => {
    const all = await full();
    expect((await all.last(SMALL)).tag).toBe('INSERT 0 1');
    expect(lastCommand(all.backend)).toMatchObject({
      layer: { rows: 5 },
      merges: { rows: 4, layers: 0 },
    });
    expect(contents(all)).toMatchObject({ inline: [], layers: [{ rows: 5 }], written: 5 });
    await all.last(SMALL);
    expect(contents(all)).toMatchObject({ inline: [['y'.repeat(3000)]], written: 6 });
    expect(await lengths(all)).toEqual([65_000, 65_000, 65_000, 65_000, 3000, 3000]);
  });

  it('becomes a layer alone while a BACKUP looks for the others where they are', async () => {
    const all = await full();
    await all.last("BACKUP TABLE t INTO 'nodelocal://1/b' WITH detached");
    await all.last(SMALL);
    expect(contents(all)).toMatchObject({ layers: [{ rows: 1 }], written: 5 });
    expect(contents(all).inline).toHaveLength(4);
    expect(await objectsIn(all.storage.objects)).toHaveLength(2);
    expect(await lengths(all)).toEqual([3000, 65_000, 65_000, 65_000, 65_000]);
  });

  it('goes into the log after all when another has emptied it meanwhile', async () => {
    const all = await full();
    const { backend, storage, clock } = all;
    const random = createSeededRandom('another');
    const another = equip({
      backend,
      storage,
      ports: { clock, random, ids: createIds(clock, random) },
    });
    const command = backend.command.bind(backend);
    let isFirst = true;
    backend.command = async (sent, statement) => {
      if (isFirst && sent.kind === 'InsertRows' && sent.merges !== undefined) {
        isFirst = false;
        await another.last(SMALL);
      }
      return command(sent, statement);
    };
    await all.last(SMALL);
    expect(contents(all)).toMatchObject({ layers: [{ rows: 5 }], written: 6 });
    expect(contents(all).inline).toHaveLength(1);
    expect(await objectsIn(all.storage.objects)).toHaveLength(2);
  });

  it('leaves everything as it was when the cluster refuses it', async () => {
    const all = await full();
    const { backend } = all;
    const command = backend.command.bind(backend);
    backend.command = async (sent, statement) => {
      if (sent.kind === 'InsertRows' && sent.merges !== undefined) {
        backend.refusals.push({ kind: 'invalid', code: '42501', message: 'not yours' });
      }
      return command(sent, statement);
    };
    expect(await all.error(SMALL)).toBe('42501: not yours');
    expect(contents(all)).toMatchObject({ layers: [], written: 4 });
    expect(await objectsIn(all.storage.objects)).toEqual([]);
  });
});
