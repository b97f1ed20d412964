// An equi-depth histogram from a sample: the bounds lie where equal shares of the rows end, and
// equal values are never divided between two buckets.
import { formatTimestamp, type ColumnType, type Value } from '@rescind/shared';

/** As CockroachDB's default_histogram_buckets. */
export const BUCKETS_MAX = 200;

/** A text is kept and shown up to this length: statistics stand in the log. */
const BOUND_LENGTH_MAX = 64;

/**
 * Upper bounds, rising, with the rows up to and including each; the last one has all `rows`, which
 * is how many rows are not NULL. `sample` holds no NULL. Intervals have no order here, so no
 * histogram.
 */
export function histogramOf(
  type: ColumnType,
  sample: readonly Value[],
  { rows, buckets }: { readonly rows: number; readonly buckets: number },
): readonly (readonly [bound: string, rows: number])[] {
  if (type === 'INTERVAL' || sample.length === 0) return [];
  const sorted = [...sample].sort((a, b) => compare(type, a, b));
  const bounds: [string, number][] = [];
  let end = 0;
  for (let bucket = 1; bucket <= buckets && end < sorted.length; bucket++) {
    const upTo = Math.ceil((bucket / buckets) * sorted.length);
    if (upTo <= end) continue;
    const bound = sorted[upTo - 1]!;
    end = upTo;
    while (end < sorted.length && compare(type, sorted[end]!, bound) === 0) end++;
    bounds.push([boundText(type, bound), Math.round((end / sorted.length) * rows)]);
  }
  return bounds;
}

/** Texts are cut before they are sampled, so equal ones here may differ further on. */
export function sampled(value: Value): Value {
  return typeof value === 'string' ? value.slice(0, BOUND_LENGTH_MAX) : value;
}

function compare(type: ColumnType, a: Value, b: Value): number {
  if (type === 'DECIMAL') {
    // Decimals that agree in 15 digits may be in either order: their bucket is the same anyhow.
    return order(Number(a), Number(b));
  }
  return order(a!, b!);
}

/** NaN comes first, as in CockroachDB; INT8 may be numbers and bigints, which compare. */
function order(a: NonNullable<Value>, b: NonNullable<Value>): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
}

function boundText(type: ColumnType, bound: Value): string {
  return type === 'TIMESTAMP' ? formatTimestamp(Number(bound)) : String(bound);
}
