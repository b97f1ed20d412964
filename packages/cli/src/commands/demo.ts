// `rescind demo`: the page on CANCEL JOB, example by example, on a real cluster of its own, each
// followed by what was checked behind it.
import { createSystemClock } from '@rescind/shared/node';
import { SqlError } from '@rescind/sql';
import { readOptions, type Command, type Terminal } from '../command.ts';
import { findCluster } from '../connect.ts';
import { InterruptedError, watchInterruption, type Interruption } from '../demo/interruption.ts';
import { openSandbox } from '../demo/sandbox.ts';
import { createStage, NeverSeenError, type Score } from '../demo/stage.ts';
import { tellStory } from '../demo/story.ts';
import { verdict } from '../demo/verdict.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { openSessions } from '../open-sessions.ts';

const help = `Usage: rescind demo [options]

Starts a cluster of real processes in a temporary folder on free ports, runs every example of
CockroachDB's page on CANCEL JOB against it, checks what each is said to do, and removes it all.
Every job comes from SQL and lasts by its data and by the setting kv.bulk_io_write.max_rate.

  --verbose         show what is waited for, and what the processes say
  --embedded        all in one process, without a nats-server

Exit status: 0 when everything did what the page says, 1 when a check failed, 130 after Ctrl-C.
`;

const CONNECT_MS = 5000;

export const demo: Command = {
  help,
  async run(args, terminal) {
    const { values } = readOptions('demo', args, {
      verbose: { type: 'boolean', default: false },
      embedded: { type: 'boolean', default: false },
    });
    const interruption = watchInterruption();
    try {
      return await inSandbox(values, terminal, interruption);
    } catch (error) {
      if (!(error instanceof InterruptedError)) throw error;
      terminal.err(`rescind: ${error.message}: the demo was stopped and its cluster removed\n`);
      return EXIT.interrupted;
    } finally {
      interruption.dispose();
    }
  },
};

interface DemoOptions {
  readonly verbose: boolean;
  readonly embedded: boolean;
}

async function inSandbox(
  { verbose, embedded }: DemoOptions,
  terminal: Terminal,
  interruption: Interruption,
): Promise<number> {
  const clock = createSystemClock();
  const say = (part: string, line: string): void => {
    // What the members say is theirs; what keeps a cluster from being one is everybody's.
    if (verbose || part === 'start' || part === 'nats') terminal.err(`[${part}] ${line}\n`);
  };
  const from = clock.monotonic();
  const sandbox = await openSandbox(embedded, { clock, say });
  const { cluster } = sandbox;
  /** Nothing is waited for any more once the cluster cannot go on or somebody ends the demo. */
  const orEnded: OrEnded = (promise) =>
    interruption.orInterrupted(
      Promise.race([promise, cluster.failed.then((error) => Promise.reject(error))]),
    );
  let score: Score;
  try {
    terminal.out(`${await orEnded(cluster.up)}\n`);
    const { signal } = interruption;
    score = await perform(sandbox.dataDir, {
      out: (text) => terminal.out(text),
      verbose,
      signal,
      orEnded,
    });
  } finally {
    await sandbox.close();
  }
  const seconds = Math.round((clock.monotonic() - from) / 1000);
  terminal.out(`\n${verdict(score, seconds)}\n`);
  const { failed } = score;
  if (failed.length === 0) return EXIT.ok;
  throw new CommandFailure(EXIT.failed, `the demo failed: ${failed.join('; ')}`);
}

type OrEnded = <T>(promise: Promise<T>) => Promise<T>;

interface Performance {
  readonly out: (text: string) => void;
  readonly verbose: boolean;
  readonly signal: AbortSignal;
  readonly orEnded: OrEnded;
}

async function perform(
  dataDir: string,
  { out, verbose, signal, orEnded }: Performance,
): Promise<Score> {
  const found = await findCluster({ data: dataDir });
  const { storage } = found;
  if (storage === undefined) throw new CommandFailure(EXIT.failed, 'the cluster has no storage');
  // There is no next start that would be quicker.
  const sessions = await openSessions({ ...found, engineDir: undefined }, CONNECT_MS);
  const clock = createSystemClock();
  const stage = createStage({ clock, session: (user) => sessions.of(user), out, verbose, signal });
  try {
    await orEnded(tellStory(stage, storage.objects));
    return stage.score();
  } catch (error) {
    const { passed, failed } = stage.score();
    return { passed, failed: [...failed, whyEnded(error)] };
  } finally {
    // A statement on its way is given up with the connection.
    await sessions.close();
  }
}

/** The sentence for what ended the story before its end; other errors are bugs of the demo. */
function whyEnded(error: unknown): string {
  if (error instanceof NeverSeenError) return error.message;
  if (error instanceof SqlError) return `a statement was refused: ${error.message}`;
  throw error;
}
