// What users do to tables and settings while jobs work on them.
import { COLLECTING } from './statistics-stories.ts';
import type { Teller } from './teller.ts';

/** `when`: some time in the first part of the active phase. */
export function usersBusy({ draw, say }: Teller, when: (part: number) => number): void {
  for (let i = draw.between(1, 3); i > 0; i--) {
    const name = `shop.public.extra_${i}`;
    const at = when(0.8);
    say(at, `CREATE TABLE ${name} (id INT8, name STRING)`);
    say(at + draw.around(1500), `INSERT INTO ${name} VALUES (1, 'one'), (2, 'two')`);
    if (draw.chance(0.6)) say(at + draw.around(4000), `DROP TABLE ${name}`);
  }
  if (draw.chance(0.4)) {
    const at = when(0.8);
    say(at, 'ALTER TABLE shop.public.orders RENAME TO purchases');
    say(at + draw.around(3000), 'ALTER TABLE shop.public.purchases RENAME TO orders');
  }
  if (draw.chance(0.3)) say(when(0.9), 'DROP TABLE ops.public.notes');
  if (draw.chance(0.5)) {
    const at = when(0.9);
    say(at, 'CREATE USER maxroach WITH CONTROLJOB');
    if (draw.chance(0.5)) say(at + draw.around(3000), 'DROP USER maxroach');
  }
  if (draw.chance(0.4)) {
    const off = when(0.9);
    say(off, `SET CLUSTER SETTING ${COLLECTING} = off`);
    if (draw.chance(0.7)) say(off + draw.around(4000), `SET CLUSTER SETTING ${COLLECTING} = on`);
  }
  for (let i = draw.between(1, 2); i > 0; i--) {
    say(when(1), draw.pick(['SHOW SCHEDULES', 'SHOW TABLES FROM shop', 'SHOW AUTOMATIC JOBS']));
  }
}
