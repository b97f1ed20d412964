// Carrying out a plan against a cluster.
import { decodeIds } from '@rescind/shared';
import type { Plan } from '../plan.ts';
import type { StatementResult } from '../result.ts';
import { readFrom } from '../row-sources.ts';
import type { ShowStatement } from '../syntax/ast.ts';
import type { Relation } from '../value.ts';
import { controlJobs } from './control-jobs.ts';
import { expectReply } from './expect-reply.ts';
import type { Means } from './means.ts';

/** Rejects with SqlError when the statement was not, or not wholly, carried out. */
export async function carryOut(plan: Plan, means: Means): Promise<StatementResult> {
  const { backend, engine } = means;
  switch (plan.kind) {
    case 'ControlJobs':
      return controlJobs(plan, means);
    case 'CreateJob': {
      const { type, details, statement } = plan;
      const description = statement;
      const command = { kind: 'CreateJobs', type, details: [details], description } as const;
      const { jobs } = expectReply(await backend.command(command, statement), 'created');
      const columns = [{ name: 'job_id', type: 'INT8' }] as const;
      return rowsOf('CREATE JOB', { columns, rows: decodeIds(jobs).map((id) => [BigInt(id)]) });
    }
    case 'SetSetting': {
      const { name, value, statement } = plan;
      expectReply(await backend.command({ kind: 'SetSetting', name, value }, statement), 'done');
      return { tag: 'SET CLUSTER SETTING' };
    }
    case 'Show': {
      const table = await readFrom(backend, engine).open(plan.source);
      const { columns } = table;
      return rowsOf(showTag(plan.source), { columns, rows: await table.rows() });
    }
    case 'Query':
      return rowsOf('SELECT', await engine.evaluate(plan.query, readFrom(backend, engine)));
  }
}

/** The tag of a statement that answers rows ends in their number, as v21.2 has it. */
function rowsOf(tag: string, { columns, rows }: Relation): StatementResult {
  return { tag: `${tag} ${rows.length}`, columns, rows };
}

function showTag(source: ShowStatement): string {
  switch (source.kind) {
    case 'ShowJobs':
      return 'SHOW JOBS';
    case 'ShowClusterSetting':
      return 'SHOW CLUSTER SETTING';
    case 'ShowClusterSettings':
      return 'SHOW CLUSTER SETTINGS';
  }
}
