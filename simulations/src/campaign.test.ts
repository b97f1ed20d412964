import { describe, expect, it } from 'vitest';
import { runCampaign } from './campaign.ts';

describe('a campaign', () => {
  it('of ordinary seeds is quiet, and its seeds are worth something', async () => {
    let now = 0;
    const seeds = Array.from({ length: 12 }, (_, i) => `campaign ${i}`);
    const heard: string[] = [];
    const campaign = await runCampaign({
      seeds,
      clock: () => (now += 500),
      onRun: ({ seed }) => heard.push(seed) > 0,
    });
    expect(campaign.failures).toEqual([]);
    expect(heard).toEqual(seeds);
    expect(campaign.means.virtualSeconds).toBeGreaterThan(95);
    expect(campaign.means.statements).toBeGreaterThan(60);
    expect(campaign.seconds).toBe(0.5);
  }, 120_000);

  it('ends when it is told to', async () => {
    const seeds = ['a', 'b', 'c'];
    const campaign = await runCampaign({ seeds, clock: () => 0, onRun: () => false });
    expect(campaign.seeds).toBe(1);
  }, 60_000);
});
