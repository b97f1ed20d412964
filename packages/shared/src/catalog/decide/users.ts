// CREATE and DROP of users.
import { DONE } from '../../cluster/answer.ts';
import { nothing, refuse, type Decision } from '../../cluster/decision.ts';
import type { ClusterView } from '../../cluster/state.ts';
import { invalid } from '../../job/refusal.ts';
import type { DataCommandBy } from '../commands.ts';
import { mayCreateRole, ROOT } from '../user.ts';

type Of<Kind extends DataCommandBy['kind']> = Extract<DataCommandBy, { readonly kind: Kind }>;

/** Users speak on a subject that ends in their name, so it is one word. */
const USER_NAME = /^[A-Za-z0-9_-]{1,63}$/;

export function createUser(view: ClusterView, command: Of<'CreateUser'>): Decision {
  const { name, controlJob, ifNotExists, by } = command;
  const denied = mayCreateRole(by.user, view.catalog.users);
  if (denied !== undefined) return refuse(denied);
  if (!USER_NAME.test(name)) {
    const hint = 'Usernames are case insensitive and have letters, digits, "_" and "-" only.';
    return refuse(invalid(`username "${name}" is invalid`, '42602', hint));
  }
  if (name === ROOT || view.catalog.users.has(name)) {
    if (ifNotExists) return nothing();
    return refuse(invalid(`a role/user named ${name} already exists`, '42710'));
  }
  return { events: [{ type: 'UserCreated', user: { name, controlJob }, by }], answer: DONE };
}

/** All or none; an owner of schedules stays. */
export function dropUsers(view: ClusterView, { names, ifExists, by }: Of<'DropUsers'>): Decision {
  const { users, schedules } = view.catalog;
  const denied = mayCreateRole(by.user, users);
  if (denied !== undefined) return refuse(denied);
  const dropped: string[] = [];
  for (const name of new Set(names)) {
    if (name === ROOT) return refuse(invalid('cannot drop role/user root', '42501'));
    if (!users.has(name)) {
      if (ifExists) continue;
      return refuse(invalid(`role/user "${name}" does not exist`, '42704'));
    }
    for (const { id, owner } of schedules.values()) {
      if (owner !== name) continue;
      const message = `cannot drop role/user ${name}: owner of schedule ${id}`;
      return refuse(invalid(message, '2BP01', 'Drop its schedules first.'));
    }
    dropped.push(name);
  }
  if (dropped.length === 0) return nothing();
  return {
    events: dropped.map((user) => ({ type: 'UserDropped', user, by }) as const),
    answer: DONE,
  };
}
