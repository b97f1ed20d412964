// Answers every command at once with a reply of the usual size, and does nothing else: what is
// left of a command is the way to another process and back.
import { createIds, subjects, type CommandReply, type IdList } from '@rescind/shared';
import { connectNats, createNatsBus } from '@rescind/shared/nats';
import { createSystemClock, createSystemRandom } from '@rescind/shared/node';

const { env } = process;
const connection = await connectNats({ url: env['RESCIND_NATS_URL']!, name: 'bench echo' });
const bus = createNatsBus(connection);
const reply: CommandReply = {
  v: 1,
  requestId: createIds(createSystemClock(), createSystemRandom()).next(),
  ok: true,
  kind: 'created',
  jobs: '1125899906842624001' as IdList,
  position: 100_000,
};
const text = JSON.stringify(reply);
bus.subscribe(subjects(env['RESCIND_CLUSTER']!).command('*'), (message) => message.respond(text), {
  queue: 'coordinators',
});
await bus.flush();
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
process.stdin.on('close', () => process.exit(0));
process.stdin.resume();
