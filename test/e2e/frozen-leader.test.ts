// A leader that is frozen for longer than its lease wakes up and does not know yet that another
// leads: nothing it does counts, and nobody was kept alive by it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subjects, type Commit, type CommandRequest, type WorkerRequest } from '@rescind/shared';
import { createNatsBus, openJetStreamLog } from '@rescind/shared/nats';
import { startCluster, TEST_JOBS, type Cluster } from './cluster.ts';
import { onNats } from './needs.ts';
import { moment } from './program.ts';

describe.runIf(onNats.runs)(
  `a leader frozen for longer than its lease${onNats.note}`,
  { timeout: 60_000 },
  () => {
    let cluster: Cluster;
    beforeAll(async () => {
      cluster = await startCluster({ args: ['--jobs', TEST_JOBS] });
    }, 30_000);
    afterAll(() => cluster.clear(), 30_000);

    it('has its append refused when it wakes, follows, and kept no worker alive', async () => {
      const { connection, client } = cluster;
      const names = subjects('main');
      const bus = createNatsBus(connection);
      const tries: Commit[] = [];
      bus.subscribe('rescind.main.log', ({ data }) => tries.push(JSON.parse(data) as Commit));
      const heartbeats = recordHeartbeats(cluster);
      const often = { kind: 'SetSetting', name: 'jobs.session.heartbeat', value: 50 } as const;
      expect(await client.command(often)).toMatchObject({ ok: true });
      await moment('workers speak up often', () => heartbeats.sinceMark().length > 30);

      const old = await cluster.leader();
      process.kill(old.pid, 'SIGSTOP');
      heartbeats.mark();
      const next = await moment('another coordinator leads', async () =>
        (await client.rollCall(100)).find(({ role }) => role === 'leader'),
      );
      expect(next.id).not.toBe(old.id);
      // Those before the first that the new leader answered: only the frozen one was sent them.
      const unanswered = await moment('the new leader answers a heartbeat', () => {
        const asked = heartbeats.sinceMark();
        const first = asked.findIndex(({ answers }) => answers.length > 0);
        return first >= 0 && asked.slice(0, first);
      });
      expect(unanswered.length).toBeGreaterThan(0);

      // The frozen one finds it in its socket when it wakes, and takes itself for the leader.
      const late: CommandRequest = {
        v: 1,
        requestId: 'sent-while-frozen',
        timeoutMs: 30_000,
        user: 'root',
        command: { kind: 'SetSetting', name: 'jobs.progress.max_rate', value: 7 },
      };
      const { ok } = JSON.parse(
        await bus.request(names.lead('root'), JSON.stringify(late), { timeoutMs: 5000 }),
      ) as { readonly ok: boolean };
      expect(ok).toBe(true);
      const sessions = (await cluster.status()).sessions;
      expect(sessions).toHaveLength(3);

      process.kill(old.pid, 'SIGCONT');
      await moment('the old leader follows', async () =>
        (await client.rollCall(100)).some(({ id, role, term }) => {
          return id === old.id && role === 'follower' && term > old.term;
        }),
      );
      await connection.flush();

      const log = await openJetStreamLog({ connection, cluster: 'main', durability: 'fsync' });
      const kept: Commit[] = [];
      for await (const { commit } of log.read(1)) kept.push(commit);
      await log.close();
      const taken = kept.findIndex(({ events }) =>
        events.some((event) => event.type === 'LeaderElected' && event.leader === next.id),
      );
      expect(kept.slice(taken).filter(({ by }) => by === old.id)).toEqual([]);
      const refused = tries.filter(({ by, n }) => by === old.id && n > taken);
      expect(refused, 'appends tried by the old leader after its time').not.toEqual([]);

      // What was asked of the frozen one alone was never answered, and the sessions are the same.
      expect(unanswered.filter(({ answers }) => answers.length > 0)).toEqual([]);
      expect(heartbeats.sinceMark().filter(({ answers }) => answers.length > 1)).toEqual([]);
      expect((await cluster.status()).sessions.map(({ session }) => session)).toEqual(
        sessions.map(({ session }) => session),
      );
    });

    it('leads again in a later term when the other one dies', async () => {
      const { pid, term } = await cluster.leader();
      process.kill(pid, 'SIGKILL');
      const after = await moment('the survivor leads', async () =>
        (await cluster.client.rollCall(100)).find((each) => {
          return each.role === 'leader' && each.term > term;
        }),
      );
      expect(after.pid).not.toBe(pid);
      expect(await cluster.rows('SHOW CLUSTER SETTING jobs.progress.max_rate')).toMatchObject([
        { 'jobs.progress.max_rate': '7' },
      ]);
    });
  },
);

interface Heartbeat {
  readonly session: string;
  readonly answers: string[];
}

/** Listens in on what workers ask the leader, and on what is answered to each of them. */
function recordHeartbeats({ connection }: Cluster): {
  mark(): void;
  sinceMark(): readonly Heartbeat[];
} {
  const bus = createNatsBus(connection);
  const asked = new Map<string, Heartbeat>();
  let marked: string[] = [];
  bus.subscribe(subjects('main').session, ({ data, reply }) => {
    const request = JSON.parse(data) as WorkerRequest;
    if (request.kind !== 'heartbeat' || reply === undefined) return;
    asked.set(reply, { session: request.session, answers: [] });
    marked.push(reply);
  });
  bus.subscribe('_INBOX.>', ({ subject, data }) => asked.get(subject)?.answers.push(data));
  return {
    mark() {
      marked = [];
    },
    sinceMark: () => marked.flatMap((reply) => asked.get(reply) ?? []),
  };
}
