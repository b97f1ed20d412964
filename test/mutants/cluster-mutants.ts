// Bugs planted in what a cluster decides and remembers: requests, bulk statements, claims,
// sessions, settings, the draft.
import { mutantsOf, type Mutant } from './mutant.ts';

const decide = mutantsOf('cluster/decide.ts', [
  [
    'a request is carried out every time it comes',
    'if (known !== undefined) return { events: [], answer: known.answer };',
  ],
  [
    'a full memory takes new requests',
    'if (draft.requestCount >= REQUESTS_MAX) return { events: [], answer: refused(TOO_MANY) };',
  ],
  [
    'a full memory takes one more',
    'draft.requestCount >= REQUESTS_MAX',
    'draft.requestCount > REQUESTS_MAX',
  ],
  ['an outcome is not seen in its own batch', 'evolve(draft, record, stamp);'],
  ['an outcome is not in the commit', '[...events, record]', '[...events]'],
  [
    'a refusal is not remembered',
    'const record: ClusterEvent = {',
    'if (!answer.ok) return { events, answer };\n  const record: ClusterEvent = {',
  ],
  ['whoever selects again is stuck with his first answer', 'tag.selectsAgain === true', 'false'],
  ['what changed is never an outcome', 'tag.selectsAgain === true && '],
  [
    'command 2 does not see command 1',
    'for (const event of decision.events) evolve(draft, event, stamp);',
  ],
  ['reports are not merged', 'mergeEvents(events)', 'events'],
]);

const controlJobs = mutantsOf('cluster/decide/control-jobs.ts', [
  [
    'a job that does not exist is passed over',
    'if (job === undefined) return refuse(unknownJob(id));',
    'if (job === undefined) continue;',
  ],
  ['what has moved since it was selected is taken', 'return refuse(changed(id));', ';'],
  [
    'what moved in the commit of the selection is refused',
    'job.movedIn > command',
    'job.movedIn >= command',
  ],
  [
    'one refusal does not stop the others',
    "if ('refusal' in verdict) return refuse(verdict.refusal);",
    "if ('refusal' in verdict) continue;",
  ],
  [
    'a text that is no list throws',
    "if (ids instanceof RangeError) return refuse(invalid(ids.message, '22P02'));",
    'if (ids instanceof RangeError) throw ids;',
  ],
  ['no-ops and duplicates are not counted', 'count: ids.length', 'count'],
  ['no-ops are counted as changes', 'changed: count', 'changed: ids.length'],
  ['jobs with nothing to do are named in the event', 'movedIds.length === idCount ?', 'true ?'],
  [
    'RESUME of a done revert reverts again',
    "if (type === 'JobRevertResumed') events",
    'if (false) events',
  ],
  ['a job named twice is moved twice', 'distinctIds(some)', 'some'],
  ['RESUME ends every paused revert', 'if (job.revertDone) ends', 'ends'],
  [
    'a reason is lost',
    'reason === undefined ? { type, jobs, by } : ',
    'true ? { type, jobs, by } : ',
  ],
]);

const rights = mutantsOf('cluster/decide/control-jobs.ts', [
  ['who may not control jobs does', 'if (denied !== undefined) return refuse(denied);'],
  ['jobs of admins are everybody’s', 'if (forbidden !== undefined) return refuse(forbidden);'],
  ['nobody is told that a job comes back', 'comesBack ? {', 'false ? {'],
  [
    'told that a job comes back though they are off',
    'view.setting(AUTOMATIC_COLLECTION) !== 0',
    'true',
  ],
  ['told of jobs that do not come back', ' && job.type === AUTO_CREATE_STATS'],
]);

const claims = mutantsOf('cluster/decide/claims.ts', [
  ['a job that is held is claimed', 'job.session !== null || '],
  ['a job is claimed twice in one command', ' || given.has(id)'],
  ['a session is given more than it has room for', 'room <= 0 || '],
  ['the room of a session is full for each claim', 'rooms.set(session.id, room);'],
  ['what a session holds takes no room', ' - view.heldCount(session.id)'],
  ['GC is claimed while somebody protects', 'if (!mayBePlaced(view.catalog, job)) return false;'],
  ['a job that is to rest is claimed', "wanted(job.place) === 'none' || "],
  ['a job is claimed by who cannot run it', ' || !types.has(job.type)'],
  [
    'the backoff is not looked at',
    'if (job.backoff > 0 && nextRunAt(job, backoff) > at) return false;',
  ],
  [
    'the backoff is over a moment late',
    'nextRunAt(job, backoff) > at',
    'nextRunAt(job, backoff) >= at',
  ],
  ['a claim for an ended session is made', 'if (session === undefined) continue;'],
  ['the request of a held job is served', "|| dutyOf(job) !== 'serve'"],
  ['a request is served twice', 'distinctIds(decodeIds(jobs))', 'decodeIds(jobs)'],
  ['the pause of a revert is not served', ' || isBackward(job.place)'],
]);

const createJobs = mutantsOf('cluster/decide/create-jobs.ts', [
  ['a type nobody announced is taken', 'if (type === undefined) {', 'if (false) {'],
  ['no job at all is an event', 'if (details.length === 0) {', 'if (false) {'],
  ['jobs are always cancelable', 'type.cancelable ? {} : ', 'true ? {} : '],
  ['a description is lost', 'description === undefined ? {} : { description }', '{}'],
  ['there is one id too many', 'x${count - 1}', 'x${count}'],
]);

const sessions = mutantsOf('cluster/decide/sessions.ts', [
  ['a session is opened twice', 'if (view.session(hello.id) !== undefined) return nothing();'],
  ['a session comes back', 'if (view.hasEnded(hello.id)) return refuse(sessionOver(hello.id));'],
  ['a worker without job types may join', 'hello.types.length === 0', 'false'],
  ['a worker may offer half a slot', '!Number.isInteger(hello.slots) || '],
  ['a worker may offer no slot', 'hello.slots < 1 || '],
  ['a worker may offer any number of slots', ' || hello.slots > SLOTS_MAX'],
  ['a session ends twice', 'if (view.session(id) === undefined) return nothing();'],
  ['the claims of an ended session stay', 'if (held.length === 0) return', 'return'],
]);

const settings = mutantsOf('cluster/decide/settings.ts', [
  ['anybody sets settings', 'if (denied !== undefined) return refuse(denied);'],
  [
    'a value that is none is taken',
    "if (value !== null && typeof value !== 'number') return refuse(value);",
  ],
  ['the time to live may be too short', 'after < 2 * view', 'after < 1 * view'],
  ['the heartbeat may be too long', 'after * 2 > view', 'after * 1 > view'],
  ['a reset is not checked', 'value ?? setting.initial', 'value ?? 0.5'],
]);

const reports = mutantsOf('cluster/decide/report-jobs.ts', [
  ['a stale report is not named', 'stale.push(index);'],
  ['a second report is judged before the first', 'evolve(draft, event, stamp);'],
]);

const draft = mutantsOf('cluster/draft.ts', [
  ['an outcome is forgotten a moment early', 'record.until >= base.at', 'record.until > base.at'],
  ['outcomes are never forgotten', 'forgetRequests(base);'],
  ['an outcome of the same batch is not known', 'this.requests.get(id) ?? '],
  ['the memory of requests forgets the batch', ' + this.requests.size'],
  ['an ended session is forgotten at once', 'base.endedSessions.set(id, at);'],
  ['ended sessions are never forgotten', 'forgetSessions(base);'],
  ['a session that ended in the batch may come back', 'this.sessions.get(session) === null || '],
  [
    'a setting set back is still in force',
    'if (value === null) base.settings.delete(name);',
    'if (value === null) continue;',
  ],
  ['the last id is not kept', 'base.lastJobId = this.lastJobId;'],
  [
    'a job claimed in the batch is not held',
    'if (after.session === session && before',
    'if (false && before',
  ],
  ['a job claimed in the batch takes no room', 'if (after.session === session) count++;'],
]);

const state = mutantsOf('cluster/state.ts', [
  ['a held job is placed again', "if (job.session !== null) return 'none';"],
  ['a job need not wait', "job.backoff === 0 ? 'place' : 'wait'", "'place'"],
  ['a request nobody can obey is left', "isStopAsked(job.place) ? 'serve' : 'none'", "'none'"],
  ['a duty that is over stays on its list', 'this.leave(was, job);'],
  ['a new duty is not on its list', 'this.enter(is, job);'],
  ['a status without jobs is counted', 'if (left === 0) this.counts.delete(was);\n    else'],
]);

const merge = mutantsOf('cluster/merge-events.ts', [
  ['creations are merged', " || a.type === 'JobCreated'"],
  ['events with other fields are merged', 'keysOfA.length !== Object.keys(b).length', 'false'],
  [
    'events that say different things are merged',
    'x !== y && JSON.stringify(x) !== JSON.stringify(y)',
    'false',
  ],
]);

const evolve = mutantsOf('cluster/evolve.ts', [
  ['a job without details is made', 'ids.length === event.details.length', 'true'],
  ['the last id does not rise', 'draft.lastJobId = ids[ids.length - 1] ?? draft.lastJobId;'],
]);

export const clusterMutants: readonly Mutant[] = [
  ...decide,
  ...controlJobs,
  ...rights,
  ...claims,
  ...createJobs,
  ...sessions,
  ...settings,
  ...reports,
  ...draft,
  ...state,
  ...merge,
  ...evolve,
];
