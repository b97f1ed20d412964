import type { Msg, NatsConnection } from 'nats';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { deliver } from './delivery.ts';
import type { StreamApi } from './stream-api.ts';

type Callback = (error: null, message: Msg) => void;

/** A server that delivers what the test says, in place of one that loses messages on the way. */
function scriptedServer() {
  const consumers: { readonly from: number; readonly deliver: Callback }[] = [];
  let callback: Callback = () => undefined;
  const connection = {
    isClosed: () => false,
    subscribe: (_subject: string, options: { readonly callback: Callback }) => {
      callback = options.callback;
      return { unsubscribe: () => undefined };
    },
  };
  const api: Partial<StreamApi> = {
    lastSequence: async () => 4,
    async addConsumer(config) {
      consumers.push({ from: Number(config['opt_start_seq']), deliver: callback });
      return `consumer-${consumers.length}`;
    },
    deleteConsumer: () => undefined,
  };
  /** Message `sequence` as the `order`th that a consumer sends. */
  const send = (consumer: number, sequence: number, order: number): void => {
    const reply = `$JS.ACK.S.C.1.${sequence}.${order}.1767600000000000000.0`;
    consumers[consumer]!.deliver(null, {
      data: Buffer.from(`m${sequence}`),
      reply,
    } as unknown as Msg);
  };
  return {
    connection: connection as unknown as NatsConnection,
    api: api as StreamApi,
    consumers,
    send,
  };
}

describe('a delivery', () => {
  it('asks again for what was lost on the way, and takes it for no hole in the log', async () => {
    const server = scriptedServer();
    const seen: number[] = [];
    const stop = deliver({
      ...server,
      watch: {
        isConnected: true,
        onLost: () => () => undefined,
        onBack: () => () => undefined,
        whenConnected: async () => true,
        stop: () => undefined,
      },
      from: 1,
      onMessage: ({ sequence }) => seen.push(sequence),
      onFlow: (resume) => resume(),
      onError: (error) => expect.fail(error.message),
    });
    onTestFinished(stop);
    await vi.waitFor(() => expect(server.consumers).toHaveLength(1));
    server.send(0, 1, 1);
    server.send(0, 2, 2);
    server.send(0, 4, 4);
    server.send(0, 5, 5);
    await vi.waitFor(() => expect(server.consumers).toHaveLength(2));
    expect(server.consumers.map(({ from }) => from)).toEqual([1, 3]);
    expect(seen).toEqual([1, 2]);
    for (const sequence of [3, 4]) server.send(1, sequence, sequence - 2);
    expect(seen).toEqual([1, 2, 3, 4]);
  });
});
