import { describe, expect, it } from 'vitest';
import type { Command } from '../../cluster/commands.ts';
import { dataCluster, refusalOf } from '../../testing/data-cluster.ts';
import { createSchedule, createUser, dropUsers } from '../../testing/data-commands.ts';

const withUsers = () => dataCluster().does(createUser('anna'), createUser('bert'));

describe('CREATE USER', () => {
  it('records the user and whether jobs are his to control', () => {
    const cluster = dataCluster().does(createUser('anna', { controlJob: false }));
    expect(cluster.newest).toEqual([
      { type: 'UserCreated', user: { name: 'anna', controlJob: false }, by: { user: 'root' } },
    ]);
    expect(cluster.state.catalog.users.get('anna')).toEqual({ name: 'anna', controlJob: false });
  });

  it('IF NOT EXISTS does nothing where there is one; root is always there', () => {
    for (const name of ['anna', 'root']) {
      const cluster = withUsers().does(createUser(name, { ifNotExists: true }));
      expect(cluster.newest).toEqual([]);
    }
  });

  it.each(['x', 'Anna-9_', 'x'.repeat(63)])('may be called %s', (name) => {
    dataCluster().does(createUser(name));
  });
});

describe('DROP USER', () => {
  it('drops all that are named, each once', () => {
    const cluster = withUsers().does(dropUsers(['bert', 'anna', 'bert']));
    expect(cluster.words).toEqual(['UserDropped bert', 'UserDropped anna']);
    expect(cluster.state.catalog.users.size).toBe(0);
    cluster.does(createUser('anna'));
  });

  it('IF EXISTS passes over those that are not there', () => {
    const cluster = withUsers().does(dropUsers(['zoe', 'anna'], true));
    expect(cluster.words).toEqual(['UserDropped anna']);
    expect(cluster.does(dropUsers(['zoe'], true)).newest).toEqual([]);
  });

  it('is possible once the schedules of the user are gone', () => {
    const cluster = dataCluster();
    // Made while nobody had created anna: afterwards it takes an admin.
    const id = cluster.schedules(createSchedule({}, { by: { user: 'anna' } }));
    cluster.does(createUser('anna'), createUser('bert'));
    expect(refusalOf(cluster, dropUsers(['bert', 'anna']))).toEqual([
      '2BP01',
      `cannot drop role/user anna: owner of schedule ${id}`,
    ]);
    cluster.does(dropUsers(['bert']));
  });
});

const rules = 'is invalid';
it.each<[Command, string, string]>([
  [createUser(''), '42602', `username "" ${rules}`],
  [createUser('a.b'), '42602', `username "a.b" ${rules}`],
  [createUser('a b'), '42602', `username "a b" ${rules}`],
  [createUser('x'.repeat(64)), '42602', `username "${'x'.repeat(64)}" ${rules}`],
  [createUser('*', { ifNotExists: true }), '42602', `username "*" ${rules}`],
  [createUser('anna'), '42710', 'a role/user named anna already exists'],
  [createUser('root'), '42710', 'a role/user named root already exists'],
  [dropUsers(['root']), '42501', 'cannot drop role/user root'],
  [dropUsers(['anna', 'root'], true), '42501', 'cannot drop role/user root'],
  [dropUsers(['zoe']), '42704', 'role/user "zoe" does not exist'],
  [dropUsers(['anna', 'zoe']), '42704', 'role/user "zoe" does not exist'],
])('refused: %#, %s %s', (command, code, message) => {
  expect(refusalOf(withUsers(), command)).toEqual([code, message]);
});
