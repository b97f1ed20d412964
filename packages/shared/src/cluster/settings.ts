// The cluster settings that something in this build reads, with their types and bounds. A setting
// nobody reads is not accepted: it would promise what does not happen.
import type { Json } from '../json.ts';
import { invalid, type Refusal } from '../job/refusal.ts';
import { formatDuration, parseDuration } from './duration.ts';

export interface SettingInfo {
  readonly name: string;
  readonly type: 'duration' | 'int';
  /** In milliseconds for durations. */
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  readonly description: string;
}

const DAY_MS = 24 * 3600 * 1000;

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
];

const BY_NAME = new Map(SETTINGS.map((setting) => [setting.name, setting]));

/** The setting of that name (lower case), or undefined. */
export function findSetting(name: string): SettingInfo | undefined {
  return BY_NAME.get(name);
}

/** Reads a value given by a person: a number, or for durations also a text such as `1m30s`. */
export function readSetting(setting: SettingInfo, value: Json): number | Refusal {
  const read =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && setting.type === 'duration'
        ? parseDuration(value)
        : typeof value === 'string' && /^-?[0-9]{1,15}$/.test(value)
          ? Number(value)
          : undefined;
  if (read === undefined || !Number.isSafeInteger(read)) {
    const given = typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
    const what = setting.type === 'int' ? 'an int' : 'a duration';
    return invalid(`cluster setting ${setting.name} takes ${what}, got ${given}`);
  }
  if (read < setting.min || read > setting.max) {
    return invalid(
      `cluster setting ${setting.name} must lie between ${showSetting(setting, setting.min)} ` +
        `and ${showSetting(setting, setting.max)}`,
    );
  }
  return read;
}

/** The value as SHOW CLUSTER SETTING prints it. */
export function showSetting(setting: SettingInfo, value: number): string {
  return setting.type === 'duration' ? formatDuration(value) : String(value);
}
