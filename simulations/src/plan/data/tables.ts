// The tables that everybody works on, and rows for them.
import type { Teller } from './teller.ts';
import type { Draw } from '../draw.ts';

export const TABLES = ['shop.public.items', 'shop.public.orders', 'ops.public.notes'] as const;

export const COLUMNS = 'id INT8 PRIMARY KEY, name STRING, price DECIMAL, at TIMESTAMP';
/** Said by more than one: whoever says it first may be cut off. */
const TIMES = 2;

export function fillTables({ draw, say }: Teller): void {
  for (let i = 0; i < TIMES; i++) {
    const at = 600 + 400 * i;
    say(at, 'CREATE DATABASE IF NOT EXISTS shop');
    say(at, 'CREATE DATABASE IF NOT EXISTS ops');
    say(at, 'CREATE DATABASE IF NOT EXISTS target');
    for (const table of TABLES) {
      say(at + 600, `CREATE TABLE IF NOT EXISTS ${table} (${COLUMNS})`);
    }
  }
  for (const table of TABLES) {
    for (let i = draw.between(2, 3); i > 0; i--) {
      say(draw.between(2500, 6000), insertInto(draw, table));
    }
  }
}

/** A few rows; now and then so many bytes that they do not go into the log. */
export function insertInto(draw: Draw, table: string): string {
  const isLarge = draw.chance(0.04);
  const rows = isLarge ? 24 : draw.between(4, 18);
  const first = draw.between(1, 1_000_000_000);
  const values = Array.from({ length: rows }, (_, i) => {
    const name = isLarge
      ? `'${'large '.repeat(500)}${i}'`
      : draw.chance(0.1)
        ? 'NULL'
        : `'n${i % 7}'`;
    const price = draw.chance(0.1) ? 'NULL' : `${draw.between(1, 99)}.${draw.between(10, 99)}`;
    return `(${first + i}, ${name}, ${price}, '2026-01-01 00:00:${10 + (i % 50)}')`;
  });
  return `INSERT INTO ${table} VALUES ${values.join(', ')}`;
}
