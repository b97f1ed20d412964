// What every event log keeps to, as tests: an adapter's test calls this with a way to make an empty
// log. Whoever writes an adapter of their own proves it with the same suite.
import { describe, expect, it } from 'vitest';
import { appendingContract } from './contract-appending.ts';
import { followingContract } from './contract-following.ts';
import { readingContract } from './contract-reading.ts';
import { encodeCommit } from './codec.ts';
import {
  appendOk,
  fill,
  readAll,
  sampleCommit,
  siteFor,
  withoutStamps,
  type CreateSite,
} from './contract-samples.ts';

/** What not every adapter can do. */
export interface EventLogFeatures {
  /** What is in it outlives its handles, and its hash is SHA-256 of the stored bytes. */
  readonly durable: boolean;
}

/** Declares the tests; `createSite` is called once for each. */
export function eventLogContract(
  name: string,
  createSite: CreateSite,
  features: EventLogFeatures,
): void {
  describe(`${name} keeps the contract of an event log:`, () => {
    describe('appending', () => {
      appendingContract(createSite);
    });
    describe('reading', () => {
      readingContract(createSite);
    });
    describe('following', () => {
      followingContract(createSite);
    });
    describe.runIf(features.durable)('durably', () => {
      durableContract(createSite);
    });
  });
}

function durableContract(createSite: CreateSite): void {
  it('a log that is opened again holds all it acknowledged, and goes on from there', async () => {
    const site = await siteFor(createSite);
    const first = await site.open();
    const before = await fill(first, 5);
    await first.close();
    const second = await site.open();
    expect(await second.end()).toBe(5);
    expect(withoutStamps(await readAll(second))).toEqual(before);
    const after = await fill(second, 2, before.at(-1));
    await second.close();
    expect(withoutStamps(await readAll(await site.open()))).toEqual([...before, ...after]);
  });

  it('the hash is SHA-256 over the bytes of the stored text', async () => {
    const log = await (await siteFor(createSite)).open();
    const commit = sampleCommit(1, '', { by: 'coordinator "ä€𝄞"' });
    const { hash } = await appendOk(log, commit);
    const bytes = new TextEncoder().encode(encodeCommit(commit));
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    expect(hash).toBe(hex);
    expect((await log.get(1))!.hash).toBe(hex);
  });
}
