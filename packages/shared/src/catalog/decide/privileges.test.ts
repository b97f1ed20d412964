import { expect, it } from 'vitest';
import type { Command } from '../../cluster/commands.ts';
import type { Actor } from '../../job/job.ts';
import { refusalOf } from '../../testing/data-cluster.ts';
import {
  controlSchedules,
  createSchedule,
  createUser,
  dropUsers,
} from '../../testing/data-commands.ts';
import { nightly, type Nightly } from '../../testing/nightly.ts';

const ONLY_ADMINS = 'only users with the admin role are allowed to';
const NO_CREATEROLE = 'user bert does not have CREATEROLE privilege';

/** What only admins may do, with the words in which others are refused. */
const DEEDS: readonly (readonly [words: string, deed: (made: Nightly) => Command])[] = [
  [`${ONLY_ADMINS} set cluster setting 'jobs.cancel.grace'`, () => setGrace],
  [`${ONLY_ADMINS} CREATE SCHEDULE FOR BACKUP`, () => createSchedule({})],
  [`${ONLY_ADMINS} PAUSE SCHEDULES`, ({ id }) => controlSchedules('pause', id)],
  [`${ONLY_ADMINS} RESUME SCHEDULES`, ({ id }) => controlSchedules('resume', id)],
  [`${ONLY_ADMINS} DROP SCHEDULES`, ({ id }) => controlSchedules('drop', id)],
  [NO_CREATEROLE, () => createUser('anna')],
  [NO_CREATEROLE, () => dropUsers(['bert'])],
];

const setGrace: Command = {
  kind: 'SetSetting',
  name: 'jobs.cancel.grace',
  value: '5s',
  by: { user: 'root' },
};

function cluster(): Nightly {
  const made = nightly();
  made.cluster.does(createUser('bert', { controlJob: true }));
  return made;
}

const as = (user: string, command: Command): Command =>
  ({ ...command, by: { user } satisfies Actor }) as Command;

it.each(DEEDS)('%s: others are refused, CONTROLJOB or not', (words, deed) => {
  const made = cluster();
  expect(refusalOf(made.cluster, as('bert', deed(made)))).toEqual(['42501', words]);
});

it.each(DEEDS)('%s: root is not, and nobody whom nobody has created', (_words, deed) => {
  for (const user of ['root', 'a stranger']) {
    const made = cluster();
    expect(made.cluster.run(as(user, deed(made))).answer.ok).toBe(true);
  }
});

it('a setting that does not exist is named before the privilege is looked at', () => {
  const nonsense = { ...setGrace, name: 'jobs.nonsense' } as Command;
  expect(refusalOf(cluster().cluster, as('bert', nonsense))).toEqual([
    'XXUUU',
    "unknown cluster setting 'jobs.nonsense'",
  ]);
});

it('a schedule or a user that is there already is named after it', () => {
  const made = cluster();
  const again = createSchedule({}, { ifNotExists: true });
  expect(refusalOf(made.cluster, as('bert', again))[0]).toBe('42501');
  expect(refusalOf(made.cluster, as('bert', createUser('bert', { ifNotExists: true })))[0]).toBe(
    '42501',
  );
});
