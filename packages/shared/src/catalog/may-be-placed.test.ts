import { describe, expect, it } from 'vitest';
import { encodeIds } from '../job/id-list.ts';
import type { JobId } from '../job/job-id.ts';
import { createBackup, dropTables } from '../testing/data-commands.ts';
import { dataCluster } from '../testing/data-cluster.ts';
import type { GcDetails } from './job-details.ts';
import { mayBePlaced } from './may-be-placed.ts';

describe('a GC job', () => {
  it('is given to nobody while a BACKUP protects what it would remove', () => {
    const cluster = dataCluster();
    const backup = cluster.makes(createBackup());
    cluster.does(dropTables(['bank.loans']));
    const [gc] = cluster.active('SCHEMA CHANGE GC');
    expect(mayBePlaced(cluster.state.catalog, gc!)).toBe(false);
    expect(mayBePlaced(cluster.state.catalog, cluster.job(backup))).toBe(true);
    const [session] = cluster.state.sessions.keys();
    const claim = { session: session!, jobs: encodeIds([gc!.id]) };
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
    cluster.run({ kind: 'ClaimJobs', claims: [claim] });
    expect(cluster.job(gc!.id).session).toBe(session);
  });

  it('is kept back by a BACKUP of the very commit of the drop, and by none of a later one', () => {
    const cluster = dataCluster().does(dropTables(['bank.loans']));
    const [gc] = cluster.active('SCHEMA CHANGE GC');
    const { droppedIn } = gc!.details as unknown as GcDetails;
    const job = '7' as JobId;
    const protectedIn = (n: number) => ({ protections: new Map([[job, { job, n }]]) });
    expect(mayBePlaced(protectedIn(droppedIn), gc!)).toBe(false);
    expect(mayBePlaced(protectedIn(droppedIn + 1), gc!)).toBe(true);
  });

  it('is not kept back by a BACKUP that was made after the drop', () => {
    const cluster = dataCluster().does(dropTables(['bank.loans']));
    cluster.makes(createBackup());
    const [gc] = cluster.active('SCHEMA CHANGE GC');
    expect(mayBePlaced(cluster.state.catalog, gc!)).toBe(true);
  });
});
