// Planted bugs in what works on data: tables, backups, statistics, schedules, stored objects.
import type { Mutant } from './mutant.ts';

export const DATA_MUTANTS: readonly Mutant[] = [
  {
    name: 'restart-outside-the-commit',
    breaks: 'canceled automatic statistics are not wished for in the commit that ends them',
    file: 'shared/dist/cluster/consequences.js',
    find: "draft.catalog.wishes.has(id) ? [] : [{ type: 'StatisticsWanted', table: id }]",
    replace: '[]',
    budget: 60,
  },
  {
    name: 'wish-lost',
    breaks: "the end of a user's statistics job grants no wish",
    file: 'shared/dist/cluster/consequences.js',
    find: 'type === AUTO_CREATE_STATS || type === CREATE_STATS',
    replace: 'type === AUTO_CREATE_STATS',
    budget: 600,
  },
  {
    name: 'wished-for-though-off',
    breaks: 'canceled automatic statistics are to come back although they are off',
    file: 'shared/dist/cluster/consequences.js',
    find: 'return draft.setting(AUTOMATIC_COLLECTION) !== 0;',
    replace: 'return true;',
    budget: 200,
  },
  {
    name: 'automatic-beside-others',
    breaks: 'automatic statistics do not wait for those of users',
    file: 'shared/dist/catalog/decide/statistics.js',
    find: 'view.activeStatistics().length === 0',
    replace: 'true',
    budget: 40,
  },
  {
    name: 'gc-job-queued-twice',
    breaks: 'a RESTORE that is taken back queues two jobs for its data',
    file: 'shared/dist/catalog/decide/restore.js',
    find: 'events.push(gcJob(view, { tables, job: job.id, cause, owner }, stamp));',
    replace: `const garbage = { tables, job: job.id, cause, owner };
        const first = gcJob(view, garbage, stamp);
        events.push(first, gcJob({ lastJobId: first.jobs }, garbage, stamp));`,
    budget: 40,
  },
  {
    name: 'database-of-others-dropped',
    breaks: 'a RESTORE that is taken back drops its database whatever others have put into it',
    file: 'shared/dist/catalog/decide/restore.js',
    find: 'if (others.length === 0) {',
    replace: 'if (others.length >= 0) {',
    budget: 60,
  },
  {
    name: 'published-before-its-success',
    breaks: 'a RESTORE publishes its tables although its run was stopped in the end',
    file: 'shared/dist/catalog/decide/effects.js',
    find: `        case 'publish':
        case 'backed-up':`,
    replace: `        case 'publish':
            return event.type === 'JobSucceeded' || event.type === 'JobPaused' ||
                event.type === 'JobReverting';
        case 'backed-up':`,
    budget: 400,
  },
  {
    name: 'restored-database-left',
    breaks: 'a RESTORE that is taken back leaves the databases it has made',
    file: 'shared/dist/catalog/decide/restore.js',
    find: 'databases: [...catalog.databases.values()].filter((each) => each.job === job.id)',
    replace: 'databases: []',
    budget: 40,
  },
  {
    name: 'sweep-ignores-checkpoints',
    breaks: 'the sweep removes what a checkpoint of an earlier run names',
    file: 'coordinator/dist/sweeper/garbage.js',
    find: ' && job.checkpoint === null',
    replace: '',
    budget: 400,
  },
  {
    name: 'sweep-ignores-tables',
    breaks: 'the sweep removes what tables consist of, once the job that made it has ended',
    file: 'coordinator/dist/sweeper/garbage.js',
    find: ' || named.has(name)',
    replace: '',
    budget: 20,
  },
  {
    name: 'never-swept',
    breaks: 'what fenced-off runs have written stays for ever',
    file: 'coordinator/dist/sweeper.js',
    find: 'if (found.length === 0 || stopped)',
    replace: 'if (found.length >= 0)',
    budget: 60,
  },
  {
    name: 'gc-does-not-wait',
    breaks: 'the data of a dropped table goes while a BACKUP still reads it',
    file: 'shared/dist/catalog/may-be-placed.js',
    find: 'if (n <= droppedIn)',
    replace: 'if (n < 0)',
    budget: 400,
  },
  {
    name: 'next-run-left-behind',
    breaks: 'a schedule starts its job in one commit and moves its next time in none',
    file: 'shared/dist/catalog/decide/schedules.js',
    find: "return [{ type: 'ScheduleChanged', schedule: moved }, ...made.events];",
    replace: 'return made.events;',
    budget: 20,
  },
  {
    name: 'missed-times-made-up',
    breaks: 'a schedule runs once for each time that it has missed',
    file: 'shared/dist/schedule/fire.js',
    find: 'const nextRun = nextRunAfter(schedule, now);',
    replace: 'const nextRun = nextRunAfter(schedule, schedule.nextRun);',
    budget: 100,
  },
  {
    name: 'paused-jobs-not-counted',
    breaks: 'a paused job of a schedule does not count as one that has not ended',
    file: 'shared/dist/cluster/state.js',
    find: `    if (isTerminal(place))
        active.delete(id);`,
    replace: `    if (isTerminal(place) || place.endsWith('paused'))
        active.delete(id);`,
    budget: 200,
  },
  {
    name: 'canceled-counts-as-success',
    breaks: 'a schedule takes a canceled job for one that has succeeded',
    file: 'shared/dist/schedule/job-ended.js',
    find: "status === 'succeeded' ? 'succeeded' : 'failed'",
    replace: "status !== 'failed' ? 'succeeded' : 'failed'",
    budget: 40,
  },
  {
    name: 'paused-schedule-fires',
    breaks: 'a failure gives a paused schedule a next time again',
    file: 'shared/dist/schedule/fire.js',
    find: 'schedule.nextRun === null || ',
    replace: '',
    budget: 800,
  },
  {
    name: 'manifest-before-success',
    breaks: 'a BACKUP stores its manifest when its run ends, before the log says it has succeeded',
    file: 'worker/dist/built-in/backup.js',
    find: 'await collection.objects.put(pendingName(subdir, jobId, sha256), bytes);',
    replace: `await collection.objects.put(pendingName(subdir, jobId, sha256), bytes);
    await collection.writeManifest(subdir, manifest);`,
    budget: 20,
  },
  {
    name: 'lock-not-looked-at',
    breaks: 'a BACKUP writes into the folder of another one',
    file: 'shared/dist/backup-collection/lock.js',
    find: 'if (other !== undefined)',
    replace: 'if (other === null)',
    budget: 100,
  },
  {
    name: 'backup-of-later-rows',
    breaks: 'a BACKUP takes rows that came after the commit that made it',
    file: 'worker/dist/built-in/backup/plan-backup.js',
    find: '.slice(0, inline)',
    replace: '',
    budget: 60,
  },
  {
    name: 'restore-of-a-former-fence',
    breaks: 'a copy names all segments by the fence of its last run, whoever copied them',
    file: 'worker/dist/built-in/copy-segments.js',
    find: 'nameOf(fenceOf(copied, n), n)',
    replace: 'nameOf(fence, n)',
    budget: 400,
  },
  {
    name: 'restore-takes-what-lies-there',
    breaks: 'a RESTORE goes on with segments of a former run that no checkpoint of it names',
    file: 'worker/dist/built-in/restore.js',
    find: 'const before = copiedFromJson(context.saved);',
    replace: `const saved = copiedFromJson(context.saved);
    const found = [];
    for await (const { name } of objects.list('jobs/' + jobId + '/')) {
        const [, , by, n] = name.split('/');
        if (Number(n) > 0) found.push([Number(by), Number(n)]);
    }
    const before = saved.runs.length > 0 || found.length === 0
        ? saved
        : { runs: [[found[0][0], Math.max(...found.map(([, n]) => n))]] };`,
    budget: 600,
  },
];
