// From the tree of a statement to what is to be done: a command to send, or rows to read. Pure;
// what can be refused without asking the cluster is refused here.
import type { Json, Verb } from '@rescind/shared';
import { at, noValueFor } from './constant.ts';
import { readDetails } from './plan/details.ts';
import { recorded } from './plan/record.ts';
import { settingValue } from './plan/setting-value.ts';
import type { Query, ShowStatement } from './syntax/ast.ts';
import type { ControlJobs, ControlJobsForSchedules } from './syntax/ast/job.ts';
import type { SetDatabase } from './syntax/ast/setting.ts';
import type { DataStatement, Statement } from './syntax/statement.ts';

export type Plan =
  | {
      readonly kind: 'ControlJobs';
      readonly verb: Verb;
      readonly jobs: Query;
      readonly reason?: string;
      readonly statement: string;
    }
  | {
      readonly kind: 'CreateJob';
      readonly type: string;
      readonly details: Json;
      readonly statement: string;
    }
  | {
      readonly kind: 'SetSetting';
      readonly name: string;
      /** null resets. */
      readonly value: Json;
      readonly statement: string;
    }
  | {
      readonly kind: 'ControlJobsForSchedules';
      readonly tree: ControlJobsForSchedules;
      readonly statement: string;
    }
  | { readonly kind: 'SetDatabase'; readonly tree: SetDatabase }
  /** What it means depends on the session and the cluster. */
  | { readonly kind: 'Data'; readonly tree: DataStatement; readonly statement: string }
  | { readonly kind: 'Show'; readonly source: ShowStatement }
  | { readonly kind: 'Query'; readonly query: Query };

/**
 * Plans one statement. `statement` of a command is its redacted normal form: what goes into the
 * log for ever must hold no literal, for it may be a secret. Throws SqlError.
 */
export function planStatement(tree: Statement): Plan {
  switch (tree.kind) {
    case 'ControlJobs': {
      const reason = reasonOf(tree);
      return {
        kind: 'ControlJobs',
        verb: VERBS[tree.command],
        jobs: tree.jobs,
        ...(reason === undefined ? {} : { reason }),
        statement: recorded(tree),
      };
    }
    case 'CreateJob': {
      const { type, details } = tree;
      if (details.kind === 'Placeholder') throw noValueFor(details);
      const read = at(details, () => readDetails(details.value));
      return { kind: 'CreateJob', type, details: read, statement: recorded(tree) };
    }
    case 'SetClusterSetting': {
      const name = tree.name.toLowerCase();
      const value = settingValue(name, tree.value);
      return { kind: 'SetSetting', name, value, statement: recorded(tree) };
    }
    case 'Select':
    case 'OpaqueSelect':
      return { kind: 'Query', query: tree };
    case 'ControlJobsForSchedules':
      return { kind: 'ControlJobsForSchedules', tree, statement: recorded(tree) };
    case 'SetDatabase':
      return { kind: 'SetDatabase', tree };
    case 'Analyze':
    case 'Backup':
    case 'ControlSchedules':
    case 'CreateDatabase':
    case 'CreateSchedule':
    case 'CreateStatistics':
    case 'CreateTable':
    case 'CreateUser':
    case 'DropDatabase':
    case 'DropTable':
    case 'DropUser':
    case 'Insert':
    case 'RenameDatabase':
    case 'RenameTable':
    case 'Restore':
      return { kind: 'Data', tree, statement: recorded(tree) };
    default:
      return { kind: 'Show', source: tree };
  }
}

const VERBS = { CANCEL: 'cancel', PAUSE: 'pause', RESUME: 'resume' } as const;

function reasonOf({ reason }: ControlJobs): string | undefined {
  if (reason?.kind === 'Placeholder') throw noValueFor(reason);
  return reason?.value;
}
