// The story of the demo: every example of the page, in its order, after what they need.
import type { Objects } from '@rescind/shared';
import { automaticStatistics } from './scenes/automatic-statistics.ts';
import { jobsOfAUser } from './scenes/jobs-of-a-user.ts';
import { oneJob } from './scenes/one-job.ts';
import { prepare } from './scenes/prepare.ts';
import { schedules } from './scenes/schedules.ts';
import type { Stage } from './stage.ts';

/** `objects` is the cluster's store: what a canceled job has left there is looked at. */
export async function tellStory(stage: Stage, objects: Objects): Promise<void> {
  const prepared = await prepare(stage);
  await oneJob(stage, objects);
  await jobsOfAUser(stage, prepared);
  await automaticStatistics(stage);
  await schedules(stage);
}
