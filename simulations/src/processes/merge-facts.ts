// One history out of what several witnesses wrote down: the log with its server's stamps, the
// clients, the supervisor, and the files of the world. Their clocks are one machine's, good to a
// millisecond; where that leaves two orders possible, the one in which nothing is wrong is taken.
import type { JobId, Recorded } from '@rescind/shared';
import { createClaims } from '../checkers/claims.ts';
import type { Fact } from '../history.ts';
import { createWorldContent } from '../world/memory.ts';
import { readWorldFile, type WorldLine } from '../world/file.ts';

/** A fact with the wall clock of whoever wrote it down. */
export interface StampedFact {
  readonly at: number;
  readonly fact: Fact;
}

export interface Witnesses {
  /** The whole log, in order. */
  readonly commits: readonly Recorded[];
  readonly client: readonly StampedFact[];
  readonly deaths: readonly StampedFact[];
  readonly worldFolder: string;
}

/** An answer reaches its client, and its stamp the paper, so much later than the commit at most. */
const ANSWER_SLACK_MS = 50;

interface Placed {
  /** Comes right after so many commits. */
  readonly after: number;
  readonly at: number;
  readonly fact: Fact;
}

export function mergeFacts({ commits, client, deaths, worldFolder }: Witnesses): readonly Fact[] {
  const stamps = commits.map(({ commit, storedAt }) => storedAt ?? commit.at);
  const before = (at: number): number => countBelow(stamps, at);
  const { givenOut, jobs } = readRights(commits);
  const placed: Placed[] = commits.map(({ commit }, index) => ({
    after: index,
    at: -Infinity,
    fact: { kind: 'commit', commit },
  }));
  for (const { at, fact } of deaths) placed.push({ after: before(at), at, fact });
  for (const { at, fact } of client) {
    const told = fact.kind === 'answered' && fact.reply.ok ? fact.reply.position : 0;
    const after = fact.kind === 'answered' ? before(at + ANSWER_SLACK_MS) : before(at);
    placed.push({ after: Math.min(commits.length, Math.max(after, told)), at, fact });
  }
  for (const job of jobs) {
    placed.push(...placeWorld(job, readWorldFile(worldFolder, job), before, givenOut));
  }
  // Sorting is stable: what stands in one file keeps its order.
  placed.sort((a, b) => a.after - b.after || rank(a) - rank(b) || a.at - b.at);
  return placed.map(({ fact }) => fact);
}

/** What comes after n commits comes before commit n + 1. */
function rank({ fact }: Placed): number {
  return fact.kind === 'commit' ? 1 : 0;
}

/** The lines of a job's file keep their order; none comes before the right it speaks of. */
function placeWorld(
  job: JobId,
  lines: readonly WorldLine[],
  before: (at: number) => number,
  givenOut: ReadonlyMap<string, number>,
): readonly Placed[] {
  const content = createWorldContent();
  let after = 0;
  let at = 0;
  return lines.map((line) => {
    const fence = line.kind === 'effect' ? line.token : line.fence;
    at = Math.max(at, line.at);
    after = Math.max(after, before(line.at), givenOut.get(`${job}/${fence}`) ?? 0);
    return { after, at, fact: factOf(job, line, content) };
  });
}

function factOf(job: JobId, line: WorldLine, content: ReturnType<typeof createWorldContent>): Fact {
  if (line.kind === 'effect') {
    return { kind: 'effect', ...content.apply(line.op, job, line.token, line.row) };
  }
  const { kind, worker, fence, direction } = line;
  return { kind, worker, job, fence, direction };
}

/** After how many commits each fence of each job was given out. */
function readRights(commits: readonly Recorded[]): {
  readonly givenOut: ReadonlyMap<string, number>;
  readonly jobs: readonly JobId[];
} {
  const claims = createClaims();
  const givenOut = new Map<string, number>();
  for (const { commit } of commits) {
    for (const event of commit.events) {
      claims.apply(event, (job) => {
        givenOut.set(`${job}/${claims.jobs.get(job)!.fence}`, commit.n);
      });
    }
  }
  return { givenOut, jobs: [...claims.jobs.keys()] };
}

/** How many of the rising numbers lie below. */
function countBelow(rising: readonly number[], limit: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
