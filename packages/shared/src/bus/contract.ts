// What every bus keeps to, as tests: an adapter's test calls this with a way to set up a bus.
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Bus, BusMessage } from '../bus.ts';
import { ClosedError, NoResponderError, TimeoutError } from '../errors.ts';

/** One bus, with as many participants as a test needs. */
export interface BusSite extends AsyncDisposable {
  /** Another participant; the same one again where the bus lives within one process. */
  join(): Promise<Bus>;
}

const PATIENT = { timeoutMs: 5000 };
const HASTY = { timeoutMs: 30 };

/** Declares the tests; `createSite` is called once for each. */
export function busContract(name: string, createSite: () => Promise<BusSite>): void {
  const joined = async (): Promise<{ here: Bus; there: Bus }> => {
    const site = await createSite();
    onTestFinished(() => site[Symbol.asyncDispose]());
    return { here: await site.join(), there: await site.join() };
  };
  describe(`${name} keeps the contract of a bus:`, () => {
    publishing(joined);
    requesting(joined);
    ending(joined);
  });
}

type Joined = () => Promise<{ readonly here: Bus; readonly there: Bus }>;

/** What a subject brings, as it comes. */
async function heard(bus: Bus, subject: string, queue?: string): Promise<BusMessage[]> {
  const messages: BusMessage[] = [];
  const options = queue === undefined ? {} : { queue };
  bus.subscribe(subject, (message) => messages.push(message), options);
  await bus.flush();
  return messages;
}

/** Everything that `from` has sent has been handed to the handlers of `to`. */
async function delivered(from: Bus, to: Bus): Promise<void> {
  await from.flush();
  await to.flush();
}

const dataOf = (messages: readonly BusMessage[]): readonly string[] =>
  messages.map(({ data }) => data);

function publishing(joined: Joined): void {
  it('each subscriber gets each message, in the order one sender sent them', async () => {
    const { here, there } = await joined();
    const [one, two] = [await heard(there, 'news'), await heard(there, 'news')];
    const sent = Array.from({ length: 50 }, (_, i) => `${i}`);
    for (const data of sent) here.publish('news', data);
    await delivered(here, there);
    expect(dataOf(one)).toEqual(sent);
    expect(dataOf(two)).toEqual(sent);
    expect(one[0]).toMatchObject({ subject: 'news', reply: undefined });
    one[0]!.respond('to nobody');
  });

  it('of those with the same queue one gets each message', async () => {
    const { here, there } = await joined();
    const group = [await heard(there, 'work', 'w'), await heard(there, 'work', 'w')];
    const [other, alone] = [await heard(there, 'work', 'v'), await heard(there, 'work')];
    const sent = Array.from({ length: 50 }, (_, i) => `${i}`);
    for (const data of sent) here.publish('work', data);
    await delivered(here, there);
    expect(group.flatMap(dataOf).toSorted()).toEqual(sent.toSorted());
    expect(dataOf(other)).toEqual(sent);
    expect(dataOf(alone)).toEqual(sent);
  });

  it('what nobody has subscribed to is gone without a word', async () => {
    const { here, there } = await joined();
    here.publish('void', 'lost');
    await delivered(here, there);
    expect(await heard(there, 'void')).toEqual([]);
  });

  it.each([
    ['jobs.*.done', ['jobs.7.done'], ['jobs.done', 'jobs.7.done.now', 'jobs.7.failed']],
    ['jobs.>', ['jobs.7', 'jobs.7.done'], ['jobs', 'sessions.7']],
    ['*', ['jobs'], ['jobs.7']],
  ])('the pattern %s brings what falls under it', async (pattern, matching, others) => {
    const { here, there } = await joined();
    const messages = await heard(there, pattern);
    for (const subject of [...matching, ...others]) here.publish(subject, subject);
    await delivered(here, there);
    expect(dataOf(messages)).toEqual(matching);
    expect(messages.map(({ subject }) => subject)).toEqual(matching);
  });

  it.each([
    ['an empty text', ''],
    ['every kind of letter', '"ä€𝄞"\n\r\n\0'],
    ['a long text', 'x€'.repeat(50_000)],
  ])('%s arrives as it was sent', async (_what, data) => {
    const { here, there } = await joined();
    const messages = await heard(there, 'text');
    here.publish('text', data);
    await delivered(here, there);
    expect(dataOf(messages)).toEqual([data]);
  });

  it('nobody is called back from inside their own publish', async () => {
    const { here } = await joined();
    const order: string[] = [];
    here.subscribe('loop', () => order.push('heard'));
    await here.flush();
    here.publish('loop', '');
    order.push('published');
    await here.flush();
    expect(order).toEqual(['published', 'heard']);
  });

  it('a handler that throws harms nobody, itself included', async () => {
    const { here, there } = await joined();
    let calls = 0;
    there.subscribe('news', () => {
      calls++;
      throw new Error('a bug in a handler');
    });
    const messages = await heard(there, 'news');
    for (const data of ['1', '2']) here.publish('news', data);
    await delivered(here, there);
    expect(calls).toBe(2);
    expect(dataOf(messages)).toEqual(['1', '2']);
  });

  it('after unsubscribe nothing comes, and others still get theirs', async () => {
    const { here, there } = await joined();
    const stays = await heard(there, 'news');
    const leaves: string[] = [];
    const subscription = there.subscribe('news', ({ data }) => {
      leaves.push(data);
      subscription.unsubscribe();
    });
    await there.flush();
    for (const data of ['1', '2', '3']) here.publish('news', data);
    await delivered(here, there);
    subscription.unsubscribe();
    expect(leaves).toEqual(['1']);
    expect(dataOf(stays)).toEqual(['1', '2', '3']);
  });
}

function requesting(joined: Joined): void {
  it('a request gets the answer of whoever serves it', async () => {
    const { here, there } = await joined();
    there.subscribe('double', (message) => message.respond(message.data + message.data), {
      queue: 'servers',
    });
    await there.flush();
    expect(await here.request('double', 'ab', PATIENT)).toBe('abab');
    expect(await there.request('double', 'c', PATIENT)).toBe('cc');
  });

  it('many at once each get their own, in whatever order the answers come', async () => {
    const { here, there } = await joined();
    const held: BusMessage[] = [];
    there.subscribe('hold', (message) => {
      held.push(message);
      if (held.length < 100) return;
      for (const each of held.toReversed()) each.respond(`answer ${each.data}`);
    });
    await there.flush();
    const questions = Array.from({ length: 100 }, (_, i) => `${i}`);
    const answers = questions.map((data) => here.request('hold', data, PATIENT));
    expect(await Promise.all(answers)).toEqual(questions.map((data) => `answer ${data}`));
  });

  it('the first answer counts, and it may be empty', async () => {
    const { here, there } = await joined();
    there.subscribe('twice', (message) => {
      message.respond('');
      message.respond('second');
    });
    await there.flush();
    expect(await here.request('twice', '', PATIENT)).toBe('');
    expect(await here.request('twice', '', PATIENT)).toBe('');
  });

  it('nobody there is an error at once', async () => {
    const { here, there } = await joined();
    await heard(there, 'other');
    await expect(here.request('nobody', '', PATIENT)).rejects.toThrow(
      new NoResponderError('nobody serves nobody'),
    );
  });

  it('an answer that does not come in time is an error, and a late one harms nobody', async () => {
    const { here, there } = await joined();
    const messages = await heard(there, 'slow');
    await expect(here.request('slow', 'first', HASTY)).rejects.toThrow(
      new TimeoutError('no answer on slow within 30 ms'),
    );
    messages[0]!.respond('too late');
    const second = here.request('slow', 'second', PATIENT);
    await delivered(here, there);
    messages[1]!.respond('in time');
    expect(await second).toBe('in time');
  });

  it('a request can be passed on, and the answer goes to who asked first', async () => {
    const { here, there } = await joined();
    there.subscribe('follower', ({ data, reply }) =>
      there.publish('leader', `${data} passed on`, reply === undefined ? {} : { reply }),
    );
    here.subscribe('leader', (message) => message.respond(`${message.data}, decided`));
    await Promise.all([here.flush(), there.flush()]);
    expect(await here.request('follower', 'asked', PATIENT)).toBe('asked passed on, decided');
  });
}

function ending(joined: Joined): void {
  it('closing ends what waits for an answer, and is final', async () => {
    const { here, there } = await joined();
    const messages = await heard(there, 'slow');
    const pending = here.request('slow', '', PATIENT);
    const ended = pending.catch((error: unknown) => error);
    await here.close();
    expect(await ended).toBeInstanceOf(ClosedError);
    await expect(here.request('slow', '', PATIENT)).rejects.toThrow(ClosedError);
    here.publish('slow', 'not sent');
    here.subscribe('slow', () => expect.fail('a closed bus heard something')).unsubscribe();
    await here.flush();
    await here.close();
    expect(dataOf(messages).filter((data) => data === 'not sent')).toEqual([]);
  });

  it('a closed bus hears nothing more', async () => {
    const { here, there } = await joined();
    const messages = await heard(there, 'news');
    here.publish('news', 'before');
    await delivered(here, there);
    await there.close();
    here.publish('news', 'after');
    await here.flush();
    expect(dataOf(messages)).toEqual(['before']);
  });
}
