// The cluster settings that something in this build reads, with their types and bounds. A setting
// nobody reads is not accepted: it would promise what does not happen.
import type { Json } from '../json.ts';
import { invalid, type Refusal } from '../job/refusal.ts';
import { formatDuration, parseDuration } from './duration.ts';

export interface SettingInfo {
  readonly name: string;
  readonly type: 'duration' | 'int' | 'bool' | 'float' | 'bytes';
  /** In milliseconds for durations; 0 or 1 for bools. */
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  readonly description: string;
}

const DAY_MS = 24 * 3600 * 1000;

/** Whether automatic statistics are made. */
export const AUTOMATIC_COLLECTION = 'sql.stats.automatic_collection.enabled';

export const SETTINGS: readonly SettingInfo[] = [
  {
    name: 'jobs.cancel.grace',
    type: 'duration',
    initial: 30_000,
    min: 100,
    max: DAY_MS,
    description: 'how long a handler may ignore its signal before its worker ends its session',
  },
  {
    name: 'jobs.objects.sweep_interval',
    type: 'duration',
    initial: 60_000,
    min: 100,
    max: DAY_MS,
    description: 'how often objects that nothing names any more are looked for and removed',
  },
  {
    name: 'jobs.progress.max_rate',
    type: 'int',
    initial: 5,
    min: 1,
    max: 1000,
    description: 'progress reports a job may have recorded per second; the latest wins',
  },
  {
    name: 'jobs.registry.retry.initial_delay',
    type: 'duration',
    initial: 30_000,
    min: 1,
    max: DAY_MS,
    description: 'initial delay before a failed job is tried again',
  },
  {
    name: 'jobs.registry.retry.max_delay',
    type: 'duration',
    initial: DAY_MS,
    min: 1,
    max: 365 * DAY_MS,
    description: 'longest delay between two attempts of a failing job',
  },
  {
    name: 'jobs.scheduler.enabled',
    type: 'bool',
    initial: 1,
    min: 0,
    max: 1,
    description: 'enable/disable job scheduler',
  },
  {
    name: 'jobs.session.heartbeat',
    type: 'duration',
    initial: 1500,
    min: 50,
    max: 60_000,
    description: 'how often a worker renews its session',
  },
  {
    name: 'jobs.session.ttl',
    type: 'duration',
    initial: 6000,
    min: 200,
    max: 600_000,
    description: 'how long a worker may stay silent before its jobs are given to others',
  },
  {
    name: 'kv.bulk_io_write.max_rate',
    type: 'bytes',
    initial: 2 ** 40,
    min: 1024,
    max: 2 ** 50,
    description: 'the rate limit (bytes/sec) of bulk writes of one job',
  },
  {
    name: AUTOMATIC_COLLECTION,
    type: 'bool',
    initial: 1,
    min: 0,
    max: 1,
    description: 'automatic statistics collection mode',
  },
  {
    name: 'sql.stats.automatic_collection.fraction_stale_rows',
    type: 'float',
    initial: 0.2,
    min: 0,
    max: 1_000_000,
    description: 'target fraction of stale rows per table that will trigger a statistics refresh',
  },
  {
    name: 'sql.stats.automatic_collection.min_stale_rows',
    type: 'int',
    initial: 500,
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    description: 'target minimum number of stale rows per table that will trigger a refresh',
  },
];

/** Those of SHOW CLUSTER SETTINGS' letters. */
export const SETTING_LETTERS = {
  duration: 'd',
  int: 'i',
  bool: 'b',
  float: 'f',
  bytes: 'z',
} as const;

const BY_NAME = new Map(SETTINGS.map((setting) => [setting.name, setting]));

/** The setting of that name (lower case), or undefined. */
export function findSetting(name: string): SettingInfo | undefined {
  return BY_NAME.get(name);
}

/** Reads a value given by a person: a number, `on`, `off`, or a text such as `1m30s`, `16 MiB`. */
export function readSetting(setting: SettingInfo, value: Json): number | Refusal {
  const read = READERS[setting.type](value);
  if (read === undefined || !Number.isFinite(read)) {
    const given = typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
    return invalid(`cluster setting ${setting.name} takes ${WORDS[setting.type]}, got ${given}`);
  }
  if (read < setting.min || read > setting.max) {
    return invalid(
      `cluster setting ${setting.name} must lie between ${showSetting(setting, setting.min)} ` +
        `and ${showSetting(setting, setting.max)}`,
    );
  }
  return read;
}

const WORDS = {
  duration: 'a duration',
  int: 'an int',
  bool: 'a bool',
  float: 'a float',
  bytes: 'a byte size',
} as const;

const READERS: Readonly<Record<SettingInfo['type'], (value: Json) => number | undefined>> = {
  duration: (value) => (typeof value === 'string' ? parseDuration(value) : wholeNumber(value)),
  int: (value) =>
    typeof value === 'string' && /^-?[0-9]{1,15}$/.test(value) ? Number(value) : wholeNumber(value),
  bool: readBool,
  float(value) {
    if (typeof value === 'number') return value;
    return typeof value === 'string' && /^-?[0-9.]{1,20}$/.test(value) ? Number(value) : undefined;
  },
  bytes: (value) => (typeof value === 'string' ? readBytes(value) : wholeNumber(value)),
};

function wholeNumber(value: Json): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

function readBool(value: Json): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return undefined;
  const word = value.toLowerCase();
  if (['true', 't', 'on', 'yes', '1'].includes(word)) return 1;
  return ['false', 'f', 'off', 'no', '0'].includes(word) ? 0 : undefined;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

function readBytes(text: string): number | undefined {
  const [, amount, unit = 'B'] =
    /^\s*([0-9]+(?:\.[0-9]+)?)\s*([KMGTP]i?B|B)?\s*$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const power = Math.max(0, 'BKMGTP'.indexOf(unit[0]!.toUpperCase()));
  const base = /^.B$/i.test(unit) ? 1000 : 1024;
  return Math.round(Number(amount) * base ** power);
}

function showBytes(value: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, value)) / 10));
  return `${Number((value / 1024 ** power).toFixed(1))} ${UNITS[power]!}`;
}

/** The value as SHOW CLUSTER SETTING prints it. */
export function showSetting(setting: SettingInfo, value: number): string {
  if (setting.type === 'duration') return formatDuration(value);
  if (setting.type === 'bool') return String(value !== 0);
  return setting.type === 'bytes' ? showBytes(value) : String(value);
}
