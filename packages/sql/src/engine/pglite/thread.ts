// The database's thread as its user sees it: one request at a time, each with a deadline. A thread
// cannot be told to stop, so one that is late is ended, and the next request starts another.
import { Worker } from 'node:worker_threads';
import type { Clock, TimerId } from '@rescind/shared';
import { SqlError } from '../../sql-error.ts';
import type { Column, Row } from '../../value.ts';
import type { DatabaseError, Reply, Request, ThreadData } from './requests.ts';

export interface ThreadOptions {
  readonly clock: Clock;
  readonly statementTimeoutMs: number;
  readonly cacheFolder: string | undefined;
}

/** What a thread answered. */
export type Answer =
  | { readonly columns: readonly Column[]; readonly rows: readonly Row[] }
  | { readonly refusal: DatabaseError };

export interface DatabaseThread {
  /** Which thread it is; relations made in one are not there in the next. */
  readonly generation: number;
  /** Rejects with ThreadLostError when the thread of that generation has ended. */
  ask(request: Request, generation: number, signal?: AbortSignal): Promise<Answer>;
  /** Ends the thread; whatever is asked for is refused. */
  dispose(): Promise<void>;
}

/** The thread that had the relations is no more; they have to be made again in another. */
export class ThreadLostError extends Error {
  override readonly name = 'ThreadLostError';
}

/** A database starts in seconds; one that takes so long never will. */
const START_TIMEOUT_MS = 60_000;

interface Asked {
  readonly request: Request;
  readonly generation: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** A thread that starts at the first request. */
export function createDatabaseThread(options: ThreadOptions): DatabaseThread {
  const { clock, statementTimeoutMs, cacheFolder } = options;
  const queue: Asked[] = [];
  let generation = 1;
  let disposed = false;
  let worker: Worker | undefined;
  let isReady = false;
  let timer: TimerId | undefined;
  /** Sent to the thread and not answered. */
  let current: Asked | undefined;
  let rows: Row[] = [];

  /** Gives up the thread. What is being answered fails with `reason`, the rest as lost. */
  const end = (reason: Error): Promise<unknown> => {
    const ended = worker;
    // A database that does not start for one request starts for no other.
    const failed = isReady ? [current] : queue.splice(0);
    if (timer !== undefined) clock.clearTimeout(timer);
    [worker, isReady, timer, current, rows] = [undefined, false, undefined, undefined, []];
    generation++;
    for (const asked of failed) asked?.reject(reason);
    // Those who wait are told in `advance` that their relations are gone.
    advance();
    return ended?.terminate() ?? Promise.resolve();
  };

  const hear = (reply: Reply): void => {
    switch (reply.kind) {
      case 'Ready':
        isReady = true;
        settle();
        break;
      case 'Rows':
        for (const row of reply.rows) rows.push(row);
        break;
      case 'Done':
        settle({ columns: reply.columns, rows });
        break;
      case 'Refused':
        settle({ refusal: reply.refusal });
        break;
      case 'Broken':
        void end(brokenError(reply.message));
    }
  };

  const settle = (answer?: Answer): void => {
    if (timer !== undefined) clock.clearTimeout(timer);
    timer = undefined;
    const answered = current;
    [current, rows] = [undefined, []];
    if (answer !== undefined) answered?.resolve(answer);
    advance();
  };

  const start = (): void => {
    const started = launch(
      cacheFolder,
      (reply) => {
        if (worker === started) hear(reply);
      },
      (why) => {
        if (worker === started) void end(brokenError(why));
      },
    );
    worker = started;
    timer = clock.setTimeout(() => {
      void end(brokenError('it did not start'));
    }, START_TIMEOUT_MS);
  };

  /** Sends the next request, if the thread is free. It keeps the process alive only while asked. */
  const advance = (): void => {
    if (current !== undefined) return;
    refuseStale(queue, generation);
    const [next] = queue;
    if (next === undefined) {
      worker?.unref();
      return;
    }
    if (worker === undefined) start();
    worker?.ref();
    if (!isReady) return;
    current = queue.shift();
    timer = clock.setTimeout(() => void end(timeoutError()), statementTimeoutMs);
    worker?.postMessage(
      next.request,
      next.request.kind === 'Load' ? [next.request.text.buffer] : [],
    );
  };

  return {
    get generation() {
      return generation;
    },
    ask: (request, asker, signal) =>
      new Promise((resolve, reject) => {
        if (disposed || signal?.aborted === true) {
          reject(disposed ? brokenError('it was disposed of') : canceledError());
          return;
        }
        const asked = whileListening(
          { request, generation: asker, resolve, reject },
          signal,
          () => {
            if (current === asked) void end(canceledError());
            else queue.splice(queue.indexOf(asked), 1)[0]?.reject(canceledError());
          },
        );
        queue.push(asked);
        advance();
      }),
    async dispose() {
      disposed = true;
      for (const asked of queue.splice(0)) asked.reject(brokenError('it was disposed of'));
      await end(brokenError('it was disposed of'));
    },
  };
}

/** A thread and whom it tells what it says, and why it ended. */
function launch(
  cacheFolder: string | undefined,
  onReply: (reply: Reply) => void,
  onEnd: (why: string) => void,
): Worker {
  const workerData: ThreadData = { cacheFolder };
  const worker = new Worker(builtScript(), { workerData });
  worker.on('message', onReply);
  worker.on('error', (error) => onEnd(error.message));
  worker.on('exit', () => onEnd('its thread ended'));
  return worker;
}

/** Requests about relations of a thread that has ended. */
function refuseStale(queue: Asked[], generation: number): void {
  const stale = queue.filter((asked) => asked.generation !== generation);
  for (const asked of stale) {
    queue.splice(queue.indexOf(asked), 1);
    asked.reject(new ThreadLostError('the thread of the request has ended'));
  }
}

/** The request, listening to its signal for as long as it is not answered. */
function whileListening(asked: Asked, signal: AbortSignal | undefined, abort: () => void): Asked {
  signal?.addEventListener('abort', abort);
  const done = (): void => signal?.removeEventListener('abort', abort);
  return {
    ...asked,
    resolve: (answer) => {
      done();
      asked.resolve(answer);
    },
    reject: (error) => {
      done();
      asked.reject(error);
    },
  };
}

/** The built file, also for sources that run as they are: a thread of its own needs JavaScript. */
function builtScript(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? '../../../dist/engine/pglite/main.js' : './main.js', import.meta.url);
}

function timeoutError(): SqlError {
  const message = 'query execution canceled due to statement timeout';
  return new SqlError({ code: '57014', message });
}

function canceledError(): SqlError {
  return new SqlError({ code: '57014', message: 'query execution canceled' });
}

function brokenError(why: string): SqlError {
  return new SqlError({ code: 'XX000', message: `the selection engine failed: ${why}` });
}
