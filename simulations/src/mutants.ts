// Planted bugs, as data: each replaces one piece of a built file, and the simulator has to notice.
// A harness that has not caught a planted bug proves nothing.
import { DATA_MUTANTS } from './mutants/data.ts';
import type { Mutant } from './mutants/mutant.ts';

/** Of jobs, sessions and the log; those of data are in a file of their own. */
const OF_JOBS: readonly Mutant[] = [
  {
    name: 'answer-before-append',
    breaks: 'commands are answered before the log has acknowledged them',
    file: 'coordinator/dist/committer.js',
    find: 'appending = true;',
    replace: 'answerAll(batch, decided.answers, decided.commit.n); appending = true;',
    budget: 20,
  },
  {
    name: 'revert-before-stopped',
    breaks: 'a CANCEL takes a job into its revert although its run has not stopped',
    file: 'shared/dist/cluster/decide/control-jobs.js',
    find: 'events.push(controlEvent(type, jobs, command));',
    replace: `events.push(controlEvent(type, jobs, command));
        if (type === 'JobCancelRequested')
            events.push({ type: 'JobReverting', jobs, cause: { kind: 'canceled' } });`,
    budget: 20,
  },
  {
    name: 'unknown-taken-as-failed',
    breaks: 'an append that was not answered in time counts as one that did not happen',
    file: 'coordinator/dist/append.js',
    find: "if (appended.outcome === 'conflict') {",
    replace: `if (appended.outcome === 'unknown')
            return { outcome: 'too-large', bytes: 0, limitBytes: 0 };
        if (appended.outcome === 'conflict') {`,
    budget: 20,
  },
  {
    name: 'conflict-taken-as-success',
    breaks: 'an append whose position is taken counts as done, whoever took it',
    file: 'coordinator/dist/append.js',
    find: 'there.commit.id === commit.id',
    replace: 'true',
    budget: 60,
  },
  {
    name: 'adopts-when-deposed',
    breaks: 'a leader that was deposed while it appended folds its commit twice',
    file: 'coordinator/dist/committer.js',
    find: `if (stopping.signal.aborted)
                    return answerEach(batch, refused(unknownOutcome()));
                replica.adopt(`,
    replace: 'replica.adopt(',
    budget: 20,
  },
  {
    name: 'refusals-not-recorded',
    breaks: 'a refused request is decided again when a copy of it arrives',
    file: 'shared/dist/cluster/decide.js',
    find: "if (tag.selectsAgain === true && !answer.ok && answer.refusal.kind === 'changed') {",
    replace: 'if (!answer.ok) {',
    budget: 20,
  },
  {
    name: 'requests-decided-twice',
    breaks: 'a request that was decided is decided again when a copy of it arrives',
    file: 'shared/dist/cluster/decide.js',
    find: 'if (known !== undefined)',
    replace: 'if (false)',
    budget: 20,
  },
  {
    name: 'fence-not-raised-on-revert',
    breaks: 'the revert has the fence of the run it undoes',
    file: 'shared/dist/job/evolve-job.js',
    find: 'next.error = cutError(causeText(event.cause));\n    next.fence++;',
    replace: 'next.error = cutError(causeText(event.cause));',
    budget: 20,
  },
  {
    name: 'unproven-heartbeats',
    breaks: 'a leader answers heartbeats without asking the log whether it still leads',
    file: 'coordinator/dist/session-keeper.js',
    find: 'const end = await log.end();',
    replace: 'const end = replica.state.n;',
    budget: 200,
  },
  {
    name: 'claim-moved-without-end-of-session',
    breaks: 'the claims of a silent worker are taken from it while its session lives on',
    file: 'shared/dist/cluster/decide/sessions.js',
    find: 'events: [ended, {',
    replace: 'events: [{',
    budget: 60,
  },
  {
    name: 'reports-of-any-fence',
    breaks: 'what a former run of the same session reports is taken for the present one',
    file: 'shared/dist/job/report.js',
    find: 'job.fence !== said.fence',
    replace: 'false',
    budget: 200,
  },
  {
    name: 'runs-again-after-its-end',
    breaks: 'a worker forgets that it has ended a claim, and an old message starts it again',
    file: 'worker/dist/executions.js',
    find: 'ended.includes(task, asked)',
    replace: 'false',
    budget: 100,
  },
  {
    name: 'stopped-before-it-has',
    breaks: 'a worker reports a run as stopped when it has only fired its signal',
    file: 'worker/dist/executions.js',
    find: 'stopExecution(run, stopKind(run, task));',
    replace: `{
                stopExecution(run, stopKind(run, task));
                sayLast(one, run.task, { kind: 'stopped' });
            }`,
    budget: 20,
  },
  {
    name: 'lost-pushes-not-repeated',
    breaks: 'heartbeats do not repeat what a worker should be doing',
    file: 'coordinator/dist/dispatcher.js',
    find: 'else if (has.get(id) !== job.fence)',
    replace: 'else if (has.size < 0)',
    budget: 20,
  },
  {
    name: 'silence-forgiven',
    breaks: 'the session of a worker that has died never ends',
    file: 'coordinator/dist/session-keeper.js',
    find: 'ending.add(id);',
    replace: 'continue;',
    budget: 20,
  },
  {
    name: 'wrong-request-answered',
    breaks: 'every request of a batch gets the answer of the first',
    file: 'coordinator/dist/committer.js',
    find: 'batch[i].done(answers[i], position)',
    replace: 'batch[i].done(answers[0], position)',
    budget: 60,
  },
  {
    name: 'requests-nobody-serves',
    breaks: 'a cancel of a job nobody holds is never moved on',
    file: 'coordinator/dist/policies.js',
    find: 'if (state.toServe.size === 0)',
    replace: 'if (state.toServe.size >= 0)',
    budget: 20,
  },
  {
    name: 'cancel-accepted-while-reverting',
    breaks: 'CANCEL is accepted for a job that is undone already',
    file: 'shared/dist/job/control.js',
    find: "case 'forward.cancelRequested':\n        case 'canceled':",
    replace: `case 'forward.cancelRequested':
        case 'backward.reverting':
        case 'canceled':`,
    budget: 40,
  },
  {
    name: 'signal-without-end',
    breaks: 'an interrupted handler counts as done when it returns early',
    file: 'worker/dist/outcome.js',
    find: 'return sawStop ? STOPPED : done(',
    replace: 'return done(',
    budget: 400,
  },
  {
    name: 'worker-never-gives-itself-up',
    breaks: 'a worker that cannot renew its session works on until somebody tells it to stop',
    file: 'worker/dist/session.js',
    find: 'if (silent < CAUTION * times.ttlMs)',
    replace: 'if (silent >= 0)',
    budget: 40,
  },
  {
    name: 'new-leader-does-not-wait',
    breaks: 'a new leader ends the session of every worker that has not spoken to it yet',
    file: 'coordinator/dist/session-keeper.js',
    find: 'if (now <= until || ending.has(id))',
    replace: 'if ((heardAt.has(id) && now <= until) || ending.has(id))',
    budget: 40,
  },
  {
    name: 'alive-while-ending',
    breaks: 'a worker is told that its session lives while its end is on its way to the log',
    file: 'coordinator/dist/session-keeper.js',
    find: 'if (ending.has(session))',
    replace: 'if (ending.size < 0)',
    budget: 600,
  },
  {
    name: 'selection-not-held',
    breaks: 'a statement changes jobs that are no longer as it selected them',
    file: 'shared/dist/cluster/decide/control-jobs.js',
    find: 'job.movedIn > command.selectedAt',
    replace: 'job.movedIn < 0',
    budget: 200,
  },
  {
    name: 'reports-not-repeated',
    breaks: 'a report that was not answered in time is not sent again',
    file: 'worker/dist/outbox.js',
    find: 'if (answer instanceof TimeoutError)\n                continue;',
    replace: 'if (answer instanceof TimeoutError)\n                return [];',
    budget: 40,
  },
  {
    name: 'log-time-jumps',
    breaks: 'the log takes its time from a clock that was set wrong while its owner leads',
    file: 'coordinator/dist/steady-clock.js',
    find: 'const now = () => wall + (clock.monotonic() - lookedAt);',
    replace: 'const now = () => clock.now();',
    budget: 1000,
  },
];

export const MUTANTS: readonly Mutant[] = [...OF_JOBS, ...DATA_MUTANTS];
