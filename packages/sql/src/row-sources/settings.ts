// Cluster settings as rows: all of them, or the value of one.
import type { SettingRow } from '@rescind/shared';
import type { Backend } from '../backend.ts';
import type { SourceTable } from '../engine.ts';
import { errorAt } from '../sql-error.ts';
import type { ShowClusterSetting, ShowClusterSettings } from '../syntax/ast.ts';
import type { Column, Row } from '../value.ts';

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
  const isInt = setting.setting_type === 'i';
  return {
    columns: [{ name, type: isInt ? 'INT8' : 'INTERVAL' }],
    rows: () => Promise.resolve([[isInt ? BigInt(setting.value) : setting.value]]),
  };
}

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
      return settings.map(({ variable, value, setting_type: type, description }): Row =>
        all ? [variable, value, type, true, description] : [variable, value, type, description],
      );
    },
  };
}
