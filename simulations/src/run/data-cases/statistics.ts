// Cases of users' and automatic statistics.
import { AUTO_CREATE_STATS, CREATE_STATS, type StatisticsDetails } from '@rescind/shared';
import type { KnownJob } from '../../checkers/job-book.ts';
import type { Scene, Watch } from './scene.ts';

export const STATISTICS_CASES = [
  'rows come while statistics count them',
  'a user makes statistics beside automatic ones',
  'canceled automatic statistics come back at once',
  'canceled automatic statistics wait for others',
  'canceled automatic statistics are off',
] as const;

export function watchStatistics({ active, met }: Scene): Watch {
  let collecting = true;

  return {
    event(event) {
      switch (event.type) {
        case 'RowsInserted':
          if (active((job) => isStatistics(job) && tableOf(job) === event.table)) {
            met('rows come while statistics count them');
          }
          return;
        case 'JobCreated':
          if (event.jobType === CREATE_STATS && active(({ type }) => type === AUTO_CREATE_STATS)) {
            met('a user makes statistics beside automatic ones');
          }
          return;
        case 'SettingChanged':
          if (event.name.endsWith('automatic_collection.enabled')) collecting = event.value !== 0;
          return;
        default:
      }
    },
    ended(job, made) {
      if (job.type !== AUTO_CREATE_STATS || job.stage !== 'canceled') return;
      const isBack = made.some((each) => each.type === job.type && tableOf(each) === tableOf(job));
      if (isBack) met('canceled automatic statistics come back at once');
      else if (!collecting) met('canceled automatic statistics are off');
      else if (active(isStatistics)) met('canceled automatic statistics wait for others');
    },
  };
}

function isStatistics({ type }: KnownJob): boolean {
  return type === CREATE_STATS || type === AUTO_CREATE_STATS;
}

function tableOf({ details }: KnownJob): number {
  return (details as unknown as StatisticsDetails).table;
}
