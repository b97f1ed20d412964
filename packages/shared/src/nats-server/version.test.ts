// The order of releases, and what a program must say to count as a nats-server.

import { expect, test } from 'vitest';

import { compareVersions, isAtLeast, isTooOldToFsync, versionOf } from './version.ts';

test.each([
  ['2.9.10', '2.12.0', false],
  ['2.12.0', '2.12.0', true],
  ['2.12.0-RC.1', '2.12.0', true],
  ['2.15.1', '2.12.0', true],
  ['3.0.0', '2.12.9', true],
  ['2.12.1', '2.12.10', false],
])('%s at least %s: %s', (version, floor, expected) => {
  expect(isAtLeast(version, floor)).toBe(expected);
});

test('releases sort by number, not by letter', () => {
  expect(['2.9.10', '2.15.1', '2.10.27'].toSorted(compareVersions)).toEqual([
    '2.9.10',
    '2.10.27',
    '2.15.1',
  ]);
});

test('releases before 2.10 cannot be made to write first', () => {
  expect(isTooOldToFsync('2.9.25')).toBe(true);
  expect(isTooOldToFsync('2.10.0')).toBe(false);
});

test('another program is no nats-server, and the error says what it answered', async () => {
  await expect(versionOf(process.execPath)).rejects.toMatchObject({
    code: 'unusable',
    message: [
      `${process.execPath} is no nats-server:`,
      `asked for its version it said "${process.version}"`,
    ].join(' '),
  });
});
