// Reports on their way to the leader, in order, in batches: one request is under way at a time and
// is repeated until it is answered. So a job's reports never overtake each other.
import {
  NoResponderError,
  sleep,
  TimeoutError,
  type Clock,
  type Report,
  type WitnessMark,
  type WorkerReply,
} from '@rescind/shared';
import type { Link } from './link.ts';

export interface Letter {
  /** What it says, asked for when it is sent: until then it may still change. */
  report(): Report;
  /** Characters it adds to a message, about. */
  readonly size: number;
  /**
   * The leader's verdict: false means stale, the execution is not the job's any more. A text says
   * why what the report was to bring about cannot be; then nothing of it was kept.
   */
  answered(verdict: boolean | string): void;
}

export interface Outbox {
  /** Does nothing once closed: a dead session says nothing. */
  post(letter: Letter): void;
  /** Resolves when all that was posted is answered, or when it is closed. */
  empty(): Promise<void>;
  /** Drops everything, also what is under way: its answer is not listened to any more. */
  close(): void;
}

export interface OutboxOptions {
  readonly link: Link;
  readonly clock: Clock;
  readonly session: string;
  /** Looked at before each request: false when the session may not speak any more. */
  readonly maySpeak: () => boolean;
  readonly onMark: (mark: WitnessMark) => void;
  readonly onGone: () => void;
  readonly log: (line: string) => void;
}

/** Reports in one request at most, and characters: far below a broker's payload limit. */
const REPORTS_MAX = 4096;
const SIZE_MAX = 512 * 1024;
/** How long a request is given before it is repeated. The leader may just have died. */
const ANSWER_MS = 1000;
/** Pause before asking again where nobody leads. */
const RETRY_MS = 50;

type Reported = Extract<WorkerReply, { readonly kind: 'reported' }>;

export function createOutbox(options: OutboxOptions): Outbox {
  const { clock, log } = options;
  const closing = new AbortController();
  const queue: Letter[] = [];
  let busy = false;
  let waiters: (() => void)[] = [];
  /** Lowered when the leader finds a request too large. */
  let most = REPORTS_MAX;

  const take = (): readonly Letter[] => {
    let count = 0;
    let size = 0;
    while (count < queue.length && count < most) {
      size += queue[count]!.size;
      if (count > 0 && size > SIZE_MAX) break;
      count++;
    }
    return queue.splice(0, count);
  };

  const pause = (): Promise<void> => sleep(clock, RETRY_MS, closing.signal).catch(() => undefined);

  /** The leader's answer, 'split' to try with fewer, or null when it is all over. */
  const deliver = async (reports: readonly Report[]): Promise<Reported | 'split' | null> => {
    const { session } = options;
    let told = '';
    while (!closing.signal.aborted && options.maySpeak()) {
      const answer = await options.link
        .ask({ kind: 'report', session, reports }, ANSWER_MS)
        .catch((error: unknown) => error as Error);
      if (closing.signal.aborted) return null;
      if (answer instanceof TimeoutError) continue;
      // More than the broker takes in one message: it was not sent.
      if (answer instanceof RangeError) return 'split';
      let trouble: string;
      if (answer instanceof Error) {
        trouble = answer instanceof NoResponderError ? '' : answer.message;
      } else if (answer.kind === 'reported') {
        options.onMark(answer.mark);
        return answer;
      } else if (answer.kind === 'gone') {
        options.onGone();
        return null;
      } else {
        if (answer.kind === 'refused' && answer.error.kind === 'too-large') return 'split';
        trouble = answer.kind === 'refused' ? answer.error.message : `answer "${answer.kind}"`;
      }
      if (trouble !== told && trouble !== '') log(`reports are not taken: ${trouble}`);
      told = trouble;
      await pause();
    }
    return null;
  };

  const send = async (): Promise<void> => {
    while (queue.length > 0) {
      const letters = take();
      const reported = await deliver(letters.map((letter) => letter.report()));
      if (reported === null) break;
      if (reported === 'split') {
        if (letters.length > 1) {
          most = Math.ceil(letters.length / 2);
          queue.unshift(...letters);
        } else {
          log('a report is too large for the log; its execution is given up');
          letters[0]!.answered(false);
        }
        continue;
      }
      settle(letters, reported);
    }
    busy = false;
    for (const resolve of waiters) resolve();
    waiters = [];
  };

  return {
    post(letter) {
      if (closing.signal.aborted) return;
      queue.push(letter);
      if (busy) return;
      busy = true;
      // Handlers of one push that end at once do so within this turn: their reports go together.
      void Promise.resolve().then(send);
    },
    empty: () =>
      busy && !closing.signal.aborted
        ? new Promise((resolve) => {
            waiters.push(resolve);
          })
        : Promise.resolve(),
    close() {
      queue.length = 0;
      closing.abort();
      for (const resolve of waiters) resolve();
      waiters = [];
    },
  };
}

function settle(letters: readonly Letter[], { stale, refused = [] }: Reported): void {
  if (stale.length === 0 && refused.length === 0) {
    for (const letter of letters) letter.answered(true);
    return;
  }
  const late = new Set(stale);
  const reasons = new Map(refused);
  letters.forEach((letter, index) => letter.answered(reasons.get(index) ?? !late.has(index)));
}
