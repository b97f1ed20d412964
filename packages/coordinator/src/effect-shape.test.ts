import { describe, expect, it } from 'vitest';
import { isEffect } from './effect-shape.ts';

const layer = { manifest: 'm', sha256: 's', rows: 1, bytes: 8, segments: 1 };
const column = { columns: ['id'], distinct: 3, nulls: 0, histogram: [['7', 3]] };

describe('an effect in a report', () => {
  it.each([
    { kind: 'prepare' },
    { kind: 'drop' },
    { kind: 'cleared' },
    { kind: 'publish', tables: [{ index: 0, layers: [layer] }] },
    { kind: 'backed-up', sha256: 's', rows: 0, bytes: 0 },
    { kind: 'statistics', rows: 3, written: 3, columns: [column] },
    { kind: 'of a newer build' },
  ])('may be $kind', (effect) => {
    expect(isEffect(effect)).toBe(true);
  });

  it.each([
    null,
    'drop',
    {},
    { kind: 7 },
    { kind: 'publish' },
    { kind: 'publish', tables: [null] },
    { kind: 'publish', tables: [{ index: -1, layers: [] }] },
    { kind: 'publish', tables: [{ index: 0, layers: [{ ...layer, rows: '1' }] }] },
    { kind: 'backed-up', sha256: 's', rows: 1.5, bytes: 0 },
    { kind: 'statistics', rows: 3, written: 3 },
    { kind: 'statistics', rows: 3, written: 3, columns: [{ ...column, histogram: [[7, 3]] }] },
  ])('is not %j', (effect) => {
    expect(isEffect(effect)).toBe(false);
  });
});
