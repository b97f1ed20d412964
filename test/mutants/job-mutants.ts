// Bugs planted in the rules of one job: verbs, reports, the fold, the backoff.
import { mutantsOf, type Mutant } from './mutant.ts';

const control = mutantsOf('job/control.ts', [
  [
    'CANCEL does not look at the flag',
    'if (!job.cancelable) return { refusal: notCancelable(job) };',
  ],
  [
    'CANCEL of a job paused in its revert is a no-op',
    '{ refusal: pausedWhileReverting(job) }',
    'NOTHING_TO_DO',
  ],
  ['CANCEL is never refused for a status', '{ refusal: cannotCancel(job) }', 'NOTHING_TO_DO'],
  ['PAUSE is never refused', '{ refusal: cannotPause(job) }', 'NOTHING_TO_DO'],
  ['RESUME is never refused', '{ refusal: cannotResume(job) }', 'NOTHING_TO_DO'],
  [
    'CANCEL of a paused job has nothing to do',
    `case 'forward.paused':
      return { event: 'JobCancelRequested' };`,
    `return { event: 'JobCancelRequested' };
    case 'forward.paused':
      return NOTHING_TO_DO;`,
  ],
  [
    'CANCEL of a canceled job is refused',
    `case 'canceled':
      return NOTHING_TO_DO;`,
    `return NOTHING_TO_DO;
    case 'canceled':
      return { refusal: cannotCancel(job) };`,
  ],
  [
    'PAUSE of a revert is refused',
    `case 'backward.reverting':
      return { event: 'JobPauseRequested' };`,
    `return { event: 'JobPauseRequested' };
    case 'backward.reverting':
      return { refusal: cannotPause(job) };`,
  ],
  [
    'RESUME of a running job is refused',
    `case 'forward.running':
    case 'backward.reverting':
      return NOTHING_TO_DO;`,
    `case 'backward.reverting':
      return NOTHING_TO_DO;
    case 'forward.running':
      return { refusal: cannotResume(job) };`,
  ],
  [
    'RESUME of a paused revert has nothing to do',
    "return { event: 'JobRevertResumed' };",
    'return NOTHING_TO_DO;',
  ],
]);

const report = mutantsOf('job/report.ts', [
  ['the fence is not looked at', ' || job.fence !== said.fence'],
  ['who says it is not looked at', 'job.session !== session || '],
  [
    'progress is taken from a run that is to stop',
    "if (wanted(job.place) === 'none') return { no: 'stale' };",
  ],
  [
    'any fraction is taken',
    "if (fraction !== undefined && !(fraction >= 0 && fraction <= 1.01)) return { no: 'unfit' };",
  ],
  ['a fraction may be more than one', 'Math.min(1, fraction)', 'fraction'],
  [
    'an answered CANCEL ends failed when the run fails',
    "cause: { kind: 'canceled' }, ...error }",
    `cause: said.kind === 'failed'
      ? { kind: 'error', message: said.error } : { kind: 'canceled' }, ...error }`,
  ],
  ['the error of a run after the CANCEL is lost', ', ...error }] };', ' }] };'],
  [
    'a run that succeeds after the CANCEL is a success',
    "case 'forward.cancelRequested':",
    "case 'nowhere':",
  ],
  [
    'a run that succeeds after the PAUSE is a success',
    "case 'forward.pauseRequested':",
    "case 'nowhere':",
  ],
  [
    'the error of a run after the PAUSE is lost',
    "? { type: 'JobPaused', jobs, error: cutError(said.error) }",
    "? { type: 'JobPaused', jobs }",
  ],
  ['a job that asks to be paused gives no reason', ', reason: said.reason }', ' }'],
  [
    'a job that asks to be paused goes on',
    "reason: said.reason },\n        { type: 'JobPaused', jobs },",
    'reason: said.reason },',
  ],
  [
    'the run of a job that is not cancelable is not tried again',
    " || (!job.cancelable && said.mark !== 'permanent')",
  ],
  ['a permanent error is tried again', " && said.mark !== 'permanent'"],
  ['an error worth another try is not tried again', "said.mark === 'retry' || "],
  ['a run may end twice', "if (said.kind !== 'stopped') return { no: 'unfit' };"],
  [
    'a run may say that it is reverted',
    "job.place.startsWith('backward') ? backwardEnd(job, said) : { no: 'unfit' }",
    'backwardEnd(job, said)',
  ],
  [
    'a revert that is stopped for a pause is released instead',
    "job.place === 'backward.pauseRequested'\n    ?",
    'false\n    ?',
  ],
  [
    'a revert that ends while a pause is asked for ends the job',
    "if (pausing) return { events: [{ type: 'JobPaused', jobs, revertDone: true }] };",
  ],
  ['a revert that ends while a pause is asked for is forgotten', ', revertDone: true'],
  [
    'a revert that fails while a pause is asked for is tried again',
    "pausing ? { type: 'JobPaused', jobs, error } : ",
  ],
  ['a canceled job ends failed', "job.cause?.kind === 'canceled'", 'false'],
  ['a failed job ends canceled', "job.cause?.kind === 'canceled'", 'true'],
]);

const evolveJob = mutantsOf('job/evolve-job.ts', [
  ['a claim does not count', 'next.epoch++;'],
  ['a claim does not raise the fence', 'next.epoch++;\n      next.fence++;', 'next.epoch++;'],
  ['a run is not counted', 'next.runs++;'],
  [
    'a job starts anew with every run',
    'if (job.started === 0) next.started = at;',
    'next.started = at;',
  ],
  ['the start of a run is not noted', 'next.runs++;\n      next.lastRun = at;', 'next.runs++;'],
  [
    'a job that leaves pending has not moved',
    'if (place !== job.place) moveTo(next, place, n);',
    'next.place = place;',
  ],
  ['a failed attempt need not wait', 'next.backoff = job.runs;', 'next.backoff = 0;'],
  ['a lost worker is a failed attempt', 'Math.max(0, job.runs - 1)', 'job.runs'],
  [
    'a worker that drains is a mark against the job',
    "reason === 'stopped' || reason === 'left' ? 0 : ",
  ],
  [
    'the end of a claim does not raise the fence',
    'next.session = null;\n  next.fence++;',
    'next.session = null;',
  ],
  [
    'the revert goes on under the old fence',
    'next.error = cutError(causeText(event.cause));\n  next.fence++;',
    'next.error = cutError(causeText(event.cause));',
  ],
  ['a held revert is not counted as a run', 'next.runs = 1;'],
  [
    'a revert nobody holds has run',
    'next.runs = 1;\n    next.lastRun = at;\n  }',
    'next.runs = 1;\n  }\n  next.lastRun = at;',
  ],
  [
    'a pause does not forget the runs',
    'restartCounts(next);\n      next.revertDone',
    'next.revertDone',
  ],
  [
    'a pause without a reason keeps the old one',
    "event.reason ?? ''",
    'event.reason ?? job.pauseReason',
  ],
  [
    'that the revert is done is not remembered',
    'job.revertDone || event.revertDone === true',
    'job.revertDone',
  ],
  ['every failed attempt is kept', '.slice(-EXECUTION_ERRORS_MAX)'],
  [
    'the error after a CANCEL is not kept',
    'if (event.runError !== undefined) next.executionErrors',
    'if (false) next.executionErrors',
  ],
]);

const backoff = mutantsOf('job/backoff.ts', [
  ['the first delay is doubled', ' - 1;', ';'],
  [
    'the delay has no limit',
    'Math.min(settings.initialDelayMs * factor, settings.maxDelayMs)',
    'settings.initialDelayMs * factor',
  ],
  [
    'the delay is counted from the creation',
    'job.lastRun === 0 ? job.created : job.lastRun',
    'job.created',
  ],
  [
    'a job that never ran waits since 1970',
    'job.lastRun === 0 ? job.created : job.lastRun',
    'job.lastRun',
  ],
]);

const place = mutantsOf('job/place.ts', [
  [
    'a pause of a revert is no stop',
    "place.endsWith('Requested')",
    "place.startsWith('forward') && place.endsWith('Requested')",
  ],
  ['a pending job wants no worker', " || place === 'forward.pending'"],
]);

const idList = mutantsOf('job/id-list.ts', [
  ['a list may be of any length', 'out.length + count > IDS_MAX', 'false'],
  ['a run may leave the ids', 'checked(String(BigInt(last) + step * BigInt(count)));'],
  ['a run upwards forgets to carry', 'highPart++;'],
  ['a run downwards forgets to borrow', 'highPart--;'],
  [
    'duplicates that follow each other stay',
    'compareJobIds(ids[i - 1]!, ids[i]!) >= 0',
    'compareJobIds(ids[i - 1]!, ids[i]!) > 0',
  ],
]);

export const jobMutants: readonly Mutant[] = [
  ...control,
  ...report,
  ...evolveJob,
  ...backoff,
  ...place,
  ...idList,
];
