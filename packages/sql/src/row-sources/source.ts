// A source of rows that are made when they are asked for.
import type { SourceTable } from '../engine.ts';
import type { Column, Row } from '../value.ts';

export function sourceOf(
  columns: readonly Column[],
  read: () => Promise<readonly Row[]>,
): SourceTable {
  return { columns, rows: read };
}
