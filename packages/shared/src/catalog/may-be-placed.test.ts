import { describe, expect, it } from 'vitest';
import { encodeIds } from '../job/id-list.ts';
import { createBackup, dropTables } from '../testing/data-commands.ts';
import { dataCluster } from '../testing/data-cluster.ts';
import { mayBePlaced } from './may-be-placed.ts';

describe('a GC job', () => {
  it('is given to nobody while a BACKUP protects what it would remove', () => {
    const cluster = dataCluster();
    const backup = cluster.makes(createBackup());
    cluster.does(dropTables(['bank.loans']));
    const [gc] = cluster.active('SCHEMA CHANGE GC');
    expect(mayBePlaced(cluster.state.catalog, gc!)).toBe(false);
    expect(mayBePlaced(cluster.state.catalog, cluster.job(backup))).toBe(true);
    const claim = { session: 'S1', jobs: encodeIds([gc!.id]) };
    cluster.run({ kind: 'ClaimJobs', claims: [claim] });
    expect(cluster.job(gc!.id).session).toBeNull();
    cluster.does({
      kind: 'ControlJobs',
      verb: 'cancel',
      jobs: encodeIds([backup]),
      by: { user: 'root' },
    });
    cluster.run({ kind: 'ServeRequests', jobs: encodeIds([backup]) });
    cluster.works(backup, { kind: 'reverted', effect: { kind: 'drop' } });
    expect(mayBePlaced(cluster.state.catalog, gc!)).toBe(true);
  });

  it('is not kept back by a BACKUP that was made after the drop', () => {
    const cluster = dataCluster().does(dropTables(['bank.loans']));
    cluster.makes(createBackup());
    const [gc] = cluster.active('SCHEMA CHANGE GC');
    expect(mayBePlaced(cluster.state.catalog, gc!)).toBe(true);
  });
});
