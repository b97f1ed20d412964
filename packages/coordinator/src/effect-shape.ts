// What a worker's report may say that it brings about: shapes alone, for decisions rely on them.
// Whether it may be said of that job is for the decision.
import type { ReportEffect } from '@rescind/shared';
import { count, isObject, listOf, must, object, text, type Shape } from './shape.ts';

/** Of lists and texts whose size the message bounds already. */
const ANY = Number.MAX_SAFE_INTEGER;

const anyText = text(ANY);
const kind = anyText;

const layer = object({
  manifest: anyText,
  sha256: anyText,
  rows: count,
  bytes: count,
  segments: count,
});

const bucket = must('a bound and the rows up to it', (value) => {
  const [bound, rows] = Array.isArray(value) ? (value as unknown[]) : [];
  return typeof bound === 'string' && count(rows) === undefined;
});

const columnStatistics = object({
  columns: listOf(anyText, ANY),
  distinct: count,
  nulls: count,
  histogram: listOf(bucket, ANY),
});

const published = object({ index: count, layers: listOf(layer, ANY) });

const SHAPES: ReadonlyMap<unknown, Shape> = new Map([
  ['prepare', object({ kind })],
  ['drop', object({ kind })],
  ['cleared', object({ kind })],
  ['publish', object({ kind, tables: listOf(published, ANY) })],
  ['backed-up', object({ kind, sha256: anyText, rows: count, bytes: count })],
  [
    'statistics',
    object({ kind, rows: count, written: count, columns: listOf(columnStatistics, ANY) }),
  ],
]);

/** False for what would make a decision throw. An effect of a newer build is one nobody obeys. */
export function isEffect(effect: unknown): effect is ReportEffect {
  if (!isObject(effect) || typeof effect['kind'] !== 'string') return false;
  return SHAPES.get(effect['kind'])?.(effect) === undefined;
}
