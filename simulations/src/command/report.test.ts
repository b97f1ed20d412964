import { describe, expect, it } from 'vitest';
import { drawPlan } from '../plan/draw-plan.ts';
import { run } from '../run.ts';
import { belowFloor, type Campaign } from '../campaign.ts';
import { describeCampaign, describeFailure, describeRun } from './report.ts';

const plan = drawPlan('1');
const short = {
  ...plan,
  config: { ...plan.config, activeMs: 3000 },
  statements: [],
  faults: [],
  ambushes: [],
  core: { ...plan.core, statements: [], rest: {} },
};
const quiet = await run(short);
const REPORT = { repeats: true, seconds: 2, again: 'rescind simulate --seed 1' };

describe('what a person reads of a run', () => {
  it('begins with the verdict in words and has the hash', () => {
    const text = describeRun(quiet, REPORT);
    expect(text).toMatch(/^✓ seed 1: every invariant held, and everything came to rest/);
    expect(text).toContain(`hash ${quiet.hash}, the same again in a second run`);
  });

  it('says what was violated, for which job, and how to see it again', () => {
    const failed = {
      ...quiet,
      violation: { checker: 'terminal is final', message: 'job 7: …', job: '7' as never },
      lastCommits: ['#3 at 1 by c1: JobSucceeded {"jobs":"7"}'],
    };
    expect(describeRun(failed, REPORT)).toBe(
      [
        '✗ seed 1: violated "terminal is final"',
        '  job 7: …',
        '',
        '  the last commits of job 7:',
        '    #3 at 1 by c1: JobSucceeded {"jobs":"7"}',
        '',
        '  again:  rescind simulate --seed 1',
        ...describeRun(quiet, REPORT).split('\n').slice(1),
      ].join('\n'),
    );
    expect(describeFailure(failed)).toContain('again:  rescind simulate --seed 1');
  });

  it('does not hide that a second run was another', () => {
    expect(describeRun(quiet, { ...REPORT, repeats: false })).toContain('ANOTHER in a second run');
  });
});

describe('what a person reads of a campaign', () => {
  const campaign: Campaign = {
    seeds: 500,
    failures: [],
    means: {
      virtualSeconds: 114.5,
      coordinators: 2.4,
      workers: 4,
      statements: 95,
      diedWithJob: 0.6,
      withData: 0.41,
      canceledRestores: 1.25,
    },
    unmet: [],
    seconds: 25,
    seedsPerSecond: 20,
    eventsPerSecond: 260_000,
  };

  it('is the verdict, what a seed is, and how fast it went', () => {
    expect(describeCampaign(campaign, [])).toBe(
      [
        '✓ 500 seeds: every invariant held in every one',
        '  a seed is 115 virtual seconds, 2.4 coordinators, 4.0 workers, 95 statements; ' +
          'in 60 % a process died with a job in flight',
        '  41 % of them have tables, backups and schedules, with 1.3 canceled RESTOREs each',
        '  25.0 s: 20.0 seeds/s, 260,000 events/s',
      ].join('\n'),
    );
  });

  it('names the seeds that failed', () => {
    expect(describeCampaign({ ...campaign, failures: [quiet] }, [])).toMatch(
      /^✗ 1 of 500 seeds failed: 1\n/,
    );
  });

  it('fails when its seeds are worth too little, unless they are few', () => {
    const poor = { ...campaign, means: { ...campaign.means, diedWithJob: 0.2 } };
    expect(belowFloor(campaign)).toEqual([]);
    expect(belowFloor(poor)).toEqual(['diedWithJob is 0.20 on average, at least 0.4 is asked']);
    expect(belowFloor({ ...poor, seeds: 10 })).toEqual([]);
  });

  it('fails when many seeds have not met what its checkers lie in wait for', () => {
    const blind = { ...campaign, unmet: ['a job ends'] };
    expect(belowFloor(blind)).toEqual(['in none of them a job ends']);
    expect(belowFloor({ ...blind, seeds: 300 })).toEqual([]);
  });
});
