// CREATE STATS and AUTO CREATE STATS: reads all rows of a table and sums up its columns. Memory is
// bounded by one segment, the samples and the sketches. Nothing is written before the commit of its
// success, so there is nothing to take back.
import {
  AUTO_CREATE_STATS,
  createSeededRandom,
  CREATE_STATS,
  readManifest,
  readSegments,
  rowFromJson,
  rowsOf,
  sleep,
  type Objects,
  type Row,
  type StatisticsDetails,
  type Table,
} from '@rescind/shared';
import type { JobContext } from '../context.ts';
import { defineJob, type JobDefinition, type JobResult } from '../define-job.ts';
import { permanent } from '../marks.ts';
import type { BuiltInOptions } from './built-in-options.ts';
import { BUCKETS_MAX } from './statistics/histogram.ts';
import { createSummary, type Summary } from './statistics/summary.ts';
import { judged } from './verdict.ts';

/** Values in all samples together, and rows in one. */
const SAMPLE_VALUES_MAX = 200_000;
const SAMPLE_ROWS_MAX = 10_000;
/** Buckets of all histograms together: statistics are one event of the log. */
const ALL_BUCKETS_MAX = 4000;
/** Rows of the log that are made values at once. */
const INLINE_BATCH_ROWS = 1000;
/** Work on rows that lie in memory lets others of the process have their turn after so long. */
const TURN_MS = 10;

export function statisticsJobs(options: BuiltInOptions): readonly JobDefinition[] {
  return [CREATE_STATS, AUTO_CREATE_STATS].map((type) =>
    defineJob({
      type,
      resume: (context) => judged(context.signal, () => createStatistics(context, options)),
      onFailOrCancel: () => undefined,
    }),
  );
}

async function createStatistics(
  context: JobContext,
  { storage, cluster }: BuiltInOptions,
): Promise<JobResult> {
  const { signal, position, clock } = context;
  const details = context.details as StatisticsDetails;
  const table = await cluster.contents(details.table, position);
  signal.throwIfAborted();
  if (table?.state !== 'public') throw permanent(`table ${details.table} does not exist`);
  const summaries = summariesOf(table, details, context);
  const total = rowsOf(table);
  let rows = 0;
  let turnAt = clock.monotonic();
  for await (const batch of rowsIn(table, storage.objects)) {
    signal.throwIfAborted();
    for (const summary of summaries) summary.add(batch);
    rows += batch.length;
    context.progress(rows / total);
    if (clock.monotonic() - turnAt < TURN_MS) continue;
    await sleep(clock, 0, signal);
    turnAt = clock.monotonic();
  }
  signal.throwIfAborted();
  const columns = summaries.map((summary) => summary.result());
  return { effect: { kind: 'statistics', rows, written: table.written, columns } };
}

/** The columns that are named together, or each column by itself. */
function summariesOf(
  { columns }: Table,
  { columns: named }: StatisticsDetails,
  { jobId }: JobContext,
): readonly Summary[] {
  const groups = named.length > 0 ? [named] : columns.map(({ name }) => [name]);
  const sampleRows = Math.floor(SAMPLE_VALUES_MAX / groups.length);
  const buckets = Math.floor(ALL_BUCKETS_MAX / groups.length);
  return groups.map((names) => {
    const at = names.map((name) => columns.findIndex((column) => column.name === name));
    const missing = at.indexOf(-1);
    if (missing !== -1) throw permanent(`column "${names[missing]}" does not exist`);
    return createSummary({
      names,
      at,
      types: at.map((index) => columns[index]!.type),
      // The same job over the same rows says the same, on whichever worker it runs again.
      random: createSeededRandom(`${jobId} ${names.join(' ')}`),
      sampleSize: Math.min(SAMPLE_ROWS_MAX, sampleRows),
      buckets: Math.min(BUCKETS_MAX, buckets),
    });
  });
}

/** All rows, a batch at a time: those of layers first. */
async function* rowsIn(
  { layers, inline, columns }: Table,
  objects: Objects,
): AsyncGenerator<readonly Row[], void, undefined> {
  const types = columns.map(({ type }) => type);
  for (const layer of layers) {
    yield* readSegments(objects, types, await readManifest(objects, layer));
  }
  for (let from = 0; from < inline.length; from += INLINE_BATCH_ROWS) {
    yield inline.slice(from, from + INLINE_BATCH_ROWS).map((row) => rowFromJson(types, row));
  }
}
