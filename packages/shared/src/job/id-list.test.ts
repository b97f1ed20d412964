import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryJobIds } from '../testing/arbitraries.ts';
import { idsOf, jobId } from '../testing/decider-spec.ts';
import { decodeIds, encodeIds, IDS_MAX, readIds, rememberIds, type IdList } from './id-list.ts';
import { shiftJobId } from './job-id.ts';

describe('a list of ids', () => {
  it('comes back as it was: order, duplicates, ids near 2^63 and all', () => {
    fc.assert(
      fc.property(arbitraryJobIds, (ids) => {
        expect(decodeIds(encodeIds(ids))).toEqual(ids);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['nothing', idsOf(), ''],
    ['one id', idsOf(7), '7'],
    ['neighbors as a run', idsOf(7, 8, 9, 10), '7,1x3'],
    ['two neighbors as a step', idsOf(7, 8), '7,1'],
    ['ids that fall', idsOf(10, 7, 4, 3), '10,-3x2,-1'],
    ['duplicates', idsOf(7, 7, 7), '7,0x2'],
    ['two runs after each other', idsOf(1, 2, 3, 5, 7), '1,1x2,2x2'],
    ['the highest id there is', idsOf('9223372036854775807'), '9223372036854775807'],
    ['both ends', idsOf(1, '9223372036854775807'), '1,9223372036854775806'],
    [
      'both ends, falling',
      idsOf('9223372036854775807', 1),
      '9223372036854775807,-9223372036854775806',
    ],
    ['the border between low and high', idsOf('999999999999', '1000000000000'), '999999999999,1'],
    ['a step of 10^15', idsOf(1, '1000000000000001'), '1,1000000000000000'],
  ])('packs %s', (_what, list, text) => {
    expect(list).toBe(text);
    expect(encodeIds(decodeIds(list))).toBe(text);
  });

  it('counts a run across the border between low and high digits, up and down', () => {
    expect(decodeIds('999999999998,1x3' as IdList)).toEqual(
      ['999999999998', '999999999999', '1000000000000', '1000000000001'].map(jobId),
    );
    expect(decodeIds('1000000000001,-1x3' as IdList)).toEqual(
      ['1000000000001', '1000000000000', '999999999999', '999999999998'].map(jobId),
    );
  });

  it('holds 100,000 ids of one burst in a line of text', () => {
    const first = jobId('1137902452736000000');
    const ids = Array.from({ length: 100_000 }, (_, i) => shiftJobId(first, i));
    expect(encodeIds(ids)).toBe('1137902452736000000,1x99999');
    expect(decodeIds(encodeIds(ids))).toEqual(ids);
  });
});

describe('a text that is no list of ids', () => {
  const hostile = [
    '0',
    '-1',
    '01',
    ',',
    ',1',
    '7,',
    '7,,1',
    '7,x',
    '7,x3',
    '7,1x',
    '7,1x0',
    '7,1x-1',
    '7,1x1.5',
    '7,1x1e3',
    '7,1x0x10',
    '7,1x 2',
    '7,1xx2',
    '7,1x01',
    '7,+1',
    '7,1.5',
    '7,-7',
    '7,-8',
    '7,-1x7',
    '7,0x99999999',
    '7,1x100000000',
    '7, 1',
    '7;8',
    '9223372036854775807,1',
    '9223372036854775800,1x8',
    '1,9223372036854775807',
    '1,99999999999999999999',
    '9223372036854775808',
    '999999999999,1000000000000x9999999',
    '1,1000000000000x999999,1000000000000x999999',
    'NaN',
    '7,Infinity',
    '[7]',
    'a',
  ];

  it.each(hostile)('"%s" is refused', (text) => {
    expect(() => decodeIds(text as IdList)).toThrow(RangeError);
    expect(readIds(text)).toBeInstanceOf(RangeError);
  });

  it('is refused or holds valid ids only, whatever the text', () => {
    const anyText = fc.oneof(fc.string(), fc.stringMatching(/^[0-9x,-]{0,30}$/));
    fc.assert(
      fc.property(anyText, (text) => {
        const ids = readIds(text.replaceAll(/x\d{5,}/g, 'x9999'));
        if (ids instanceof RangeError) return;
        for (const id of ids) {
          expect(BigInt(id) > 0n && BigInt(id) < 2n ** 63n && String(BigInt(id)) === id).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is refused before more than the limit is unpacked', () => {
    expect(IDS_MAX).toBe(1_000_000);
    expect(() => decodeIds('1,1x9,1x999991' as IdList)).toThrow(
      'more than 1000000 ids in one list',
    );
    expect(() => decodeIds('1,1x9,1x9999999' as IdList)).toThrow('more than 1000000 ids');
  });
});

describe('a list that was unpacked just before', () => {
  it('gives the same ids, whatever was asked for in between', () => {
    const lists = fc.array(arbitraryJobIds.map(encodeIds), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lists, (some) => {
        const fresh = some.map((list) => [...decodeIds(list)]);
        rememberIds(some[0]!, fresh[0]!);
        for (const i of [...some.keys(), ...some.keys()]) {
          expect(decodeIds(some[i]!)).toEqual(fresh[i]);
        }
      }),
    );
  });

  it('is not unpacked again', () => {
    const list = '7,1x3' as IdList;
    expect(decodeIds(list)).toBe(decodeIds(list));
    const known = [jobId(1), jobId(2)];
    rememberIds('1,1' as IdList, known);
    expect(decodeIds('1,1' as IdList)).toBe(known);
  });

  it('is not remembered when it is none', () => {
    expect(() => decodeIds('7,x' as IdList)).toThrow(RangeError);
    expect(() => decodeIds('7,x' as IdList)).toThrow(RangeError);
  });
});
