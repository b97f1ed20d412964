// Cluster settings as rows: all of them, or the value of one.
import type { SettingRow } from '@rescind/shared';
import type { Backend } from '../backend.ts';
import type { SourceTable } from '../engine.ts';
import { errorAt } from '../sql-error.ts';
import type { ShowClusterSetting, ShowClusterSettings } from '../syntax/ast/show.ts';
import type { Column, Row, SqlType, Value } from '../value.ts';

/** One row with one column called like the setting. Throws XXUUU for a setting there is not. */
export function openSetting(
  settings: readonly SettingRow[],
  statement: ShowClusterSetting,
): SourceTable {
  const name = statement.name.toLowerCase();
  const setting = settings.find(({ variable }) => variable === name);
  if (setting === undefined) {
    const hint = 'SHOW CLUSTER SETTINGS lists the settings of this cluster.';
    throw errorAt(statement, 'XXUUU', `unknown setting: "${name}"`, hint);
  }
  const { type, read } = KINDS[setting.setting_type];
  return {
    columns: [{ name, type }],
    rows: () => Promise.resolve([[read(setting.value)]]),
  };
}

/** What the value of a setting is in SQL, by the letter of its kind. */
const KINDS: Readonly<
  Record<
    SettingRow['setting_type'],
    { readonly type: SqlType; readonly read: (text: string) => Value }
  >
> = {
  b: { type: 'BOOL', read: (text) => text === 'true' },
  d: { type: 'INTERVAL', read: (text) => text },
  f: { type: 'FLOAT8', read: Number },
  i: { type: 'INT8', read: BigInt },
  z: { type: 'STRING', read: (text) => text },
};

/** Every setting; ALL has the column `public`, and here all are. */
export function openSettings(
  backend: Pick<Backend, 'settings'>,
  { which }: ShowClusterSettings,
): SourceTable {
  const all = which === 'ALL';
  const columns: Column[] = [
    { name: 'variable', type: 'STRING' },
    { name: 'value', type: 'STRING' },
    { name: 'setting_type', type: 'STRING' },
    ...(all ? ([{ name: 'public', type: 'BOOL' }] as const) : []),
    { name: 'description', type: 'STRING' },
  ];
  return {
    columns,
    async rows() {
      const settings = await backend.settings();
      return settings.map(({ variable, value, setting_type: type, description }): Row => {
        const text = type === 'd' ? unitsOf(value) : value;
        return all
          ? [variable, text, type, true, description]
          : [variable, text, type, description];
      });
    },
  };
}

/** `24:00:00` as `24h0m0s` and `00:00:01.500` as `1.5s`: the list has durations in Go's form. */
function unitsOf(interval: string): string {
  const parts = /^(\d+):(\d\d):(\d\d)(?:\.(\d{3}))?$/.exec(interval);
  if (parts === null) return interval;
  const [hours, minutes, seconds, ms] = parts.slice(1).map((part) => Number(part ?? 0)) as Four;
  if (hours === 0 && minutes === 0 && seconds === 0 && ms !== 0) return `${ms}ms`;
  const rest = `${seconds + ms / 1000}s`;
  if (hours !== 0) return `${hours}h${minutes}m${rest}`;
  return minutes === 0 ? rest : `${minutes}m${rest}`;
}

type Four = [number, number, number, number];
