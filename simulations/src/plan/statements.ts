// What clients say: for each job a story of its own, and statements that concern many jobs.
import { FIXED_TYPE, SIM_TYPE } from '../sim-job.ts';
import type { PlanConfig, PlannedStatement } from '../plan.ts';
import { drawDataStatements } from './data-statements.ts';
import { drawDetails, durationOf } from './details.ts';
import { createDraw, type Draw } from './draw.ts';
import { clientsOf } from './names.ts';

type Say = (at: number, sql: string, makes?: number) => void;

/** Jobs are created in this part of the active phase. */
const LAST_CREATE = 0.93;

export function drawStatements(seed: string, config: PlanConfig): readonly PlannedStatement[] {
  const draw = createDraw(seed, 'statements');
  const out: PlannedStatement[] = [];
  const say: Say = (at, sql, makes) => {
    const isCancel = sql.startsWith('CANCEL JOB {');
    const client =
      isCancel && draw.chance(0.15)
        ? `c${draw.between(1, config.coordinators)}`
        : `u${draw.between(1, config.clients)}`;
    const statement = { at, client, sql };
    if (at < config.activeMs) out.push(makes === undefined ? statement : { ...statement, makes });
  };
  for (const sql of drawSettings(draw, config)) say(draw.between(0, 500), sql);
  for (let i = draw.chance(0.35) ? draw.between(1, 5) : 0; i > 0; i--) {
    say(draw.between(2000, config.activeMs), `SET CLUSTER SETTING ${draw.pick(CHANGES)}`);
  }
  // A run with data has its other jobs from there.
  const jobs = config.data === null ? draw.between(18, 26) : draw.between(6, 9);
  const creates = Array.from({ length: jobs }, () =>
    draw.between(600, Math.floor(config.activeMs * LAST_CREATE)),
  ).sort((a, b) => a - b);
  for (const [index, at] of creates.entries()) tellStory(draw, index + 1, at, say);
  const [bulks, looks] = config.data === null ? ([9, 14] as const) : ([6, 5] as const);
  for (let i = draw.between(4, bulks); i > 0; i--) {
    say(draw.between(2000, config.activeMs), bulk(draw));
  }
  for (let i = draw.between(Math.min(8, looks), looks); i > 0; i--)
    say(draw.between(0, config.activeMs), look(draw, jobs));
  out.push(...drawRaces(seed, config, out));
  const { data } = config;
  if (data !== null) out.push(...drawDataStatements(seed, { ...config, data }));
  return out.sort((a, b) => a.at - b.at);
}

/** TTL and heartbeat. Runs with data have other things to spend their events on. */
const SESSIONS: readonly (readonly [string, string])[] = [
  ['6s', '1500ms'],
  ['2s', '600ms'],
  ['3s', '1s'],
  ['4s', '1500ms'],
];
const SESSIONS_WITH_DATA: readonly (readonly [string, string])[] = [
  ['6s', '2s'],
  ['4s', '1500ms'],
];

/** Compressed timers, so that much happens in little time. */
function drawSettings(draw: Draw, { data }: PlanConfig): readonly string[] {
  const [ttl, heartbeat] = draw.pick(data === null ? SESSIONS : SESSIONS_WITH_DATA);
  return [
    `SET CLUSTER SETTING jobs.session.heartbeat = '${heartbeat}'`,
    `SET CLUSTER SETTING jobs.session.ttl = '${ttl}'`,
    `SET CLUSTER SETTING jobs.cancel.grace = '${draw.pick(['2s', '5s', '30s'])}'`,
    `SET CLUSTER SETTING jobs.registry.retry.initial_delay = '${draw.pick(['50ms', '400ms'])}'`,
    `SET CLUSTER SETTING jobs.registry.retry.max_delay = '3s'`,
  ];
}

/** Some of these are refused, depending on what holds when they come. */
const CHANGES = [
  `jobs.session.ttl = '1500ms'`,
  `jobs.session.ttl = '4s'`,
  `jobs.session.ttl = '8s'`,
  `jobs.session.heartbeat = '300ms'`,
  `jobs.session.heartbeat = '2s'`,
  `jobs.cancel.grace = '800ms'`,
  `jobs.cancel.grace = '6s'`,
  `jobs.progress.max_rate = 1`,
  `jobs.progress.max_rate = 100`,
] as const;

/** A job is created, and somebody may want something of it while it lives, or too late. */
function tellStory(draw: Draw, number: number, at: number, say: Say): void {
  const details = drawDetails(draw);
  const type = draw.chance(0.12) ? FIXED_TYPE : SIM_TYPE;
  say(at, `CREATE JOB ${type} WITH DETAILS = '${JSON.stringify(details)}'`, number);
  const job = `{job ${number}}`;
  const span = durationOf(details);
  const within = (): number => at + draw.between(0, Math.ceil(span * 1.3));
  if (draw.chance(0.3)) say(within(), `PAUSE JOB ${job}`);
  if (draw.chance(0.6)) {
    const canceled = within();
    say(canceled, `CANCEL JOB ${job}`);
    // While it is undone, if it has got so far by then.
    if (draw.chance(0.3)) say(canceled + draw.around(500), `PAUSE JOB ${job}`);
  }
  if (draw.chance(0.3)) say(within() + draw.around(1500), `RESUME JOB ${job}`);
  if (draw.chance(0.2)) say(within() + draw.around(1000), `CANCEL JOB ${job}`);
  if (draw.chance(0.15)) say(within() + draw.around(2000), `PAUSE JOB ${job}`);
  if (draw.chance(0.15)) say(within() + draw.around(6000), `RESUME JOB ${job}`);
}

/**
 * What is said in the end phase. Nobody may know whether the first settings were taken, and without
 * short delays a failed job would rest for longer than the run. In some plans nobody resumes what
 * is paused.
 */
export function drawLastStatements(seed: string, config: PlanConfig): readonly PlannedStatement[] {
  const draw = createDraw(seed, 'last-statements');
  const say = (after: number, sql: string, client = 'u1'): PlannedStatement => ({
    at: config.activeMs + after,
    client,
    sql,
  });
  const resume = `RESUME JOBS (SELECT job_id FROM [SHOW JOBS] WHERE status = 'paused')`;
  return [
    // By each client: a request may go to a frozen coordinator again and again.
    ...clientsOf(config).map((client) =>
      say(500, `SET CLUSTER SETTING jobs.registry.retry.max_delay = '3s'`, client),
    ),
    ...(draw.chance(0.6) ? [say(1500, resume), say(5000, resume)] : []),
    ...(config.data !== null && draw.chance(0.5) ? [say(2500, DROP_SCHEDULES)] : []),
  ];
}

/** Some schedules go on for ever. */
const DROP_SCHEDULES = 'DROP SCHEDULES (SELECT id FROM [SHOW SCHEDULES])';

const BULKS = [
  ['CANCEL', 'running'],
  ['CANCEL', 'running'],
  ['CANCEL', 'paused'],
  ['PAUSE', 'running'],
  ['PAUSE', 'reverting'],
  ['RESUME', 'paused'],
  ['RESUME', 'paused'],
] as const;

function bulk(draw: Draw): string {
  const [verb, status] = draw.pick(BULKS);
  return `${verb} JOBS (SELECT job_id FROM [SHOW JOBS] WHERE status = '${status}')`;
}

/** Selections of jobs that somebody else moves in the same moment. */
function drawRaces(
  seed: string,
  { clients }: PlanConfig,
  said: readonly PlannedStatement[],
): readonly PlannedStatement[] {
  const draw = createDraw(seed, 'races');
  return Object.entries(RACES).flatMap(([verb, sql]) => {
    const moves = said.filter((each) => each.sql.startsWith(`${verb} JOB {`));
    if (moves.length === 0 || draw.chance(0.4)) return [];
    const at = draw.pick(moves).at + draw.between(0, 12);
    return [{ at, client: `u${draw.between(1, clients)}`, sql }];
  });
}

/** Who comes later must not have what it selected. */
const RACES = {
  CANCEL: `PAUSE JOBS (SELECT job_id FROM [SHOW JOBS] WHERE status = 'running')`,
  RESUME: `CANCEL JOBS (SELECT job_id FROM [SHOW JOBS] WHERE status = 'paused')`,
} as const;

function look(draw: Draw, jobs: number): string {
  if (draw.chance(0.6)) return 'SHOW JOBS';
  if (draw.chance(0.6)) return `SHOW JOB {job ${draw.between(1, jobs)}}`;
  return 'SHOW CLUSTER SETTING jobs.session.ttl';
}
