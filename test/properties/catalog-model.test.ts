import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { arbitraryHistory } from './catalog-steps.ts';
import { CatalogWorld } from './catalog-world.ts';

// RESCIND_SEED=… replays a run, RESCIND_RUNS=… makes it longer; a failure prints its seed.
const SEED = Number(process.env['RESCIND_SEED'] ?? 20_260_102);
const RUNS = Number(process.env['RESCIND_RUNS'] ?? 2000);

/** What a campaign has to have seen, or it has proved little. */
const EVENTS = [
  ...['DatabaseCreated', 'DatabaseRenamed', 'DatabaseDropped', 'DatabaseKept', 'TableCreated'],
  ...['TableRenamed', 'TableDropped', 'TablesPublished', 'TablesCleared', 'RowsInserted'],
  ...['PositionProtected', 'ProtectionReleased', 'BackupCompleted', 'BackupPublished'],
  ...['StatisticsRecorded', 'StatisticsWanted', 'StatisticsUnwanted', 'StatisticsDeferred'],
  ...['ScheduleCreated', 'ScheduleChanged', 'ScheduleDropped', 'UserCreated', 'UserDropped'],
  ...[
    'JobCanceled',
    'JobFailed',
    'JobSucceeded',
    'JobPaused',
    'JobRevertResumed',
    'SettingChanged',
  ],
];

it('any history of the catalog folds to the same, and names and jobs never collide', () => {
  const met = new Map<string, number>();
  fc.assert(
    fc.property(arbitraryHistory, (history) => {
      const world = new CatalogWorld();
      for (const steps of history) world.commit(steps);
      for (const type of world.met) met.set(type, (met.get(type) ?? 0) + 1);
    }),
    { numRuns: RUNS, seed: SEED, plugins: [fc.unbiased()] },
  );
  expect(EVENTS.filter((type) => !met.has(type))).toEqual([]);
}, 120_000);
