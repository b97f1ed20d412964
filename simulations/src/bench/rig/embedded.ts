// A coordinator in this very process over the cluster's real log, as a service embeds it.
import { createCoordinator, type Coordinator } from '@rescind/coordinator';
import { createMemoryBus, type Answer, type Command, type EventLog } from '@rescind/shared';
import { openJetStreamLog } from '@rescind/shared/nats';
import { clock, ids, type Rig } from './rig.ts';

export interface Embedded extends AsyncDisposable {
  readonly cluster: string;
  readonly coordinator: Coordinator;
  readonly log: EventLog;
  /** Submits one command on the hot path. `done` gets an error when it is refused. */
  submit(command: Command, done: (error?: Error) => void): void;
  /** The same for one that is waited for. Rejects when it is refused. */
  carryOut(command: Command): Promise<Answer>;
}

/** A leader of a new cluster in which jobs of `types` can be created, with no worker. */
export async function openEmbedded(rig: Rig, types: readonly string[]): Promise<Embedded> {
  const cluster = rig.newCluster();
  const connection = await rig.connect('bench coordinator');
  const log = await openJetStreamLog({ connection, cluster, durability: 'fsync' });
  const coordinator = await createCoordinator({
    log,
    bus: createMemoryBus(clock),
    clock,
    ids,
    cluster,
  });
  await coordinator.leading();

  const submit: Embedded['submit'] = (command, done) =>
    coordinator.submit({
      command,
      done: (answer) => (answer.ok ? done() : done(new Error(answer.refusal.message))),
    });
  const carryOut: Embedded['carryOut'] = (command) =>
    new Promise((resolve, reject) => {
      const done = (answer: Answer): void => {
        if (answer.ok) resolve(answer);
        else reject(new Error(answer.refusal.message));
      };
      coordinator.submit({ command, done });
    });

  const session = ids.next();
  await carryOut({
    kind: 'OpenSession',
    hello: {
      id: session,
      worker: 'bench',
      pid: process.pid,
      host: 'localhost',
      types: types.map((name) => ({ name, cancelable: true })),
      slots: 1,
    },
  });
  await carryOut({ kind: 'EndSession', session, reason: 'left' });
  return {
    cluster,
    coordinator,
    log,
    submit,
    carryOut,
    async [Symbol.asyncDispose]() {
      await coordinator.stop();
      await log.close();
    },
  };
}
