// Bugs planted in what the built-in jobs do to the catalog: backups and their protections, the life
// of a RESTORE, effects of reports, and what follows from the end of a job in its own commit.
import { mutantsOf, type Mutant } from './mutant.ts';

const backup = mutantsOf('catalog/decide/backup.ts', [
  [
    'BACKUP of what is not there',
    'if (isRefusal(made)) return refuse(made);',
    'if (isRefusal(made)) return nothing();',
  ],
  [
    'anybody publishes',
    "if (by.user !== ROOT) return refuse(invalid('only root may publish a backup', '42501'));",
  ],
  ['a backup is published twice', 'if (!catalog.publications.has(job)) return nothing();'],
  [
    'a BACKUP without what it covers',
    'if (isRefusal(found)) return found;',
    'if (isRefusal(found)) return { jobs: encodeIds([]), events: [] };',
  ],
  ['a BACKUP is not protected', "{ type: 'PositionProtected', job: id },"],
  ['offline tables are backed up', "if (table.state !== 'public') return;"],
  ['the schedule of a BACKUP is lost', '...(schedule === undefined ? {} : { schedule }),'],
  [
    'BACKUP of no database',
    'if (isRefusal(database)) return database;',
    'if (isRefusal(database)) continue;',
  ],
  ['BACKUP of no table', 'if (isRefusal(table)) return table;', 'if (isRefusal(table)) continue;'],
  [
    'BACKUP of a database is one of the cluster',
    'targets.databases === undefined && targets.tables === undefined',
    'targets.tables === undefined',
  ],
  [
    'BACKUP of tables is one of the cluster',
    'targets.databases === undefined && targets.tables === undefined',
    'targets.databases === undefined',
  ],
]);

const restore = mutantsOf('catalog/decide/restore.ts', [
  ['tables are published with other rows than they had', 'if (found !== rows) {', 'if (false) {'],
  ['RESTORE of names that are taken', 'if (wrong !== undefined) return refuse(wrong);'],
  ['RESTORE of nothing', 'if (tables.length === 0 && databases.length === 0) {', 'if (false) {'],
  [
    'RESTORE of tables alone is nothing',
    'tables.length === 0 && databases.length === 0',
    'databases.length === 0',
  ],
  ['a database of any name', 'const wrong = badName(name);', 'const wrong = undefined;'],
  [
    'a database that is there',
    'if (findDatabase(view, name) !== undefined) return databaseExists(name);',
  ],
  [
    'two databases of one name',
    'if (databases.indexOf(name) < index) return databaseExists(name);',
  ],
  ['a table of any name', 'const wrong = badName(name.table);', 'const wrong = undefined;'],
  ['two tables of one name', 'if (names.has(key)) return tableExists(name);'],
  ['a new database has to be there', 'if (databases.includes(name.database)) continue;'],
  [
    'a table in no database',
    'if (isRefusal(database)) return database;',
    'if (isRefusal(database)) continue;',
  ],
  ['a table that is there', 'if (findTable(view, name) !== undefined) return tableExists(name);'],
  ['prepared twice', 'if (isPrepared(catalog, job)) return [];'],
  [
    'prepared over the names of others',
    'if (wrong !== undefined) return wrong;\n  let next',
    'let next',
  ],
  [
    'a database of a RESTORE is nobody’s',
    'owner: job.owner, job: job.id };',
    'owner: job.owner, job: null };',
  ],
  [
    'restored tables are public at once',
    "state: 'offline', job: job.id",
    "state: 'public', job: job.id",
  ],
  ['what others restore is taken back', 'table.job === job.id && table', 'table'],
  ['databases of others are taken back', 'each.job === job.id', 'each.job !== null'],
  [
    'publishes without anything prepared',
    "if (!isPrepared(catalog, job)) return invalid(`job ${job.id} has prepared nothing`, '55000');",
  ],
  [
    'a database alone is nothing prepared',
    'tables.length > 0 || databases.length > 0',
    'tables.length > 0',
  ],
  ['layers go to other tables', 'layers.get(index) ?? []', 'effect.tables[index]?.layers ?? []'],
  [
    'tables stay',
    `const events: ClusterEvent[] = tables.map(({ id }) => ({
    type: 'TableDropped',
    table: id,
    job: job.id,
  }));`,
    'const events: ClusterEvent[] = [];',
  ],
  ['always a GC job', 'if (tables.length > 0) {', 'if (true) {'],
  ['no GC job', 'if (tables.length > 0) {', 'if (false) {'],
  ['tables of others go with their database', 'if (others.length === 0) {', 'if (true) {'],
  [
    'own tables keep a database',
    'if (others.length === 0) {',
    'if (tablesOf(catalog, id).length === 0) {',
  ],
  [
    'nothing says that a database was kept',
    "events.push({ type: 'DatabaseKept', database: id, reason, job: job.id });",
  ],
]);

const effects = mutantsOf('catalog/decide/effects.ts', [
  [
    'any type has any effect',
    'if (OF_TYPE.get(job.type)?.includes(effect.kind) !== true) return [];',
  ],
  [
    'an effect comes with any report',
    'if (!events.some((event) => comesWith(effect.kind, job, event))) return [];',
  ],
  ['a revert prepares', " && wanted(job.place) === 'forward'"],
  ['any pause takes back', ' && event.revertDone === true'],
  [
    'a pause never takes back',
    "(event.type === 'JobPaused' && event.revertDone === true)",
    'false',
  ],
  ['a failed job takes nothing back', "event.type === 'JobFailed' ||"],
  ['a canceled job takes nothing back', "event.type === 'JobCanceled' ||"],
  ['the protection stays with a done revert', '...releaseOf(view, job),'],
  [
    'a BACKUP takes tables back, a RESTORE none',
    'job.type === RESTORE ?',
    'job.type !== RESTORE ?',
  ],
  ['what is not protected is released', 'catalog.protections.has(job.id) ?', 'true ?'],
  [
    'statistics of a dropped table',
    "if (catalog.tables.get(table)?.state !== 'public') return [];",
  ],
  ['GC clears tables that are there', "catalog.tables.get(id)?.state === 'dropped'", 'true'],
]);

const reports = mutantsOf('cluster/decide/report-jobs.ts', [
  ['a refused effect is not said', 'refused.push([index, decided.message]);'],
  [
    'a report with a refused effect counts',
    '\n      return;\n    }\n    for (const event of decided)',
    '\n    }\n    for (const event of isRefusal(decided) ? verdict.events : decided)',
  ],
  [
    'an effect comes after its report',
    'return [...effects, ...events];',
    'return [...events, ...effects];',
  ],
]);

const consequences = mutantsOf('cluster/consequences.ts', [
  ['protections stay', 'add(releaseOf(draft, job));'],
  [
    'schedules hear nothing',
    'if (job.schedule !== null) add(jobEnded(draft.catalog, job, stamp.at));',
  ],
  [
    'automatic ones do not come back',
    'if (job.type === AUTO_CREATE_STATS) add(afterAutomatic(draft, job, stamp));',
  ],
  [
    'users’ statistics come back by themselves',
    'if (job.type === AUTO_CREATE_STATS) add(',
    'if (job.type.endsWith(CREATE_STATS)) add(',
  ],
  [
    'statistics of dropped tables come back',
    "if (table?.state !== 'public') return [];\n  if (job.place",
    'if (job.place',
  ],
  ['failed ones are not deferred', "if (job.place === 'failed') {", 'if (false) {'],
  ['ones that succeeded come back', "job.place !== 'canceled' || "],
  ['ones come back though they are off', ' || !isEnabled(draft)'],
  ['a table has two wishes', 'draft.catalog.wishes.has(id) ? [] : '],
  ['wishes stay though they are off', 'if (!isEnabled(draft)) {', 'if (false) {'],
  ['a wish is granted beside others', 'if (!mayRefresh(draft)) return [];'],
  ['a wish stays when it is granted', "{ type: 'StatisticsUnwanted', table: id }, "],
  ['the end of a user’s statistics grants nothing', ' || type === CREATE_STATS'],
  ['the end of automatic ones grants nothing', 'type === AUTO_CREATE_STATS || '],
]);

const draft = mutantsOf('cluster/draft.ts', [
  [
    'jobs that ended in the batch stand in the way',
    'known.filter((id) => !isTerminal(this.job(id)!.place))',
    '[...known]',
  ],
  [
    'jobs made in the batch are not counted',
    'before === undefined && fits(after)',
    'false && fits(after)',
  ],
  ['jobs of others are counted', '&& fits(after) &&', '&&'],
  ['the catalog of a commit is lost', 'this.catalog.adopt();'],
]);

const state = mutantsOf('cluster/state.ts', [
  ['statistics jobs are not known', 'if (isStatistics(job.type)) track(this.statisticsJobs, job);'],
  [
    'jobs of schedules are not known',
    'if (job.schedule !== null) this.trackScheduled(job.schedule, job);',
  ],
  ['ended jobs are active', 'if (isTerminal(place)) active.delete(id);\n  else active', 'active'],
]);

const evolve = mutantsOf('catalog/evolve-catalog.ts', [
  [
    'an id is given twice',
    'draft.nextDescriptorId = Math.max(draft.nextDescriptorId, event.table.id + 1);',
  ],
  [
    'the id of a database is given twice',
    'draft.nextDescriptorId = Math.max(draft.nextDescriptorId, event.database.id + 1);',
  ],
  [
    'a dropped table keeps its wish',
    'draft.wishes.delete(event.table);\n      return change',
    'return change',
  ],
  ['statistics outlive their table', 'draft.statistics.delete(id);'],
  [
    'databases stay those of their RESTORE',
    'if (database.job === event.job) draft',
    'if (false) draft',
  ],
  [
    'a kept database stays that of its RESTORE',
    '{ ...database, job: null });\n      return;',
    '{ ...database });\n      return;',
  ],
  ['statistics of one name pile up', 'kept.filter(({ name }) => name !== newest.name)', 'kept'],
  [
    'automatic statistics pile up',
    'automatic.length < AUTOMATIC_KEPT ? undefined : automatic[0]',
    'undefined',
  ],
  ['a restored table was never written to', 'written: written + rows,', 'written,'],
]);

const stale = mutantsOf('catalog/statistics.ts', [
  ['empty tables have statistics', ' || table.written === 0'],
  ['offline tables have statistics', "table.state !== 'public' || "],
  [
    'there are none, and none are due',
    'if (newest === undefined) return true;',
    'if (newest === undefined) return false;',
  ],
  [
    'statistics of users count',
    'statistics.findLast(({ name }) => name === AUTOMATIC_STATISTICS)',
    'statistics.at(-1)',
  ],
  ['the oldest statistics count', 'findLast', 'find'],
  ['the fraction does not count', 'settings.fraction * newest.rows', '0'],
  ['the rows do not count', ' + settings.rows'],
  ['due a row too early', '> settings.fraction', '>= settings.fraction'],
]);

export const jobWorkMutants: readonly Mutant[] = [
  ...backup,
  ...restore,
  ...effects,
  ...reports,
  ...consequences,
  ...draft,
  ...state,
  ...evolve,
  ...stale,
];
