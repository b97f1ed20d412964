import { describe, expect, it } from 'vitest';
import type { Objects } from '../objects.ts';
import { createMemoryObjects } from '../objects/memory.ts';
import type { ColumnType, Row, Segment } from '../rows.ts';
import { RowFormatError } from './codec.ts';
import { BATCH_ROWS, readSegments } from './read-segments.ts';
import { createSegmentWriter, type SegmentWriter } from './segment-writer.ts';
import { getSegment, SegmentDamagedError } from './segment.ts';

const columns: readonly ColumnType[] = ['INT8', 'STRING'];
const SMALL = 1000;

function rowsFrom(first: number, count: number, text = 'ä'): readonly Row[] {
  return Array.from({ length: count }, (_, index) => [first + index, text]);
}

function writerTo(objects: Objects, segmentBytes = SMALL): SegmentWriter {
  return createSegmentWriter({ objects, columns, nameOf: (n) => `jobs/1/1/${n}`, segmentBytes });
}

async function written(objects: Objects, rows: readonly Row[]): Promise<readonly Segment[]> {
  const writer = writerTo(objects);
  await writer.add(rows);
  return writer.finish();
}

async function readAll(objects: Objects, segments: readonly Segment[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const batch of readSegments(objects, columns, segments)) rows.push(...batch);
  return rows;
}

/** Objects of which each `put` waits until it is let through. */
function heldObjects(): {
  readonly objects: Objects;
  readonly held: (() => void)[];
  readonly fail: (error: Error) => void;
} {
  const inner = createMemoryObjects();
  const held: (() => void)[] = [];
  let failure: Error | undefined;
  const put: Objects['put'] = async (name, bytes) => {
    await new Promise<void>((resolve) => held.push(resolve));
    if (failure !== undefined) throw failure;
    await inner.put(name, bytes);
  };
  return { objects: { ...inner, put }, held, fail: (error) => void (failure = error) };
}

describe('a writer of segments', () => {
  it('what it wrote is read again, row by row, from segments of the asked size', async () => {
    const objects = createMemoryObjects();
    const rows = rowsFrom(0, 5000);
    const segments = await written(objects, rows);
    expect(await readAll(objects, segments)).toEqual(rows);
    expect(segments.length).toBeGreaterThan(10);
    expect(segments[1]!.name).toBe('jobs/1/1/2');
    for (const { bytes } of segments.slice(0, -1)) {
      expect(bytes).toBeGreaterThanOrEqual(SMALL);
      expect(bytes).toBeLessThan(SMALL + 300);
    }
    const listed: Segment[] = [];
    for await (const { name, bytes } of objects.list('jobs/1/1/')) {
      listed.push({ ...segments.find((each) => each.name === name)!, bytes });
    }
    expect(listed.toSorted((a, b) => a.name.length - b.name.length)).toHaveLength(segments.length);
    expect(listed).toEqual(expect.arrayContaining([...segments]));
  });

  it('the same rows give the same segments, however they are divided', async () => {
    const rows = rowsFrom(0, 2000, 'x'.repeat(50));
    const expected = await written(createMemoryObjects(), rows);
    const writer = writerTo(createMemoryObjects());
    for (let at = 0; at < rows.length; at += 7) await writer.add(rows.slice(at, at + 7));
    expect(await writer.finish()).toEqual(expected);
  });

  it('no rows are no segment', async () => {
    const writer = writerTo(createMemoryObjects());
    await writer.add([]);
    expect(await writer.finish()).toEqual([]);
    expect(await writer.finish()).toEqual([]);
  });

  it('fills a segment while one is on its way, and waits then', async () => {
    const { objects, held } = heldObjects();
    const writer = writerTo(objects, 80);
    // Each of these calls fills one segment.
    await writer.add(rowsFrom(0, 10));
    expect(held).toHaveLength(1);
    const second = writer.add(rowsFrom(10, 10));
    let done = false;
    void second.then(() => (done = true));
    await turns();
    expect({ done, held: held.length, stored: writer.stored().length }).toEqual({
      done: false,
      held: 1,
      stored: 0,
    });
    held[0]!();
    await second;
    expect(writer.stored().map(({ name }) => name)).toEqual(['jobs/1/1/1']);
    const finished = writer.finish();
    await turns();
    for (let n = 1; n < 3; n++) {
      held[n]?.();
      await turns();
    }
    const segments = await finished;
    expect(segments.reduce((sum, { rows }) => sum + rows, 0)).toBe(20);
    expect(await readAll(objects, segments)).toEqual(rowsFrom(0, 20));
  });

  it('a failed put fails what comes next, and all after it', async () => {
    const { objects, held, fail } = heldObjects();
    const writer = writerTo(objects, 80);
    await writer.add(rowsFrom(0, 10));
    fail(new Error('disk full'));
    held[0]!();
    await turns();
    await expect(writer.add(rowsFrom(10, 10))).rejects.toThrow('disk full');
    await expect(writer.add([])).rejects.toThrow('disk full');
    await expect(writer.finish()).rejects.toThrow('disk full');
    expect(writer.stored()).toEqual([]);
  });

  it('a row that the table cannot hold ends it', async () => {
    const writer = writerTo(createMemoryObjects());
    await expect(writer.add([[1, 2]])).rejects.toThrow(RowFormatError);
    await expect(writer.finish()).rejects.toThrow(RowFormatError);
  });

  it('takes no rows after its end', async () => {
    const writer = writerTo(createMemoryObjects());
    await writer.finish();
    await expect(writer.add(rowsFrom(0, 1))).rejects.toThrow('has finished');
  });
});

describe('reading segments', () => {
  it('comes in batches that are full, but for the last of a segment', async () => {
    const objects = createMemoryObjects();
    const writer = writerTo(objects, 1e9);
    await writer.add(rowsFrom(0, BATCH_ROWS * 2 + 1));
    const segments = await writer.finish();
    const lengths: number[] = [];
    for await (const batch of readSegments(objects, columns, segments)) lengths.push(batch.length);
    expect(lengths).toEqual([BATCH_ROWS, BATCH_ROWS, 1]);
  });

  it('takes one segment at a time, and none that nobody asked for', async () => {
    const objects = createMemoryObjects();
    const segments = await written(objects, rowsFrom(0, 1000));
    const got: string[] = [];
    const watched: Objects = {
      ...objects,
      get: (name) => {
        got.push(name);
        return objects.get(name);
      },
    };
    const reading = readSegments(watched, columns, segments)[Symbol.asyncIterator]();
    await reading.next();
    expect(got).toEqual([segments[0]!.name]);
    await reading.return();
    expect(got).toHaveLength(1);
  });

  const damages: readonly [string, (segment: Segment) => Segment, string][] = [
    ['is gone', (segment) => ({ ...segment, name: 'jobs/9/9/9' }), 'is gone'],
    ['has another digest', (segment) => ({ ...segment, sha256: '0'.repeat(64) }), 'is damaged'],
    ['has another length', (segment) => ({ ...segment, bytes: 1 }), 'is damaged'],
    ['has fewer rows', (segment) => ({ ...segment, rows: segment.rows + 1 }), 'rows and not'],
    ['has more rows', (segment) => ({ ...segment, rows: segment.rows - 1 }), 'rows and not'],
  ];

  it.each(damages)('a segment that %s is named', async (_, damage, what) => {
    const objects = createMemoryObjects();
    const [first, second, ...rest] = await written(objects, rowsFrom(0, 1000));
    const damaged = damage(second!);
    const reading = readAll(objects, [first!, damaged, ...rest]);
    await expect(reading).rejects.toThrow(SegmentDamagedError);
    await expect(reading).rejects.toMatchObject({
      object: damaged.name,
      message: expect.stringContaining(what),
    });
  });

  it('rows of another table are no rows', async () => {
    const objects = createMemoryObjects();
    const segments = await written(objects, rowsFrom(0, 10));
    const reading = readSegments(objects, ['STRING', 'INT8'], segments).next();
    await expect(reading).rejects.toThrow(SegmentDamagedError);
    await expect(reading).rejects.toThrow('does not hold rows of this table: column 1');
  });
});

describe('the bytes of a segment', () => {
  it('are the same rows under any name, elsewhere too; putting them again is fine', async () => {
    const [from, to] = [createMemoryObjects(), createMemoryObjects()];
    const rows = rowsFrom(0, 10);
    const [segment] = await written(from, rows);
    for (let time = 0; time < 2; time++) await to.put('data/1', await getSegment(from, segment!));
    expect(await readAll(to, [{ ...segment!, name: 'data/1' }])).toEqual(rows);
  });

  it('are not given where it is damaged', async () => {
    const from = createMemoryObjects();
    const [segment] = await written(from, rowsFrom(0, 10));
    const other = { ...segment!, sha256: 'f'.repeat(64) };
    await expect(getSegment(from, other)).rejects.toThrow(SegmentDamagedError);
  });
});

/** Lets everything happen that waits for nothing but its turn. */
async function turns(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
