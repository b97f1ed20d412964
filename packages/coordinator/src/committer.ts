// Group commit: commands that arrive while an append is under way are decided together next, in
// order, and one message carries them all. Nobody is answered before the log has acknowledged.
import {
  COMMIT_VERSION,
  consequences,
  decide,
  Draft,
  EventList,
  refused,
  type Answer,
  type Clock,
  type Command,
  type Commit,
  type EventLog,
  type Ids,
  type RequestTag,
} from '@rescind/shared';
import { appendUntilKnown } from './append.ts';
import type { Replica } from './replica.ts';
import { overloaded, tooLarge, tooLate, unavailable, unknownOutcome } from './refusals.ts';

/** Commands waiting at most; one more is refused with 53300. */
export const QUEUE_MAX = 8192;
/** Commands and bytes of one commit at most; a single larger command is a commit of its own. */
const BATCH_MAX = 1024;
const BATCH_BYTES_MAX = 1_000_000;

export interface Submission {
  readonly command: Command;
  /** Records the outcome, so that the same request is decided once. */
  readonly tag?: RequestTag;
  /** Monotonic time after which nobody waits any more: then it is not decided at all. */
  readonly expiresAt?: number;
  /** Size of the command as it came, for the bound on a commit; 0 when not known. */
  readonly bytes?: number;
  /** Called once, after the append is acknowledged (or refused), with the commit's number. */
  readonly done: (answer: Answer, position: number) => void;
}

export interface Committer {
  /** Queues a command. Never calls `done` before it returns. */
  submit(submission: Submission): void;
  /** The leader's own policies: ahead of what users wait for, and beyond the bound. */
  submitPolicy(command: Command): void;
  /** True while an append is under way whose outcome is not known yet. */
  readonly appending: boolean;
  /** No more commits; what waits is answered, what is under way is answered as unknown. */
  stop(): void;
}

export interface CommitterOptions {
  readonly id: string;
  readonly log: EventLog;
  readonly replica: Replica;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Called after the state has moved and the answers are given; `startedAt` is monotonic. */
  readonly onCommitted: (startedAt: number) => void;
  /** New claims about what a batch has decided, for the same commit. */
  readonly finish?: (draft: Draft) => Command | undefined;
  /** The log has moved on without us. Called once; the committer has stopped itself. */
  readonly onDeposed: () => void;
}

export function createCommitter(options: CommitterOptions): Committer {
  const { id, log, replica, clock, ids } = options;
  let queue: Submission[] = [];
  let policies: Command[] = [];
  let running = false;
  let appending = false;
  const stopping = new AbortController();

  const wake = (): void => {
    if (running || stopping.signal.aborted) return;
    running = true;
    // In a microtask: all that arrives in this turn goes into one commit.
    void Promise.resolve().then(run);
  };

  const run = async (): Promise<void> => {
    while ((queue.length > 0 || policies.length > 0) && !stopping.signal.aborted) {
      await commitBatch(takeBatch());
    }
    running = false;
  };

  const takeBatch = (): Submission[] => {
    const batch: Submission[] = policies.map((command) => ({ command, done: ignore }));
    policies = [];
    let bytes = 0;
    let taken = 0;
    while (taken < queue.length && batch.length < BATCH_MAX) {
      const size = queue[taken]!.bytes ?? 0;
      if (batch.length > 0 && bytes + size > BATCH_BYTES_MAX) break;
      bytes += size;
      batch.push(queue[taken++]!);
    }
    queue = taken === queue.length ? [] : queue.slice(taken);
    return batch;
  };

  const commitBatch = async (batch: readonly Submission[]): Promise<void> => {
    const startedAt = clock.monotonic();
    const decided = decideBatch(batch, startedAt);
    if (decided.commit.events.length === 0) return answerWithoutCommit(batch, decided, startedAt);
    appending = true;
    const result = await appendUntilKnown(log, decided.commit, clock, stopping.signal);
    appending = false;
    switch (result.outcome) {
      case 'ok':
        // We do not lead any more: the replica follows the log again and folds the commit itself.
        if (stopping.signal.aborted) return answerEach(batch, refused(unknownOutcome()));
        replica.adopt(decided.draft, decided.commit, result.hash);
        answerAll(batch, decided.answers, decided.commit.n);
        // Adapters send at the end of a turn; policies may have 100,000 jobs to look at, and nobody
        // is to wait for that.
        await Promise.resolve();
        return options.onCommitted(startedAt);
      case 'too-large':
        return splitBatch(batch, result.bytes, result.limitBytes);
      case 'deposed':
        return depose(batch);
      case 'stopped':
        return answerEach(batch, refused(unknownOutcome()));
    }
  };

  interface Decided {
    readonly draft: Draft;
    readonly commit: Commit;
    readonly answers: readonly Answer[];
  }

  const decideBatch = (batch: readonly Submission[], now: number): Decided => {
    const { state } = replica;
    const draft = new Draft(state);
    const stamp = { at: Math.max(state.at, Math.floor(clock.now())), n: state.n + 1 };
    draft.at = stamp.at;
    const events = new EventList();
    const answers = batch.map((submission) => {
      const { command, tag, expiresAt } = submission;
      if (expiresAt !== undefined && expiresAt < now) {
        // A copy of it may have been carried out: then that is the answer, however late it is.
        const isKnown = tag !== undefined && draft.request(tag.id) !== undefined;
        if (!isKnown) return refused(tooLate());
      }
      const decision = decide(draft, command, stamp, tag);
      events.add(decision.events);
      return decision.answer;
    });
    events.add(consequences(draft, stamp));
    const last = options.finish?.(draft);
    if (last !== undefined) events.add(decide(draft, last, stamp).events);
    const commit: Commit = {
      v: COMMIT_VERSION,
      n: stamp.n,
      id: ids.next(),
      prev: state.hash,
      at: stamp.at,
      by: id,
      events: events.done(),
    };
    return { draft, commit, answers };
  };

  /** Nothing changes, but "nothing to do" and "refused" are claims about the newest state too. */
  const answerWithoutCommit = async (
    batch: readonly Submission[],
    { answers }: Decided,
    startedAt: number,
  ): Promise<void> => {
    const { n } = replica.state;
    if (batch.every((submission) => submission.done === ignore)) return;
    try {
      if ((await log.end()) !== n) return depose(batch);
    } catch {
      return answerEach(batch, refused(unavailable('the log cannot be reached')));
    }
    if (stopping.signal.aborted) return answerEach(batch, refused(unknownOutcome()));
    options.onCommitted(startedAt);
    answerAll(batch, answers, n);
  };

  const splitBatch = async (
    batch: readonly Submission[],
    bytes: number,
    limitBytes: number,
  ): Promise<void> => {
    if (batch.length === 1) return answerEach(batch, refused(tooLarge(bytes, limitBytes)));
    const half = Math.ceil(batch.length / 2);
    await commitBatch(batch.slice(0, half));
    if (stopping.signal.aborted) answerEach(batch.slice(half), refused(unavailable(DEPOSED)));
    else await commitBatch(batch.slice(half));
  };

  const depose = (batch: readonly Submission[]): void => {
    answerEach(batch, refused(unavailable(DEPOSED)));
    if (stopping.signal.aborted) return;
    stop();
    options.onDeposed();
  };

  const answerAll = (
    batch: readonly Submission[],
    answers: readonly Answer[],
    position: number,
  ): void => {
    for (let i = 0; i < batch.length; i++) batch[i]!.done(answers[i]!, position);
  };

  const answerEach = (batch: readonly Submission[], answer: Answer): void => {
    for (const submission of batch) submission.done(answer, replica.state.n);
  };

  const stop = (): void => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    const waiting = queue;
    queue = [];
    policies = [];
    answerEach(waiting, refused(unavailable(DEPOSED)));
  };

  return {
    submit(submission) {
      if (stopping.signal.aborted) {
        later(() => submission.done(refused(unavailable(DEPOSED)), replica.state.n));
      } else if (queue.length >= QUEUE_MAX) {
        later(() => submission.done(refused(overloaded(QUEUE_MAX)), replica.state.n));
      } else {
        queue.push(submission);
        wake();
      }
    },
    submitPolicy(command) {
      if (stopping.signal.aborted) return;
      policies.push(command);
      wake();
    },
    get appending() {
      return appending;
    },
    stop,
  };
}

const DEPOSED = 'this coordinator does not lead any more';
const ignore = (): void => undefined;

function later(callback: () => void): void {
  void Promise.resolve().then(callback);
}
