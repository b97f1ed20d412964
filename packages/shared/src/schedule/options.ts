// WITH SCHEDULE OPTIONS of CREATE SCHEDULE: the list as written, read into settings or refused in
// the words of CockroachDB v21.2.
import { invalid, type Refusal } from '../job/refusal.ts';
import { parseTimestamp } from '../timestamp.ts';
import type { OnExecutionFailure, OnPreviousRunning } from './schedule.ts';
import { uncategorized } from './uncategorized.ts';

/** One option as written: `name` in lower case, `value` null where none was given. */
export interface WrittenOption {
  readonly name: string;
  readonly value: string | null;
}

export interface ScheduleOptions {
  /** Milliseconds since 1970, the moment of creation, or null: the first time of the cron. */
  readonly firstRun: number | 'now' | null;
  readonly onPreviousRunning: OnPreviousRunning;
  readonly onExecutionFailure: OnExecutionFailure;
  readonly ignoreExistingBackups: boolean;
  readonly updatesLastBackupMetric: boolean;
}

export const DEFAULT_SCHEDULE_OPTIONS: ScheduleOptions = {
  firstRun: null,
  onPreviousRunning: 'wait',
  onExecutionFailure: 'reschedule',
  ignoreExistingBackups: false,
  updatesLastBackupMetric: false,
};

const TAKES_VALUE: ReadonlyMap<string, boolean> = new Map([
  ['first_run', true],
  ['on_execution_failure', true],
  ['on_previous_running', true],
  ['ignore_existing_backups', false],
  ['updates_cluster_last_backup_time_metric', false],
]);

const ON_FAILURE: readonly OnExecutionFailure[] = ['retry', 'reschedule', 'pause'];
const ON_PREVIOUS: readonly OnPreviousRunning[] = ['start', 'skip', 'wait'];

type Read<T> = { readonly value: T } | { readonly refusal: Refusal };

/**
 * Reads the options in their order; of an option given twice the last counts. Names are looked at
 * before any value is.
 */
export function readScheduleOptions(
  written: readonly WrittenOption[],
): { readonly options: ScheduleOptions } | { readonly refusal: Refusal } {
  for (const option of written) {
    const refusal = wrongShape(option);
    if (refusal !== undefined) return { refusal };
  }
  const given = new Map(written.map(({ name, value }) => [name, value ?? '']));
  const defaults = DEFAULT_SCHEDULE_OPTIONS;
  const firstRun = readOr(defaults.firstRun, given.get('first_run'), readFirstRun);
  if ('refusal' in firstRun) return firstRun;
  const failure = readOr(
    defaults.onExecutionFailure,
    given.get('on_execution_failure'),
    // CockroachDB's message calls the option by this other name.
    (text) => oneOf(text, ON_FAILURE, 'on_execution_error'),
  );
  if ('refusal' in failure) return failure;
  const previous = readOr(defaults.onPreviousRunning, given.get('on_previous_running'), (text) =>
    oneOf(text, ON_PREVIOUS, 'on_previous_running'),
  );
  if ('refusal' in previous) return previous;
  return {
    options: {
      firstRun: firstRun.value,
      onPreviousRunning: previous.value,
      onExecutionFailure: failure.value,
      ignoreExistingBackups: given.has('ignore_existing_backups'),
      updatesLastBackupMetric: given.has('updates_cluster_last_backup_time_metric'),
    },
  };
}

function wrongShape({ name, value }: WrittenOption): Refusal | undefined {
  const takesValue = TAKES_VALUE.get(name);
  const quoted = JSON.stringify(name);
  if (takesValue === undefined) return uncategorized(`invalid option ${quoted}`);
  if (takesValue && value === null) return uncategorized(`option ${quoted} requires a value`);
  if (!takesValue && value !== null) {
    return uncategorized(`option ${quoted} does not take a value`);
  }
  return undefined;
}

function readOr<T>(initial: T, text: string | undefined, read: (text: string) => Read<T>): Read<T> {
  return text === undefined ? { value: initial } : read(text);
}

function oneOf<T extends string>(text: string, words: readonly T[], name: string): Read<T> {
  const value = words.find((word) => word === text.toLowerCase());
  if (value !== undefined) return { value };
  return {
    refusal: uncategorized(
      `${JSON.stringify(text)} is not a valid ${name}; valid values are [${words.join('|')}]`,
    ),
  };
}

/** A zone needs a time of day before it: the end of `2024-02-29` is none. */
const ZONED = /^(.*:\d{2}(?:\.\d+)?) *(?:Z|UTC|([+-])(\d{1,2})(?::?(\d{2}))?)$/i;

function readFirstRun(text: string): Read<number | 'now'> {
  const trimmed = text.trim();
  if (trimmed.toLowerCase() === 'now') return { value: 'now' };
  const zoned = ZONED.exec(trimmed);
  const offset = zoned === null ? 0 : offsetMs(zoned[2], zoned[3], zoned[4]);
  const local = parseTimestamp(zoned?.[1] ?? trimmed);
  if (local === 'invalid') {
    return {
      refusal: invalid(
        `could not parse ${JSON.stringify(text)} as type timestamptz`,
        '22007',
        "Write it as 'YYYY-MM-DD HH:MM:SS', in UTC or with an offset, or as 'now'.",
      ),
    };
  }
  if (local === 'out-of-range' || offset === undefined) {
    return { refusal: invalid(`date/time field value out of range: '${text}'`, '22008') };
  }
  return { value: Math.floor(local - offset) };
}

function offsetMs(sign?: string, hours = '0', minutes = '0'): number | undefined {
  if (Number(hours) > 15 || Number(minutes) > 59) return undefined;
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -ms : ms;
}
