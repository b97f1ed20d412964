/**
 * The parser and the printer, told by the files in `testdata`. `UPDATE=1` writes what comes out
 * into them, to be read and judged before it is committed.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { parse } from './parser.ts';
import { print, type PrintOptions } from './printer.ts';
import { SqlSyntaxError } from './syntax-error.ts';

const directory = join(import.meta.dirname, 'testdata');

/** A case of a file: what it asks, the SQL, what comes out, and the comment before it. */
interface Case {
  readonly comment: string;
  readonly directive: string;
  readonly sql: string;
  readonly expected: string;
}

function readCases(text: string): readonly Case[] {
  const pattern =
    /(?<comment>(?:#.*\n|\n)*)(?<directive>parse|error)\n(?<rest>[^]*?)(?:\n\n|\n*$)/gu;
  return [...text.matchAll(pattern)].map(({ groups }) => {
    const { comment = '', directive = '', rest = '' } = groups ?? {};
    const [sql = '', expected = ''] = rest.split(/\n?^----$\n?/mu);
    return { comment, directive, sql, expected };
  });
}

function run({ directive, sql }: Case): string {
  try {
    const canonical = printAll(sql, {});
    if (directive === 'error') return `accepted: ${canonical}`;
    return [
      canonical + (canonical === sql ? '' : ' -- normalized!'),
      `${printAll(sql, { parenthesized: true })} -- fully parenthesized`,
      `${printAll(sql, { redacted: true })} -- literals removed`,
    ].join('\n');
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    const hint = error.hint === undefined ? '' : `\nHINT: ${error.hint}`;
    return `${error.message}\nDETAIL: ${error.detail}${hint}`;
  }
}

function printAll(sql: string, options: PrintOptions): string {
  return parse(sql)
    .map((statement) => print(statement, options))
    .join('; ');
}

function write({ comment, directive, sql, expected }: Case): string {
  return `${comment}${directive}\n${sql}\n----\n${expected}\n`;
}

function readFiles(): readonly { file: string; path: string; cases: readonly Case[] }[] {
  return readdirSync(directory).map((file) => {
    const path = join(directory, file);
    return { file, path, cases: readCases(readFileSync(path, 'utf8')) };
  });
}

if (process.env['UPDATE'] === '1') {
  for (const { path, cases } of readFiles()) {
    const written = cases.map((example) => write({ ...example, expected: run(example) }));
    writeFileSync(path, written.join('\n'));
  }
}

describe.each(readFiles())('$file', ({ path, cases }) => {
  test.each(cases)('$sql', (example) => {
    expect(run(example)).toBe(example.expected);
  });

  test('holds cases and comments and nothing that is passed over', () => {
    expect(cases.map(write).join('\n')).toBe(readFileSync(path, 'utf8'));
  });
});
