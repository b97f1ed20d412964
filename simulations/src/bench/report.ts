// What was measured, for a program and for a person.
import type { Family, FigureInfo } from './family.ts';
import { median } from './statistics.ts';

/** One line of the report for programs. */
export interface Result {
  readonly name: string;
  readonly unit: string;
  /** The median of all runs. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
}

export interface Failure {
  readonly name: string;
  readonly reason: string;
}

export interface Report {
  readonly results: readonly Result[];
  /** Absent when all figures were measured. */
  readonly failed?: readonly Failure[];
}

/** The values of one figure, one a run; undefined when there are none. */
export function resultOf(figure: FigureInfo, values: readonly number[]): Result | undefined {
  if (values.length === 0) return undefined;
  return {
    name: figure.name,
    unit: figure.unit,
    value: rounded(median(values)),
    min: rounded(Math.min(...values)),
    max: rounded(Math.max(...values)),
  };
}

/** Five digits that mean something, and whole numbers whole. */
function rounded(value: number): number {
  return Math.abs(value) >= 10_000 ? Math.round(value) : Number(value.toPrecision(5));
}

/** A table with the targets beside, one figure a line. */
export function table(families: readonly Family[], report: Report): string {
  const byName = new Map(report.results.map((result) => [result.name, result]));
  const failed = new Map((report.failed ?? []).map(({ name, reason }) => [name, reason]));
  const of = (name: string): number | undefined => byName.get(name)?.value;
  const rows = families
    .flatMap((family) => family.figures)
    .flatMap((figure) => {
      const result = byName.get(figure.name);
      if (result !== undefined) return [rowOf(figure, result, of)];
      const reason = failed.get(figure.name);
      return reason === undefined ? [] : [[figure.name, '', 'failed', '', '', '', reason]];
    });
  return columns([['figure', 'unit', 'median', 'min', 'max', 'target', ''], ...rows]);
}

function rowOf(
  { target = '', reaches }: FigureInfo,
  { name, unit, value, min, max }: Result,
  of: (name: string) => number | undefined,
): string[] {
  const verdict = reaches === undefined ? '' : reaches(value, of) ? 'reached' : 'MISSED';
  return [name, unit, number(value), number(min), number(max), target, verdict];
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 3 : 0 });
}

/** Texts to the left, the three numbers to the right. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i >= 2 && i <= 4 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
