// The service that a coordinator is embedded in: it cancels jobs by the typed methods, keeps the
// receipts, and waits for what comes of them. It dies with its coordinator.
import type { JobId } from '@rescind/shared';
import type { CoordinatorMember } from './coordinator.ts';
import type { JobNames } from './job-names.ts';
import type { PlannedStatement } from '../plan.ts';
import type { Simulation } from '../simulation.ts';

/** Statements of the form `CANCEL JOB {job 3}`, each carried out for itself at its time. */
export function startHost(
  { scheduler, fate, record }: Simulation,
  {
    member,
    statements,
  }: {
    readonly member: CoordinatorMember;
    readonly statements: readonly PlannedStatement[];
  },
  names: JobNames,
  isOver: () => boolean,
): void {
  const cancel = async (statement: PlannedStatement): Promise<void> => {
    const job = names.fillIn(statement)?.replace('CANCEL JOB ', '') as JobId | undefined;
    const { coordinator } = member;
    if (job === undefined || coordinator === undefined || isOver()) return;
    const receipt = await coordinator.cancel(job);
    record({ kind: 'receipt', job, outcome: receipt.outcome });
    record({ kind: 'settled', job, status: await receipt.settled() });
  };
  for (const statement of statements) {
    scheduler.schedule(fate, statement.at - scheduler.now, 'timer', () => {
      // Nobody answered, or the coordinator was stopped: then there is nothing to hold it to.
      cancel(statement).catch(() => undefined);
    });
  }
}
