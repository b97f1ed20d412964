// What a scene of the demo may do: run statements in front of everybody, look at the cluster
// without being seen, wait for what is to come, and say what must be true.
import { sleep, type Clock } from '@rescind/shared';
import {
  renderError,
  renderResult,
  SqlError,
  type Session,
  type StatementResult,
} from '@rescind/sql';
import { excerpt } from './excerpt.ts';

/** A row by its columns' names; INT8 and times are text. */
export type DemoRow = Readonly<Record<string, unknown>>;

export interface Ran {
  readonly tag: string;
  readonly rows: readonly DemoRow[];
  readonly notices: readonly string[];
}

export interface RunOptions {
  /** Default root. */
  readonly user?: string;
  /** The columns worth showing of a wide answer; all when absent. */
  readonly columns?: readonly string[];
}

export interface Stage {
  /** A title over what follows. */
  heading(title: string): void;
  /** Runs a statement and shows it with its answer. Rejects with SqlError, shown as well. */
  run(statement: string, options?: RunOptions): Promise<Ran>;
  /** Rows of a statement that only a check or a wait asks for; root's. */
  look(statement: string): Promise<readonly DemoRow[]>;
  /**
   * Looks again and again until there is something to see, and gives that. Rejects with
   * NeverSeenError when it takes too long.
   */
  until<T>(what: string, look: () => Promise<T | undefined>): Promise<T>;
  /** Notes whether a claim holds; `seen` is shown of one that does not. */
  check(claim: string, holds: boolean, seen?: unknown): void;
}

/** What a scene waited for did not come. */
export class NeverSeenError extends Error {
  override readonly name = 'NeverSeenError';
}

export interface StageOptions {
  readonly clock: Clock;
  /** One session for each user. */
  readonly session: (user: string) => Session;
  readonly out: (text: string) => void;
  /** Shows waits too. */
  readonly verbose: boolean;
  /** Ends every wait. */
  readonly signal: AbortSignal;
}

export interface Score {
  readonly passed: number;
  /** The claims that did not hold. */
  readonly failed: readonly string[];
}

const LOOK_EVERY_MS = 20;
const NEVER_MS = 20_000;
/** A statement may wait for a job, and a slow machine takes its time. */
const ANSWER_MS = 30_000;

export function createStage(options: StageOptions): Stage & { score(): Score } {
  const { clock, session, out, verbose, signal } = options;
  const failed: string[] = [];
  let passed = 0;
  /** The last line is a check: what comes next stands apart. */
  let checked = false;
  const apart = (): string => {
    const space = checked ? '\n' : '';
    checked = false;
    return space;
  };

  const answerTo = async (statement: string, user: string): Promise<StatementResult> => {
    const controller = new AbortController();
    const never = sleep(clock, ANSWER_MS, AbortSignal.any([controller.signal, signal])).then(() => {
      throw new NeverSeenError(`no answer within ${ANSWER_MS / 1000} s to ${statement}`);
    });
    try {
      const [result] = await Promise.race([session(user).execute(statement), never]);
      if (result === undefined) throw new Error('a scene ran a text without a statement');
      return result;
    } finally {
      never.catch(() => undefined);
      controller.abort();
    }
  };

  const run: Stage['run'] = async (statement, { user = 'root', columns } = {}) => {
    signal.throwIfAborted();
    out(`${apart()}${user}> ${statement}\n`);
    try {
      const result = await answerTo(statement, user);
      const notices = result.notices ?? [];
      for (const notice of notices) out(`NOTICE: ${notice}\n`);
      out(`${excerpt(result, columns)}\n\n`);
      return { tag: result.tag, rows: rowsOf(result), notices };
    } catch (error) {
      if (error instanceof SqlError) out(`${renderError(error)}\n\n`);
      throw error;
    }
  };

  const look: Stage['look'] = async (statement) => {
    signal.throwIfAborted();
    return rowsOf(await answerTo(statement, 'root'));
  };

  const until: Stage['until'] = async (what, ask) => {
    const from = clock.monotonic();
    for (;;) {
      const seen = await ask();
      const ms = Math.round(clock.monotonic() - from);
      if (seen !== undefined) {
        if (verbose) out(`  … ${what} (after ${ms} ms)\n`);
        return seen;
      }
      if (ms > NEVER_MS) throw new NeverSeenError(`${what}: not seen within ${NEVER_MS / 1000} s`);
      await sleep(clock, LOOK_EVERY_MS, signal);
    }
  };

  return {
    heading: (title) => out(`${apart()}\n== ${title} ==\n\n`),
    run,
    look,
    until,
    check(claim, holds, seen) {
      if (holds) passed += 1;
      else failed.push(claim);
      checked = true;
      const but = holds || seen === undefined ? '' : `; seen: ${JSON.stringify(seen)}`;
      out(`  ${holds ? '✓' : '✗'} ${claim}${but}\n`);
    },
    score: () => ({ passed, failed }),
  };
}

function rowsOf(result: StatementResult): readonly DemoRow[] {
  if (result.columns === undefined) return [];
  return JSON.parse(renderResult(result, 'json')) as readonly DemoRow[];
}
