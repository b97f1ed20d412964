import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';

describe('the arguments of the benchmark', () => {
  it('are five runs of everything when none are given', () => {
    expect(readArguments([])).toEqual({
      json: undefined,
      only: [],
      quick: false,
      runs: 5,
      dir: undefined,
      profile: undefined,
    });
  });

  it('name figures, a file, and fewer runs', () => {
    const given = ['--only', 'raw_publish_64,takeover_s', '--json', 'out.json', '--quick'];
    expect(readArguments(given)).toMatchObject({
      only: ['raw_publish_64', 'takeover_s'],
      json: 'out.json',
      quick: true,
      runs: 1,
    });
    expect(readArguments(['--quick', '--runs', '3']).runs).toBe(3);
  });

  it.each([[['--all']], [['--json']], [['--runs', '0']], [['--runs', 'x']]])(
    'that are wrong are refused with the usage: %j',
    (given) => {
      expect(() => readArguments(given)).toThrow('usage: npm run bench');
    },
  );
});
