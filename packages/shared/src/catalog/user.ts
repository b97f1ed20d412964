// Users that were created, and what they may do (CockroachDB v21.2's rules).
import type { Entities } from '../cluster/overlay.ts';
import { invalid, type Refusal } from '../job/refusal.ts';

export interface User {
  readonly name: string;
  readonly controlJob: boolean;
}

type Users = Pick<Entities<string, User>, 'get' | 'has'>;

/** The user every cluster has; an admin, and for now the only one. */
export const ROOT = 'root';

/** Admins, and whoever nobody has created: there is no authentication yet. */
function isTrusted(user: string, users: Users): boolean {
  return user === ROOT || !users.has(user);
}

/** Whether `user` may control jobs at all: checked once, before any job is looked at. */
export function mayControl(user: string, users: Users): Refusal | undefined {
  if (isTrusted(user, users) || users.get(user)?.controlJob === true) return undefined;
  return invalid(`user ${user} does not have CONTROLJOB privilege`, '42501');
}

/** Jobs of an admin are for admins alone. */
export function mayControlJobOf(owner: string, user: string, users: Users): Refusal | undefined {
  if (owner !== ROOT || isTrusted(user, users)) return undefined;
  return invalid('only admins can control jobs owned by other admins', '42501');
}

/** Settings and schedules are for admins alone; `deed` ends the sentence that says so. */
export function mayAdminister(user: string, users: Users, deed: string): Refusal | undefined {
  if (isTrusted(user, users)) return undefined;
  return invalid(`only users with the admin role are allowed to ${deed}`, '42501');
}

/** Nobody but an admin makes or drops users: there is no option CREATEROLE yet. */
export function mayCreateRole(user: string, users: Users): Refusal | undefined {
  if (isTrusted(user, users)) return undefined;
  return invalid(`user ${user} does not have CREATEROLE privilege`, '42501');
}
