import { expect, it } from 'vitest';
import { mayControl, mayControlJobOf, type User } from './user.ts';

const users = new Map<string, User>([
  ['anna', { name: 'anna', controlJob: true }],
  ['bert', { name: 'bert', controlJob: false }],
]);

it.each([
  ['root', undefined],
  ['anna', undefined],
  ['bert', 'user bert does not have CONTROLJOB privilege'],
  ['a stranger', undefined],
])('to control jobs at all, %s is told: %s', (user, message) => {
  const refusal = mayControl(user, users);
  expect(refusal?.message).toBe(message);
  expect(refusal?.code).toBe(message === undefined ? undefined : '42501');
});

const ADMINS = 'only admins can control jobs owned by other admins';
it.each([
  ['root', 'root', undefined],
  ['anna', 'root', undefined],
  ['root', 'anna', ADMINS],
  ['root', 'bert', ADMINS],
  ['anna', 'bert', undefined],
  ['root', 'a stranger', undefined],
])('a job of %s, for %s: %s', (owner, user, message) => {
  const refusal = mayControlJobOf(owner, user, users);
  expect(refusal?.message).toBe(message);
  expect(refusal?.code).toBe(message === undefined ? undefined : '42501');
});
