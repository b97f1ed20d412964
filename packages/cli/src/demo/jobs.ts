// How scenes look at jobs: one by its id, when they have ended, what their history says.
import type { DemoRow, Stage } from './stage.ts';

/** The columns of SHOW JOBS that a transcript has room for. */
export const JOB_EXCERPT = ['job_id', 'job_type', 'description', 'user_name', 'status'] as const;

/** A column of a row as text; empty for NULL and for what is not there. */
export function textIn(row: DemoRow | undefined, column: string): string {
  const value = row?.[column] ?? '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The id in the answer of a statement that made a job. */
export function jobIn({ rows }: { readonly rows: readonly DemoRow[] }): string {
  return textIn(rows[0], 'job_id');
}

export async function jobRow(stage: Stage, id: string): Promise<DemoRow | undefined> {
  return (await stage.look(`SHOW JOB ${id}`))[0];
}

export async function statusOf(stage: Stage, id: string): Promise<string> {
  return textIn(await jobRow(stage, id), 'status');
}

/** Resolves when a worker has begun to run it. */
export function untilRunning(stage: Stage, id: string): Promise<DemoRow> {
  return stage.until(`job ${id} runs on a worker`, async () => {
    const row = await jobRow(stage, id);
    const runs = textIn(row, 'status') === 'running' && row?.['coordinator_id'] !== null;
    return runs ? row : undefined;
  });
}

/** The row of a job at its end. */
export async function untilEnded(stage: Stage, id: string): Promise<DemoRow> {
  const [row] = await stage.look(`SHOW JOB WHEN COMPLETE ${id}`);
  if (row === undefined) throw new Error(`there is no job ${id}`);
  return row;
}

/** Number of the commit with the first such event in a job's history. */
export async function commitOf(
  stage: Stage,
  id: string,
  event: string,
): Promise<number | undefined> {
  const rows = await stage.look(`SHOW JOB ${id} HISTORY`);
  const row = rows.find((each) => each['event'] === event);
  return row === undefined ? undefined : Number(row['commit']);
}
