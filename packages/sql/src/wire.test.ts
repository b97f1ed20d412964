import { once, type EventEmitter } from 'node:events';
import { connect } from 'node:net';
import { createMemoryStorage } from '@rescind/shared';
import { createSystemPorts } from '@rescind/shared/node';
import { Client, type DatabaseError } from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { createVerifier } from './password/scram-verifier.ts';
import { createSession } from './session.ts';
import { createTableBackend, jobRowWith } from './testing/table-backend.ts';
import { createSqlServer, type SqlServer, type SqlServerOptions } from './wire.ts';

const { clock } = createSystemPorts();
let stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.reverse()) await stop();
  stops = [];
});

async function serve(options: Partial<SqlServerOptions> = {}): Promise<SqlServer> {
  const jobs = [
    jobRowWith({ job_id: '7' }),
    jobRowWith({ job_id: '8' }),
    jobRowWith({ job_id: '9' }),
  ];
  const server = await createSqlServer({
    clock,
    host: '127.0.0.1',
    port: 0,
    authenticate: async () => ({ kind: 'trust' }),
    openSession: () => createSession({ backend: createTableBackend(jobs) }),
    ...options,
  });
  stops.push(() => server.stop());
  return server;
}

async function clientOf({ port }: SqlServer, login: object = {}): Promise<Client> {
  const client = new Client({ host: '127.0.0.1', port, user: 'root', ...login });
  client.on('error', () => undefined);
  await client.connect();
  stops.push(() => client.end());
  return client;
}

async function errorOf(work: Promise<unknown>): Promise<DatabaseError> {
  return work.then(
    () => Promise.reject(new Error('nothing was refused')),
    (error: unknown) => error as DatabaseError,
  );
}

/** What a server answers to bytes, until it hangs up. */
async function answerTo({ port }: SqlServer, bytes: Uint8Array): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

describe('the server of the wire protocol', () => {
  it('answers the statements of a simple query, each with its tag', async () => {
    const client = await clientOf(await serve());
    const results = await client.query('CANCEL JOB 7; SELECT job_id FROM [SHOW JOBS]');
    expect(results).toMatchObject([
      { command: 'CANCEL' },
      { command: 'SELECT', rowCount: 3, fields: [{ name: 'job_id', dataTypeID: 20 }] },
    ]);
  });

  it('says where a statement is wrong, and goes on', async () => {
    const client = await clientOf(await serve());
    const error = await errorOf(client.query('CANCEL JOBZ 8'));
    expect(error).toMatchObject({ code: '42601', position: '8', severity: 'ERROR' });
    expect(error.hint).toBe('try \\h CANCEL');
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: '1' }]);
  });

  it('puts parameters in their places, and points into the text as it was sent', async () => {
    const client = await clientOf(await serve());
    const text = 'SELECT job_id FROM [SHOW JOBS] WHERE job_id IN ($1, $2) ORDER BY job_id LIMIT $3';
    expect((await client.query(text, ['9', 8, 5])).rowCount).toBe(2);
    const odd = await client.query('SELECT $1 AS odd', ["it's \\ $2 [SHOW JOBS]"]);
    expect(odd.rows).toEqual([{ odd: "it's \\ $2 [SHOW JOBS]" }]);
    const wrong = 'SELECT $1 AS a, missing';
    const error = await errorOf(client.query(wrong, ['a long value']));
    expect(error).toMatchObject({ code: '42703', position: `${wrong.indexOf('missing') + 1}` });
    expect((await client.query('CANCEL JOB $1', ['7'])).command).toBe('CANCEL');
  });

  it('keeps prepared statements and answers values in binary', async () => {
    const client = await clientOf(await serve());
    const query = {
      name: 'n',
      text: 'SELECT job_id FROM [SHOW JOBS] WHERE job_id = $1',
      binary: true,
    };
    expect((await client.query({ ...query, values: ['8'] })).rows).toEqual([{ job_id: '8' }]);
    expect((await client.query({ ...query, values: ['9'] })).rows).toEqual([{ job_id: '9' }]);
  });

  it('sends so many rows of a portal as are asked for', async () => {
    const client = await clientOf(await serve());
    let pauses = 0;
    const { connection } = client as unknown as { readonly connection: EventEmitter };
    connection.on('portalSuspended', () => pauses++);
    const query = { text: 'SELECT job_id FROM [SHOW JOBS]', rows: 2 };
    expect((await client.query(query)).rowCount).toBe(3);
    expect(pauses).toBe(1);
  });

  it('says what a statement will answer before it is carried out', async () => {
    const backend = createTableBackend([jobRowWith({ job_id: '7' })]);
    const storage = createMemoryStorage();
    const server = await serve({ openSession: () => createSession({ backend, storage }) });
    const client = await clientOf(server);
    const text = "BACKUP INTO 'nodelocal://1/b' WITH detached";
    expect((await client.query({ name: 'backup', text })).rows).toEqual([
      { job_id: expect.stringMatching(/^\d+$/) as unknown },
    ]);
    expect((await client.query({ name: 'show', text: 'SHOW JOBS' })).rows).toHaveLength(2);
    expect(backend.queries).toHaveLength(1);
  });

  it('asks for the password that a verifier fits, of unknown users too', async () => {
    const verifier = await createVerifier('secret', { salt: Buffer.from('0123456789abcdef') });
    const server = await serve({
      authenticate: async (user) => (user === 'maria' ? { kind: 'scram', verifier } : undefined),
    });
    const client = await clientOf(server, { user: 'maria', password: 'secret' });
    expect((await client.query('SELECT 1')).rowCount).toBe(1);
    for (const user of ['maria', 'nobody']) {
      const error = await errorOf(clientOf(server, { user, password: 'wrong' }));
      expect(error.code).toBe('28P01');
      expect(error.message).toBe(`password authentication failed for user "${user}"`);
    }
  });

  it('hangs up on what is no message and lives on', async () => {
    const server = await serve();
    const startup = Buffer.from('\0\0\0\x13\0\x03\0\0user\0root\0\0', 'latin1');
    expect(await answerTo(server, Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toContain('08P01');
    for (const bad of [
      '?\0\0\0\x04',
      'Q\0\0\0\x05x',
      'B\0\0\0\x06aa',
      'P\x7f\0\0\0',
      'Q\0\0\0\0',
    ]) {
      const bytes = Buffer.concat([startup, Buffer.from(bad, 'latin1')]);
      expect(await answerTo(server, bytes)).toContain('08P01');
    }
    expect((await (await clientOf(server)).query('SELECT 1')).rowCount).toBe(1);
  });

  it('refuses clients beyond its limit', async () => {
    const server = await serve({ connectionsMax: 1 });
    await clientOf(server);
    expect((await errorOf(clientOf(server))).code).toBe('53300');
  });

  it('hangs up on who does not say who he is', async () => {
    expect(await answerTo(await serve({ startupMs: 10 }), Buffer.alloc(0))).toBe('');
  });

  it('gives up a reading statement that is cancelled', async () => {
    let begun: () => void = () => undefined;
    const reading = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const backend = createTableBackend();
    const server = await serve({
      openSession: () =>
        createSession({
          backend: {
            ...backend,
            jobRows: () => {
              begun();
              return new Promise(() => undefined);
            },
          },
        }),
    });
    const client = await clientOf(server);
    const error = errorOf(client.query('SHOW JOBS'));
    await reading;
    const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
    const bytes = Buffer.alloc(16);
    [16, 80_877_102, processID, secretKey].forEach((each, index) => {
      bytes.writeInt32BE(each, index * 4);
    });
    await answerTo(server, bytes);
    expect((await error).code).toBe('57014');
  });

  it('tells its clients when it stops', async () => {
    const server = await serve();
    const client = await clientOf(server);
    const told = once(client, 'error');
    await server.stop();
    stops = [];
    expect(await told).toMatchObject([{ code: '57P01' }]);
  });
});
