// The end of the history of one job, a line a commit: what a person looks at first.
import { decodeIds, type Commit, type JobId } from '@rescind/shared';

/** Commits told at most. */
const COMMITS_TOLD = 14;

/** Of `job`, or of all jobs where none is named. */
export function lastCommitsOf(
  commits: readonly Commit[],
  job: JobId | undefined,
): readonly string[] {
  const lines: string[] = [];
  for (let i = commits.length - 1; i >= 0 && lines.length < COMMITS_TOLD; i--) {
    const line = lineOf(commits[i]!, job);
    if (line !== undefined) lines.push(line);
  }
  return lines.reverse();
}

function lineOf({ n, at, by, events }: Commit, job: JobId | undefined): string | undefined {
  const told = events.filter((event) => {
    if (job === undefined) return true;
    if (event.type === 'SessionEnded') return true;
    if ('job' in event && event.job === job) return true;
    return 'jobs' in event && decodeIds(event.jobs).includes(job);
  });
  if (told.length === 0) return undefined;
  const texts = told.map((event) => {
    const { type, ...rest } = event;
    const text = JSON.stringify(rest);
    return `${type} ${text.length > 160 ? `${text.slice(0, 160)}…` : text}`;
  });
  return `#${n} at ${at} by ${by}: ${texts.join('; ')}`;
}
