// The core and the model side by side: every command goes to both, and after each all that is
// said, held and shown must be the same. It notes which cells of the tables it has met.
import assert from 'node:assert/strict';
import { ClusterState, decide, Draft, type Answer, type Command } from '@rescind/shared';
import { idOf, inWords, listOf, modelInWords, realJob, reportOf } from './in-words.ts';
import {
  abandoned,
  canBeClaimed,
  CLAIMABLE,
  claimed,
  controlled,
  reported,
  served,
  settled,
  type ModelJob,
  type Verb,
  type Where,
} from './model.ts';
import { beginning, SLOTS, type Start, type Step } from './steps.ts';

/** What the model knows; it is replaced and never changed, so a dropped draft costs nothing. */
interface Model {
  readonly jobs: ReadonlyMap<number, ModelJob>;
  readonly open: ReadonlySet<string>;
  readonly ended: ReadonlySet<string>;
  readonly answers: ReadonlyMap<number, Answer>;
  /** Jobs whose CANCEL was answered and moved them. */
  readonly canceled: ReadonlySet<number>;
}

/** The real core and the model, side by side. */
export class World {
  readonly cells = new Set<string>();
  now = 1_767_225_600_000;
  private readonly state = new ClusterState();
  private draft: Draft;
  model: Model;
  private committed: Model;
  private readonly former = new Map<number, { session: string; fence: number }>();

  constructor(starts: readonly Start[]) {
    this.draft = new Draft(this.state);
    const all = starts.map((each, index) => beginning(index + 1, each, this.now));
    for (const each of all) this.draft.putJob(realJob(each));
    this.model = {
      jobs: new Map(all.map((each) => [each.id, each])),
      open: new Set(),
      ended: new Set(),
      answers: new Map(),
      canceled: new Set(),
    };
    this.committed = this.model;
    this.apply({ do: 'open', worker: 1 });
    this.apply({ do: 'open', worker: 2 });
    this.apply({ do: 'commit' });
  }

  apply(each: Step): void {
    switch (each.do) {
      case 'ask':
        return this.ask(each);
      case 'say':
        return this.say(each);
      case 'claim':
        return this.claim(`s${each.worker}`, each.jobs);
      case 'end':
        return this.end(`s${each.worker}`, each.left);
      case 'open':
        return this.open(`s${each.worker}`);
      case 'serve':
        return this.serve(each.jobs);
      case 'pass':
        this.now += each.seconds * 1000;
        return;
      case 'commit':
        this.draft.adopt(this.state.n + 1, this.now, 'hash');
        this.draft = new Draft(this.state);
        this.committed = this.model;
        return;
      case 'drop':
        this.hit('a dropped draft');
        this.draft = new Draft(this.state);
        this.model = this.committed;
        return this.compare('drop');
    }
  }

  private get moment() {
    return { now: this.now, commit: this.state.n + 1 };
  }

  private decide(command: Command, request: number | null = null): Answer {
    const stamp = { at: this.now, n: this.state.n + 1 };
    const tag = { id: `request-${request}`, until: Number.MAX_SAFE_INTEGER };
    return request === null
      ? decide(this.draft, command, stamp).answer
      : decide(this.draft, command, stamp, tag).answer;
  }

  private ask({ verb, jobs: numbers, selected, request }: Extract<Step, { do: 'ask' }>): void {
    const position = selected === null ? undefined : this.state.n - (selected === 'now' ? 0 : 1);
    const real = this.decide(
      {
        kind: 'ControlJobs',
        verb: verb.toLowerCase() as Lowercase<Verb>,
        jobs: listOf(numbers),
        by: { user: 'root' },
        ...(position === undefined ? {} : { selectedAt: position }),
      },
      request,
    );
    const known = request === null ? undefined : this.model.answers.get(request);
    if (known !== undefined) {
      this.hit('a repeated request');
      assert.deepEqual(real, known);
    } else {
      this.judge(real, this.statement(verb, numbers, position));
      if (request !== null) {
        this.model = { ...this.model, answers: new Map(this.model.answers).set(request, real) };
      }
    }
    this.compare(`${verb} ${numbers.join()}`);
  }

  /** The whole statement in the model: the error it fails with, or how many it counts and moves. */
  private statement(
    verb: Verb,
    numbers: readonly number[],
    position: number | undefined,
  ): string | { count: number; changed: number } {
    const after = new Map(this.model.jobs);
    for (const number of numbers) {
      const each = after.get(number);
      if (each === undefined) {
        this.hit('an unknown job');
        return `job with ID ${number} does not exist`;
      }
      const asSelected = this.model.jobs.get(number)!.movedIn;
      if (position !== undefined && asSelected > position) {
        this.hit('a job that changed after it was selected');
        return `restart transaction: job ${number} changed after it was selected`;
      }
      this.hit(`${each.where} × ${verb}${each.cancelable ? '' : ', not cancelable'}`);
      const verdict = controlled(each, verb, this.moment);
      if ('refused' in verdict) return verdict.refused;
      after.set(number, verdict.job);
    }
    const moved = [...after.values()].filter((each) => each !== this.model.jobs.get(each.id));
    for (const each of moved) {
      const now = settled(each, this.moment);
      if (now !== each) this.hit(`a done revert resumed: ${now.where}`);
      after.set(each.id, now);
    }
    const canceled =
      verb === 'CANCEL'
        ? new Set([...this.model.canceled, ...moved.map((each) => each.id)])
        : this.model.canceled;
    this.model = { ...this.model, jobs: after, canceled };
    return { count: numbers.length, changed: moved.length };
  }

  private judge(real: Answer, wanted: string | { count: number; changed: number }): void {
    const said = real.ok
      ? real.kind === 'controlled' && `${real.count} counted, ${real.changed} changed`
      : `${real.refusal.code} ${real.refusal.message}`;
    const code = typeof wanted === 'string' && wanted.startsWith('restart') ? '40001' : 'XXUUU';
    const should =
      typeof wanted === 'string'
        ? `${code} ${wanted}`
        : `${wanted.count} counted, ${wanted.changed} changed`;
    assert.equal(said, should);
  }

  private say({ job: number, word, who }: Extract<Step, { do: 'say' }>): void {
    const each = this.model.jobs.get(number)!;
    const { session, fence } = this.speaker(each, who);
    const reports = [reportOf(word, idOf(number), fence)];
    const answer = this.decide({ kind: 'Report', session, reports });
    const entitled = session === each.holder && fence === each.fence;
    this.hit(`${each.where} × ${entitled ? word : 'said by somebody else'}`);
    const after = entitled ? reported(each, word, this.moment) : undefined;
    if (after !== undefined && after.fence !== each.fence)
      this.former.set(number, { session, fence });
    if (after !== undefined) this.put(after);
    const stale = after === undefined ? [0] : [];
    assert.deepEqual(answer, { ok: true, kind: 'reported', stale });
    this.compare(`${who} says ${word} of ${number}`);
  }

  private speaker(
    each: ModelJob,
    who: Extract<Step, { do: 'say' }>['who'],
  ): { session: string; fence: number } {
    const session = each.holder ?? 's1';
    const { fence } = each;
    switch (who) {
      case 'holder':
        return { session, fence };
      case 'late':
        return { session, fence: fence - 1 };
      case 'early':
        return { session, fence: fence + 1 };
      case 'stranger':
        return { session: session === 's1' ? 's2' : 's1', fence };
      case 'former':
        return this.former.get(each.id) ?? { session, fence: fence - 1 };
    }
  }

  private claim(session: string, numbers: readonly number[]): void {
    this.decide({ kind: 'ClaimJobs', claims: [{ session, jobs: listOf(numbers) }] });
    for (const number of numbers) {
      const each = this.model.jobs.get(number)!;
      const holds = [...this.model.jobs.values()].filter((one) => one.holder === session).length;
      if (!this.model.open.has(session)) this.hit('a claim of a session that is not open');
      else if (each.holder !== null) this.hit('a claim of a job that is held');
      else if (!CLAIMABLE.has(each.where)) this.hit(`${each.where} × claim`);
      else if (!canBeClaimed(each, this.now)) this.hit('a claim before the backoff is over');
      else if (holds >= SLOTS) this.hit('a claim of a session without room');
      else {
        this.hit(`${each.where} × claim`);
        this.put(claimed(each, session, this.moment));
      }
    }
    this.compare(`${session} claims ${numbers.join()}`);
  }

  private end(session: string, left: boolean): void {
    this.decide({ kind: 'EndSession', session, reason: left ? 'left' : 'expired' });
    if (!this.model.open.has(session)) return this.compare(`${session} ends again`);
    for (const each of this.model.jobs.values()) {
      if (each.holder !== session) continue;
      this.hit(`${each.where} × its session ends`);
      this.former.set(each.id, { session, fence: each.fence });
      this.put(abandoned(each, left));
    }
    const open = new Set([...this.model.open].filter((one) => one !== session));
    this.model = { ...this.model, open, ended: new Set([...this.model.ended, session]) };
    this.compare(`${session} ends`);
  }

  private open(id: string): void {
    const types = [{ name: 'demo', cancelable: true }];
    const hello = { id, worker: id, pid: 1, host: 'here', types, slots: SLOTS };
    const answer = this.decide({ kind: 'OpenSession', hello });
    if (this.model.ended.has(id)) {
      this.hit('a session that ended and wants to come back');
      assert(!answer.ok);
      assert.equal(answer.refusal.message, `session ${id} has ended`);
    } else {
      this.model = { ...this.model, open: new Set([...this.model.open, id]) };
    }
    this.compare(`${id} opens`);
  }

  private serve(numbers: readonly number[]): void {
    this.decide({ kind: 'ServeRequests', jobs: listOf(numbers) });
    for (const number of numbers) {
      const each = this.model.jobs.get(number);
      if (each === undefined) continue;
      this.hit(`${each.where} × served${each.holder === null ? '' : ', though held'}`);
      const after = served(each, this.moment);
      if (after !== undefined) this.put(after);
    }
    this.compare(`serve ${numbers.join()}`);
  }

  where(number: number): Where {
    return this.model.jobs.get(number)!.where;
  }

  private put(each: ModelJob): void {
    this.model = { ...this.model, jobs: new Map(this.model.jobs).set(each.id, each) };
  }

  private hit(cell: string): void {
    this.cells.add(cell);
  }

  private compare(what: string): void {
    for (const [number, each] of this.model.jobs) {
      const real = inWords(this.draft.job(idOf(number))!);
      const model = modelInWords(each);
      if (real !== model) assert.fail(`after ${what}: the core has ${real}; the model ${model}`);
    }
    for (const id of ['s0', 's1', 's2', 's3']) {
      const open = this.draft.session(id) !== undefined;
      assert.equal(open, this.model.open.has(id), `${what}: is ${id} open?`);
    }
  }
}
