// A cluster that commits as a leader does, one commit for a few steps, and beside it the state that
// somebody else folds from the text of its log. After each commit both must show the same, and what
// must never happen must not have happened.
import assert from 'node:assert/strict';
import {
  AUTO_CREATE_STATS,
  BUILT_IN_TYPES,
  ClusterState,
  compareJobIds,
  consequences,
  decide,
  decodeIds,
  Draft,
  encodeIds,
  EventList,
  evolve,
  isTerminal,
  SCHEMA_CHANGE_GC,
  CREATE_STATS,
  type ClusterEvent,
  type Command,
  type Job,
  type JobId,
  type Report,
} from '@rescind/shared';
import { BEGIN, type Step } from './catalog-steps.ts';
import { effectOf, nextWord, rightEffect } from './catalog-worker.ts';

const by = { user: 'root' } as const;
const SESSION = 's1';
const COLLECTING = 'sql.stats.automatic_collection';

/** What a catalog consists of. */
const PARTS = [
  ...(['databases', 'tables', 'statistics', 'protections'] as const),
  ...(['publications', 'schedules', 'users', 'wishes'] as const),
];

export class CatalogWorld {
  /** Which events were met, so that a campaign knows what it has seen. */
  readonly met = new Set<string>();
  private readonly state = new ClusterState();
  private readonly folded = new ClusterState();
  private readonly dropped = new Set<number>();
  private sessions = 0;
  private now = 1_767_225_600_000;

  constructor() {
    this.commit(BEGIN);
  }

  /** Decides the steps one after the other in one commit. */
  commit(steps: readonly Step[]): void {
    const draft = new Draft(this.state);
    const stamp = { at: this.now, n: this.state.n + 1 };
    draft.at = stamp.at;
    const events = new EventList();
    const take = (command: Command): void => {
      const before = draft.activeStatistics();
      const decision = decide(draft, command, stamp);
      // The event list is written to while it is open: what was decided must be as it was then.
      events.add(decision.events);
      assert.ok(decision.answer.ok || decision.events.length === 0, 'a refusal comes with events');
      if (makesAutomatic(decision.events)) assert.deepEqual(before, []);
    };
    if (draft.session(this.session) === undefined) take(this.open());
    for (const step of steps) {
      const command = this.commandOf(step, draft);
      if (command !== undefined) take(command);
    }
    const following = consequences(draft, stamp);
    events.add(following);
    // The leader gives new jobs away in the commit that makes them.
    events.add(decide(draft, this.claims(draft), stamp).events);
    const all = events.done();
    draft.adopt(stamp.n, stamp.at, `hash ${stamp.n}`);
    this.fold(all, stamp);
    this.check(all);
  }

  private get session(): string {
    return `${SESSION}.${this.sessions}`;
  }

  private claims(draft: Draft): Command {
    const jobs = encodeIds(this.jobs(draft).map(({ id }) => id));
    return { kind: 'ClaimJobs', claims: [{ session: this.session, jobs }] };
  }

  private open(): Command {
    const types = [...BUILT_IN_TYPES].map((name) => {
      return { name, cancelable: name !== SCHEMA_CHANGE_GC };
    });
    const id = this.session;
    const hello = { id, worker: 'w1', pid: 1, host: 'here', types, slots: 100 };
    return { kind: 'OpenSession', hello };
  }

  private commandOf(step: Step, draft: Draft): Command | undefined {
    switch (step.do) {
      case 'ask':
        // As it comes over the bus.
        return { ...(JSON.parse(JSON.stringify(step.command)) as typeof step.command), by };
      case 'insert':
        return this.insertOf(step, draft);
      case 'control': {
        const job = this.jobs(draft).at(-1 - step.job);
        if (job === undefined) return undefined;
        return { kind: 'ControlJobs', verb: step.verb, jobs: encodeIds([job.id]), by };
      }
      case 'schedule': {
        const schedule = [...draft.catalog.schedules.values()].at(-1 - step.nth);
        if (schedule === undefined) return undefined;
        const schedules = encodeIds([schedule.id as string as JobId]);
        return { kind: 'ControlSchedules', verb: step.verb, schedules, by };
      }
      case 'say':
        return this.reportOf(step, draft);
      case 'work': {
        const held = this.jobs(draft).filter(({ session }) => session !== null);
        const job = held.at(-1 - step.job);
        if (job === undefined) return undefined;
        const word = nextWord(job, draft);
        const said = { do: 'say', word, effect: 'right', late: false, job: step.job } as const;
        return this.reportOf(said, draft);
      }
      case 'set':
        return {
          kind: 'SetSetting',
          name: `${COLLECTING}.${step.name}`,
          value: step.name === 'enabled' ? step.value === 1 : step.value,
          by,
        };
      case 'serve':
        return { kind: 'ServeRequests', jobs: encodeIds(this.jobs(draft).map(({ id }) => id)) };
      case 'refresh':
        return {
          kind: 'RefreshStatistics',
          tables: [...draft.catalog.tables.values()].map(({ id }) => id),
        };
      case 'fire': {
        const ids = [...draft.catalog.schedules.values()].map(({ id }) => id as string as JobId);
        return { kind: 'FireSchedules', schedules: encodeIds(ids) };
      }
      case 'die': {
        const session = this.session;
        this.sessions++;
        return { kind: 'EndSession', session, reason: 'expired' };
      }
      case 'publish': {
        const job = [...draft.catalog.publications.values()][0]?.job;
        return job === undefined ? undefined : { kind: 'PublishBackup', job, by };
      }
      case 'pass':
        this.now += step.seconds * 1000;
        return undefined;
    }
  }

  /** The jobs of a draft that have not ended, the oldest first. */
  private jobs(draft: Draft): readonly Job[] {
    const ids = new Set(this.state.order);
    for (const { id } of draft.newJobs()) ids.add(id);
    return [...ids]
      .sort(compareJobIds)
      .map((id) => draft.job(id)!)
      .filter(({ place }) => !isTerminal(place));
  }

  private insertOf(
    { table: nth, rows, late }: Extract<Step, { readonly do: 'insert' }>,
    draft: Draft,
  ): Command | undefined {
    const table = [...draft.catalog.tables.values()].at(-1 - nth);
    if (table === undefined) return undefined;
    const name = { database: draft.catalog.databases.get(table.database)?.name ?? '?', table: '' };
    return {
      kind: 'InsertRows',
      table: { ...name, table: table.name },
      id: table.id - (late ? 1 : 0),
      rows: Array.from({ length: rows }, (_, i) => [i]),
      by,
    };
  }

  private reportOf(
    { job: nth, word, effect, late }: Extract<Step, { readonly do: 'say' }>,
    draft: Draft,
  ): Command | undefined {
    const held = this.jobs(draft).filter(({ session }) => session !== null);
    const job = held.at(-1 - nth);
    if (job === undefined) return undefined;
    const kind = effect === 'right' ? rightEffect(job, word) : effect;
    const report = {
      job: job.id,
      fence: job.fence - (late ? 1 : 0),
      kind: word,
      ...(word === 'failed' || word === 'revert-failed' ? { error: 'boom' } : {}),
      ...(word === 'failed' && nth % 2 === 0 ? { mark: 'permanent' } : {}),
      ...(word === 'pause-self' ? { reason: 'no space' } : {}),
      ...(kind === 'none' ? {} : { effect: effectOf(kind, job) }),
    } as Report;
    return { kind: 'Report', session: job.session!, reports: [report] };
  }

  /** What somebody else makes of the same commit, read from its text. */
  private fold(
    events: readonly ClusterEvent[],
    stamp: { readonly at: number; readonly n: number },
  ): void {
    const draft = new Draft(this.folded);
    const read = JSON.parse(JSON.stringify(events)) as readonly ClusterEvent[];
    for (const event of read) {
      evolve(draft, event, stamp);
      this.met.add(event.type);
    }
    draft.adopt(stamp.n, stamp.at, `hash ${stamp.n}`);
    assert.deepEqual(shown(this.folded), shown(this.state));
  }

  private check(events: readonly ClusterEvent[]): void {
    const { catalog } = this.state;
    assertUnique([...catalog.databases.values()].map(({ name }) => name));
    const named = [...catalog.tables.values()].filter(({ state }) => state !== 'dropped');
    assertUnique(named.map(({ database, name }) => `${database}.${name}`));
    for (const { database } of named) assert.ok(catalog.databases.has(database), 'an orphan');
    for (const event of events) this.checkEvent(event);
    this.checkEnds();
  }

  private checkEvent(event: ClusterEvent): void {
    if (event.type === 'TableDropped') this.dropped.add(event.table);
    if (event.type === 'TablesCleared') {
      for (const id of event.tables) assert.ok(this.dropped.has(id), `${id} was never dropped`);
    }
    if (event.type !== 'JobCreated') return;
    if (event.jobType === AUTO_CREATE_STATS) {
      const active = this.state.activeStatistics().map((id) => this.state.job(id)!);
      const automatic = active.filter(({ type }) => type === AUTO_CREATE_STATS);
      assert.ok(automatic.length <= 1, 'two automatic statistics jobs beside each other');
    }
    if (event.jobType !== SCHEMA_CHANGE_GC) return;
    const [id] = decodeIds(event.jobs);
    assert.equal(this.state.job(id!)!.cancelable, false);
    const details = event.details as unknown as readonly { tables: readonly { id: number }[] }[];
    for (const table of details.flatMap(({ tables }) => tables)) {
      assert.ok(this.dropped.has(table.id), `GC of ${table.id}, which was never dropped`);
    }
  }

  /** Nothing stays behind with a job that has ended. */
  private checkEnds(): void {
    const { catalog } = this.state;
    const ended = (id: JobId): boolean => isTerminal(this.state.job(id)!.place);
    for (const { job } of catalog.protections.values()) assert.ok(!ended(job), `protects: ${job}`);
    for (const id of catalog.wishes.values()) {
      assert.equal(catalog.tables.get(id)?.state, 'public');
      assert.ok(this.state.activeStatistics().length > 0, 'a wish that nobody will grant');
    }
    for (const { nextRun, id } of catalog.schedules.values()) {
      assert.ok(nextRun === null || Number.isSafeInteger(nextRun), `schedule ${id}`);
    }
    const active = this.state.activeStatistics().map((id) => this.state.job(id)!.type);
    for (const type of active) assert.ok(type === CREATE_STATS || type === AUTO_CREATE_STATS);
  }
}

function makesAutomatic(events: readonly ClusterEvent[]): boolean {
  return events.some((event) => 'jobType' in event && event.jobType === AUTO_CREATE_STATS);
}

function assertUnique(names: readonly string[]): void {
  assert.deepEqual(names, [...new Set(names)]);
}

/** All that can be seen, in the order in which policies would see it. */
function shown(state: ClusterState): unknown {
  const { catalog, jobs, settings } = state;
  const { nextDescriptorId, lastScheduleId } = catalog;
  return {
    ...{ nextDescriptorId, lastScheduleId },
    jobs: [...jobs.values()],
    settings: [...settings],
    activeStatistics: state.activeStatistics(),
    activeOf: [...catalog.schedules.keys()].map((id) => state.activeOf(id)),
    parts: PARTS.map((part) => [...catalog[part]]),
  };
}
