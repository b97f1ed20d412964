// Ids of jobs are known only while a run goes on; its plan calls them by numbers of its own.
import type { PlannedStatement } from '../plan.ts';

export interface JobNames {
  /** The statement with an id in place of `{job 3}`; undefined while the id is not known. */
  fillIn(statement: PlannedStatement): string | undefined;
  /** The statement has made this job. */
  learn(statement: PlannedStatement, job: string): void;
}

export function createJobNames(): JobNames {
  const ids = new Map<number, string>();
  return {
    fillIn({ sql }) {
      const found = /\{job (\d+)\}/.exec(sql);
      if (found === null) return sql;
      const id = ids.get(Number(found[1]));
      return id === undefined ? undefined : sql.replace(found[0], id);
    },
    learn({ makes }, job) {
      if (makes !== undefined) ids.set(makes, job);
    },
  };
}
