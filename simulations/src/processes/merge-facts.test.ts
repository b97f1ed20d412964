import { appendFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterEvent, Commit, Recorded } from '@rescind/shared';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Fact } from '../history.ts';
import { client, commitOf, life, run } from '../testing/histories.ts';
import { createOneLiveEpoch } from '../checkers/one-live-epoch.ts';
import { mergeFacts, type Witnesses } from './merge-facts.ts';

/** A commit as the log's server stamped it. */
function stored(n: number, storedAt: number, ...events: ClusterEvent[]): Recorded {
  const { commit } = commitOf(n, events) as { readonly commit: Commit } & Fact;
  return { commit, hash: '', storedAt };
}

const LOG = [
  stored(1, 100, life.opened('s1'), life.created),
  stored(2, 100, life.claimed('s1')),
  stored(3, 200, life.cancelRequested),
  stored(4, 300, life.revertingCanceled),
];

async function merged(
  lines: readonly object[],
  more: Partial<Witnesses> = {},
): Promise<readonly Fact[]> {
  const worldFolder = await mkdtemp(join(tmpdir(), 'rescind-merge-'));
  onTestFinished(() => rm(worldFolder, { recursive: true, force: true }));
  const text = lines.map((line) => JSON.stringify(line)).join('\n');
  appendFileSync(join(worldFolder, '7.jsonl'), text);
  return mergeFacts({ commits: LOG, client: [], deaths: [], worldFolder, ...more });
}

const names = (facts: readonly Fact[]): readonly string[] =>
  facts.map((fact) => (fact.kind === 'commit' ? `#${fact.commit.n}` : fact.kind));

const line = (at: number, kind: 'run-started' | 'run-settled', fence: number) => ({
  at,
  kind,
  worker: 'w1#1',
  fence,
  direction: 'forward',
});
const effect = (at: number, token: number, row: number) => ({
  at,
  kind: 'effect',
  op: 'write',
  token,
  row,
  id: `${at}`,
});

describe('a history put together', () => {
  it('is in the order of time', async () => {
    const facts = await merged([
      line(150, 'run-started', 1),
      effect(170, 1, 0),
      line(250, 'run-settled', 1),
    ]);
    expect(names(facts)).toEqual(['#1', '#2', 'run-started', 'effect', '#3', 'run-settled', '#4']);
  });

  it('takes the order in which nothing is wrong within a millisecond', async () => {
    const facts = await merged([line(100, 'run-started', 1), line(300, 'run-settled', 1)]);
    expect(names(facts)).toEqual(['#1', '#2', 'run-started', '#3', 'run-settled', '#4']);
    const checker = createOneLiveEpoch();
    expect(facts.map((fact) => checker.observe({ at: 0, ...fact }))).toEqual(
      facts.map(() => undefined),
    );
  });

  it('keeps what is wrong by more', async () => {
    const facts = await merged([line(150, 'run-started', 1), line(310, 'run-settled', 1)]);
    const checker = createOneLiveEpoch();
    const found = facts.flatMap((fact) => checker.observe({ at: 0, ...fact }) ?? []);
    expect(found[0]?.message).toContain('JobReverting in commit 4 raises the fence');
  });

  it('keeps the order of a file though its writers’ clocks disagree', async () => {
    const facts = await merged([effect(250, 1, 0), effect(150, 1, 1)]);
    expect(names(facts)).toEqual(['#1', '#2', '#3', 'effect', 'effect', '#4']);
    expect(facts.flatMap((fact) => (fact.kind === 'effect' ? [fact.row] : []))).toEqual([0, 1]);
  });

  it('has an answer after the commit it tells of, and a death at its time', async () => {
    const reply = {
      v: 1,
      requestId: 'r1',
      ok: true,
      kind: 'controlled',
      count: 1,
      changed: 1,
      position: 3,
    } as const;
    const facts = await merged([], {
      client: [
        { at: 120, fact: client.askedToCancel('r1') },
        { at: 130, fact: client.answered(reply) },
      ],
      deaths: [{ at: 260, fact: run.died('w1#1') }],
    });
    expect(names(facts)).toEqual(['#1', '#2', 'asked', '#3', 'answered', 'process-died', '#4']);
  });
});
