// Bugs planted in what is decided about databases, tables, users, statistics and schedules: every
// refusal is taken away in turn, and so is whatever keeps two things in one commit.
import { mutantsOf, type Mutant } from './mutant.ts';

const door = mutantsOf('catalog/decide.ts', [
  [
    'an unknown command is done',
    'return refuse(unknownCommand(command));',
    "return { events: [], answer: { ok: true, kind: 'done' } };",
  ],
]);

const names = mutantsOf('catalog/decide/names.ts', [
  ['a name may be empty', "if (name === '') return invalid('empty name', '42602');"],
  ['a name may be of any length', 'if (name.length > NAME_MAX)', 'if (false)'],
  ['a name may be one too long', 'name.length > NAME_MAX', 'name.length > NAME_MAX + 1'],
  [
    'a database that is not there is another',
    'findDatabase(view, name) ??',
    'findDatabase(view, name) ?? [...view.databases.values()][0] ??',
  ],
  ['a table that is not there is let through', 'if (table === undefined) {', 'if (false) {'],
  ['everybody may use an offline table', 'return offline(table) ?? table;', 'return table;'],
  [
    'nobody may use a public table',
    "if (table.state !== 'offline') return undefined;",
    "if (table.state === 'offline') return undefined;",
  ],
]);

const databases = mutantsOf('catalog/decide/databases.ts', [
  [
    'CREATE takes any name',
    `const wrong = badName(name);
  if (wrong !== undefined) return refuse(wrong);`,
  ],
  [
    'CREATE takes a name that is taken',
    'if (findDatabase(catalog, name) !== undefined) {',
    'if (false) {',
  ],
  ['CREATE IF NOT EXISTS is refused', 'ifNotExists ? nothing() : ', ''],
  [
    'CREATE of a database is silent',
    '!== undefined) {\n    return ifNotExists ? nothing() : refuse(databaseExists(name));',
    '!== undefined) {\n    return nothing();',
  ],
  [
    'DROP IF EXISTS is refused',
    'return ifExists ? nothing() : refuse(database);',
    'return refuse(database);',
  ],
  [
    'DROP of what is not there is silent',
    'return ifExists ? nothing() : refuse(database);',
    'return nothing();',
  ],
  ['RESTRICT is not looked at', 'if (tables.length > 0 && !cascade) {', 'if (false) {'],
  ['CASCADE is not looked at', 'tables.length > 0 && !cascade', 'tables.length > 0'],
  [
    'a database is dropped under a RESTORE',
    'if (filled !== undefined || database.job !== null) {',
    'if (false) {',
  ],
  ['a database of a RESTORE without tables is dropped', ' || database.job !== null'],
  ['a database with offline tables is dropped', 'filled !== undefined || '],
  [
    'dropped tables keep their names',
    "...tables.map(({ id }) => ({ type: 'TableDropped', table: id, by }) as const),",
  ],
  [
    'nobody clears the tables of a dropped database',
    '...(tables.length === 0\n        ?',
    '...(true\n        ?',
  ],
  [
    'an empty database leaves a GC job',
    '...(tables.length === 0\n        ?',
    '...(false\n        ?',
  ],
  [
    'RENAME of what is not there',
    'if (isRefusal(database)) return refuse(database);',
    'if (isRefusal(database)) return nothing();',
  ],
  ['RENAME to its own name is refused', 'if (name === to) return nothing();'],
  [
    'RENAME to any name',
    `const wrong = badName(to);
  if (wrong !== undefined) return refuse(wrong);`,
  ],
  [
    'RENAME to a name that is taken',
    'if (findDatabase(catalog, to) !== undefined) return refuse(databaseExists(to));',
  ],
]);

const tables = mutantsOf('catalog/decide/tables.ts', [
  [
    'CREATE in no database',
    'if (isRefusal(database)) return refuse(database);',
    'if (isRefusal(database)) return nothing();',
  ],
  ['CREATE takes any name', 'badName(name.table) ?? badColumns(columns)', 'badColumns(columns)'],
  ['CREATE takes any columns', 'badName(name.table) ?? badColumns(columns)', 'badName(name.table)'],
  [
    'CREATE takes a name that is taken',
    'if (findTable(catalog, name) !== undefined) {',
    'if (false) {',
  ],
  ['CREATE IF NOT EXISTS is refused', 'ifNotExists ? nothing() : ', ''],
  [
    'a table may have no column',
    "if (columns.length === 0) return invalid('a table needs at least one column', '42601');",
  ],
  ['a table may have any number of columns', 'if (columns.length > COLUMNS_MAX) {', 'if (false) {'],
  [
    'a table may have one column less',
    'columns.length > COLUMNS_MAX',
    'columns.length >= COLUMNS_MAX',
  ],
  [
    'a column may have any name',
    `const wrong = badName(name);
    if (wrong !== undefined) return wrong;`,
  ],
  ['two columns may have one name', 'names.add(name);'],
  [
    'DROP of what is not there is passed over',
    "!ifExists || table.code === '55000'",
    "table.code === '55000'",
  ],
  ['DROP IF EXISTS is refused', "!ifExists || table.code === '55000'", 'true'],
  ['DROP IF EXISTS passes over offline tables', " || table.code === '55000'"],
  ['a table named twice is dropped twice', 'if (!tables.includes(table)) tables', 'tables'],
  ['DROP of nothing makes a GC job', 'if (tables.length === 0) return nothing();'],
  [
    'nobody clears a dropped table',
    'gcJob(view, { tables, job: null, cause, owner: by.user }, stamp),',
  ],
  [
    'RENAME of what is not there',
    `const { table: name, to, by } = command;
  const table = theTable(view.catalog, name);
  if (isRefusal(table)) return refuse(table);`,
    `const { table: name, to, by } = command;
  const table = findTable(view.catalog, name) ?? { id: 0 };`,
  ],
  ['RENAME to its own name is refused', 'if (name.table === to) return nothing();'],
  [
    'RENAME to any name',
    `const wrong = badName(to);
  if (wrong !== undefined) return refuse(wrong);`,
  ],
  [
    'RENAME to a name that is taken',
    'if (findTable(view.catalog, taken) !== undefined) return refuse(tableExists(taken));',
  ],
]);

const users = mutantsOf('catalog/decide/users.ts', [
  [
    'anybody makes users',
    'mayCreateRole(by.user, view.catalog.users)',
    'undefined as ReturnType<typeof mayCreateRole>',
  ],
  [
    'anybody drops users',
    'mayCreateRole(by.user, users)',
    'undefined as ReturnType<typeof mayCreateRole>',
  ],
  ['a user may have any name', 'if (!USER_NAME.test(name)) {', 'if (false) {'],
  ['a user is made twice', 'name === ROOT || view.catalog.users.has(name)', 'name === ROOT'],
  [
    'root is made again',
    'name === ROOT || view.catalog.users.has(name)',
    'view.catalog.users.has(name)',
  ],
  ['CREATE IF NOT EXISTS is refused', 'if (ifNotExists) return nothing();'],
  [
    'root is dropped',
    "if (name === ROOT) return refuse(invalid('cannot drop role/user root', '42501'));",
  ],
  ['DROP of who is not there is passed over', 'if (ifExists) continue;', 'continue;'],
  ['DROP IF EXISTS is refused', 'if (ifExists) continue;'],
  ['an owner of schedules is dropped', 'if (owner !== name) continue;', 'continue;'],
  ['a user named twice is dropped twice', 'of new Set(names)', 'of names'],
  [
    'nobody is dropped, and that is refused',
    'if (dropped.length === 0) return nothing();',
    "if (dropped.length === 0) return refuse(invalid('nobody'));",
  ],
]);

const statistics = mutantsOf('catalog/decide/statistics.ts', [
  [
    'statistics of no table',
    'if (isRefusal(table)) return refuse(table);',
    'if (isRefusal(table)) return nothing();',
  ],
  ['users may give the reserved name', "if (name.startsWith('__')) {", 'if (false) {'],
  ['statistics of no column', 'if (unknown !== undefined) {', 'if (false) {'],
  ['automatic ones are made though they are off', 'view.setting(AUTOMATIC_COLLECTION) !== 0 &&'],
  ['automatic ones are made though nobody can', 'view.jobType(AUTO_CREATE_STATS) !== undefined &&'],
  ['automatic ones are made beside others', 'view.activeStatistics().length === 0', 'true'],
  ['RefreshStatistics does not ask whether it may', 'if (!mayRefresh(view)) return nothing();'],
  [
    'automatic ones are made though not due',
    'table === undefined || !isDue(view, table, stamp.at)',
    'table === undefined',
  ],
  ['failed ones are tried again at once', 'table.statisticsFrom <= at && '],
  [
    'failed ones are tried again a moment late',
    'table.statisticsFrom <= at',
    'table.statisticsFrom < at',
  ],
]);

const schedules = mutantsOf('catalog/decide/schedules.ts', [
  [
    'anybody makes schedules',
    "mayAdminister(by.user, users, 'CREATE SCHEDULE FOR BACKUP')",
    'undefined as ReturnType<typeof mayAdminister>',
  ],
  [
    'anybody controls schedules',
    'mayAdminister(by.user, view.catalog.users, deed)',
    'undefined as ReturnType<typeof mayAdminister>',
  ],
  ['IF NOT EXISTS makes another', 'if (ifNotExists && label !== null && [', 'if (false && ['],
  ['CREATE never makes a second of a label', 'if (ifNotExists && label !== null && [', 'if (['],
  [
    'what is no cron is taken',
    "if ('refusal' in plan) return refuse(plan.refusal);",
    "if ('refusal' in plan) return nothing();",
  ],
  ['a notice is lost', 'plan.notice === null ? {} : ', 'true ? {} : '],
  [
    'a text that is no list throws',
    "if (ids instanceof RangeError) return refuse(invalid(ids.message, '22P02'));",
  ],
  ['an id that comes twice counts twice', 'of new Set(ids)', 'of ids'],
  [
    'an unknown id is counted',
    'if (schedule === undefined) continue;\n    const verdict',
    'if (schedule === undefined) {\n      count++;\n      continue;\n    }\n    const verdict',
  ],
  [
    'RESUME of what runs once is passed over',
    "if ('refusal' in verdict) return refuse(verdict.refusal);",
    "if ('refusal' in verdict) continue;",
  ],
  ['what changed nothing is recorded', '} else if (verdict.schedule !== schedule) {', '} else {'],
  ['DROP is not recorded', "events.push({ type: 'ScheduleDropped', schedule: schedule.id, by });"],
  [
    'a dropped schedule fires',
    'if (schedule === undefined) continue;\n    const running',
    'if (schedule === undefined) throw new Error();\n    const running',
  ],
  ['what is not due is recorded', 'if (fired.schedule === schedule) continue;'],
  ['other jobs are not counted', 'view.activeOf(schedule.id).length', '0'],
  ['a waiting schedule starts', 'if (!fired.start) {', 'if (false) {'],
  [
    'the time of a schedule stays',
    "[{ type: 'ScheduleChanged', schedule: moved }, ...made.events]",
    'made.events',
  ],
  [
    'a job that cannot be made is not said',
    'schedule: notStarted(moved, made.message, stamp.at)',
    'schedule: moved',
  ],
  ['a job does not know its schedule', 'schedule: moved.id,'],
]);

export const catalogMutants: readonly Mutant[] = [
  ...door,
  ...names,
  ...databases,
  ...tables,
  ...users,
  ...statistics,
  ...schedules,
];
