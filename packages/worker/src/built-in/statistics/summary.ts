// What statistics say of one column, or of several together, gathered row by row.
import type { ColumnStatistics, ColumnType, Random, Row, Value } from '@rescind/shared';
import { countDistinct } from './count-distinct.ts';
import { histogramOf, sampled } from './histogram.ts';
import { createReservoir } from './reservoir.ts';

export interface Summary {
  add(rows: readonly Row[]): void;
  result(): ColumnStatistics;
}

export interface SummaryOptions {
  readonly names: readonly string[];
  /** Where the columns stand in a row, and what they hold. */
  readonly at: readonly number[];
  readonly types: readonly ColumnType[];
  readonly random: Random;
  /** Rows of the sample, and buckets of the histogram, at most. */
  readonly sampleSize: number;
  readonly buckets: number;
}

/** `nulls` counts rows that are NULL in all the columns; one of several has no histogram. */
export function createSummary(options: SummaryOptions): Summary {
  const { names, at, types, random, sampleSize, buckets } = options;
  const distinct = countDistinct();
  const reservoir = createReservoir<Value>(sampleSize, random);
  const [only, onlyType] = at.length === 1 ? [at[0], types[0]] : [];
  let rows = 0;
  let nulls = 0;
  return {
    add(batch) {
      rows += batch.length;
      for (const row of batch) {
        if (at.every((index) => row[index] === null)) nulls++;
        else if (only !== undefined) reservoir.offer(() => sampled(row[only]!));
        distinct.add(keyOf(row, at, types));
      }
    },
    result: () => ({
      columns: names,
      distinct: distinct.count(),
      nulls,
      histogram:
        onlyType === undefined
          ? []
          : histogramOf(onlyType, reservoir.sample(), { rows: rows - nulls, buckets }),
    }),
  };
}

/** Equal for equal values and for those alone. NULL is a value of its own, as in CockroachDB. */
function keyOf(row: Row, at: readonly number[], types: readonly ColumnType[]): string {
  if (at.length === 1) return valueKey(row[at[0]!]!, types[0]!);
  return JSON.stringify(at.map((index, i) => valueKey(row[index]!, types[i]!)));
}

function valueKey(value: Value, type: ColumnType): string {
  if (value === null) return 'null';
  const text = String(value);
  // 1.50 and 1.5 are one number.
  const isPadded = type === 'DECIMAL' && /\.\d*0+$|\.$/.test(text);
  return `=${isPadded ? text.replace(/\.?0*$/, '') : text}`;
}
