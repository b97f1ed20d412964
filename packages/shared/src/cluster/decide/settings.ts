// SET CLUSTER SETTING.
import { mayAdminister } from '../../catalog/user.ts';
import { DONE } from '../answer.ts';
import type { SetSetting } from '../commands.ts';
import { refuse, type Decision } from '../decision.ts';
import { findSetting, readSetting } from '../settings.ts';
import type { ClusterView } from '../state.ts';

/** Checks name, privilege, type and bounds, in this order; null resets. */
export function setSetting(view: ClusterView, command: SetSetting): Decision {
  const { name, by } = command;
  const setting = findSetting(name);
  if (setting === undefined) {
    return refuse({
      kind: 'unknown-setting',
      code: 'XXUUU',
      message: `unknown cluster setting '${name}'`,
      hint: 'SHOW CLUSTER SETTINGS lists the settings of this cluster.',
    });
  }
  const denied = mayAdminister(by.user, view.catalog.users, `set cluster setting '${name}'`);
  if (denied !== undefined) return refuse(denied);
  const value = command.value === null ? null : readSetting(setting, command.value);
  if (value !== null && typeof value !== 'number') return refuse(value);
  const after = value ?? setting.initial;
  if (name === 'jobs.session.ttl' && after < 2 * view.setting('jobs.session.heartbeat')) {
    return refuse(tooClose('jobs.session.ttl must be at least twice jobs.session.heartbeat'));
  }
  if (name === 'jobs.session.heartbeat' && after * 2 > view.setting('jobs.session.ttl')) {
    return refuse(tooClose('jobs.session.heartbeat must be at most half of jobs.session.ttl'));
  }
  return { events: [{ type: 'SettingChanged', name, value, by }], answer: DONE };
}

function tooClose(message: string): { kind: 'invalid'; code: string; message: string } {
  return { kind: 'invalid', code: '22023', message };
}
