import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';

const COMMON = { json: false, printPlan: false };

describe('arguments of simulate', () => {
  it.each([
    [[], { ...COMMON, mode: 'seed', seed: '1' }],
    [['--seed', '7f3'], { ...COMMON, mode: 'seed', seed: '7f3' }],
    [
      ['--seeds', '1..500', '--json'],
      { json: true, printPlan: false, mode: 'seeds', from: 1, to: 500 },
    ],
    [['--plan', 'p.json'], { ...COMMON, mode: 'plan', file: 'p.json' }],
    [['--seed', '7', '--print-plan'], { json: false, printPlan: true, mode: 'seed', seed: '7' }],
    [['--processes'], { ...COMMON, mode: 'processes', seconds: 60, seed: '1' }],
    [
      ['--processes', '--seconds', '20', '--seed', '3'],
      { ...COMMON, mode: 'processes', seconds: 20, seed: '3' },
    ],
  ])('%j', (args, expected) => {
    expect(readArguments(args)).toEqual(expected);
  });

  it.each([
    [['--seeds', '9..1'], '--seeds takes a range such as 1..500, not "9..1"'],
    [['--seeds', '5'], '--seeds takes a range such as 1..500, not "5"'],
    [['--seed', '1', '--plan', 'p'], 'give one of --seed, --seeds and --plan'],
    [['--processes', '--seconds', '1'], '--seconds takes a whole number from 5 to 86400'],
    [['--sedes', '1'], expect.stringMatching(/Unknown option '--sedes'/)],
    [['1..500'], expect.stringMatching(/Unexpected argument '1..500'/)],
  ])('%j is refused with a sentence', (args, sentence) => {
    expect(readArguments(args)).toEqual(sentence);
  });
});
