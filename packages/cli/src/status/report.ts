// What `rescind status` knows, put together from three sources that may each be silent: the cluster
// file, the roll call of the coordinators, and the status query. Pure, so that every combination of
// dead parts can be tested.
import type { ClusterStatus, CoordinatorStatus } from '@rescind/shared';
import type { ClusterFile } from '../supervisor/cluster-file.ts';

export interface StatusSources {
  readonly cluster: string;
  readonly address: string;
  readonly file: ClusterFile | undefined;
  /** Whether a process of this machine runs. */
  readonly isRunning: (pid: number) => boolean;
  /** Why the bus cannot be reached; undefined when it can. */
  readonly unreachable: string | undefined;
  readonly rollCall: readonly CoordinatorStatus[];
  /** undefined when nobody answered the query. */
  readonly status: ClusterStatus | undefined;
  /** undefined when nobody answered the queries. */
  readonly contents: Contents | undefined;
}

/** How much there is besides jobs. */
export interface Contents {
  readonly databases: number;
  readonly tables: number;
  readonly rows: number;
  readonly schedules: number;
}

export interface ProcessReport {
  readonly name: string;
  readonly pid: number | null;
  /** null when it is not one of this machine's that we know of. */
  readonly running: boolean | null;
}

export interface CoordinatorReport extends ProcessReport {
  /** null while it does not answer. */
  readonly role: CoordinatorStatus['role'] | null;
  readonly term: number | null;
  readonly position: number | null;
  readonly reason?: string;
}

type SessionRow = ClusterStatus['sessions'][number];

export interface WorkerReport extends ProcessReport {
  /** null while it has none; then it runs no jobs. */
  readonly session: string | null;
  readonly slots: number | null;
  readonly held: number | null;
  readonly types: readonly string[];
}

export interface StatusReport {
  readonly cluster: string;
  readonly address: string;
  readonly mode: ClusterFile['mode'] | null;
  readonly started: string | null;
  readonly supervisor: { readonly pid: number; readonly running: boolean } | null;
  readonly nats:
    | (NonNullable<ClusterFile['nats']> & {
        readonly running: boolean | null;
        readonly answers: boolean;
      })
    | null;
  readonly coordinators: readonly CoordinatorReport[];
  readonly workers: readonly WorkerReport[];
  /** null while nobody answers as the leader. */
  readonly leader: string | null;
  readonly term: number | null;
  readonly position: number | null;
  readonly log: string | null;
  readonly durability: string | null;
  readonly sessions: readonly SessionRow[];
  readonly jobs: ClusterStatus['jobs'];
  /** null while nobody answers. */
  readonly contents: Contents | null;
  /** One sentence for each part that is not as it should be; empty when all is well. */
  readonly problems: readonly string[];
}

export function reportStatus(sources: StatusSources): StatusReport {
  const { file, rollCall, status, unreachable } = sources;
  const leader = rollCall.find(({ role }) => role === 'leader');
  const parts = {
    supervisor: reportSupervisor(sources),
    nats: reportServer(sources),
    coordinators: reportCoordinators(sources),
    workers: reportWorkers(sources),
  };
  return {
    cluster: sources.cluster,
    address: sources.address,
    mode: file?.mode ?? null,
    started: file?.started ?? null,
    ...parts,
    leader: leader?.id ?? null,
    term: leader?.term ?? status?.term ?? null,
    position: leader?.position ?? status?.position ?? null,
    log: status?.log ?? null,
    durability: status?.durability ?? null,
    sessions: status?.sessions ?? [],
    jobs: status?.jobs ?? {},
    contents: sources.contents ?? null,
    problems: [
      ...serverProblems(parts.supervisor, parts.nats, sources.address, unreachable),
      ...coordinatorProblems(parts.coordinators, leader === undefined),
      ...(status === undefined ? [] : workerProblems(parts.workers)),
    ],
  };
}

function reportSupervisor({ file, isRunning }: StatusSources): StatusReport['supervisor'] {
  if (file === undefined) return null;
  return { pid: file.supervisor, running: isRunning(file.supervisor) };
}

function reportServer({ file, unreachable, isRunning }: StatusSources): StatusReport['nats'] {
  if (file?.nats === undefined || file.nats === null) return null;
  const { nats } = file;
  const running = nats.ours ? nats.pid !== null && isRunning(nats.pid) : null;
  return { ...nats, running, answers: unreachable === undefined };
}

function reportCoordinators({ file, rollCall, isRunning }: StatusSources): CoordinatorReport[] {
  const known = file?.coordinators ?? [];
  const answerOf = (name: string): CoordinatorStatus | undefined =>
    rollCall.find(({ id }) => id === name);
  const others = rollCall.filter(({ id }) => known.every(({ name }) => name !== id));
  return [
    ...known.map(({ name, pid }) =>
      reportCoordinator(reportProcess(name, pid, isRunning), answerOf(name)),
    ),
    ...others.map((answer) => reportCoordinator(elsewhere(answer.id, answer.pid), answer)),
  ];
}

function reportCoordinator(
  process: ProcessReport,
  answer: CoordinatorStatus | undefined,
): CoordinatorReport {
  if (answer === undefined) return { ...process, role: null, term: null, position: null };
  const { role, term, position, reason } = answer;
  return { ...process, role, term, position, ...(reason === undefined ? {} : { reason }) };
}

function reportWorkers({ file, status, isRunning }: StatusSources): WorkerReport[] {
  const known = file?.workers ?? [];
  const sessions = status?.sessions ?? [];
  const sessionOf = (name: string): SessionRow | undefined =>
    sessions.find(({ worker }) => worker === name);
  const others = sessions.filter(({ worker }) => known.every(({ name }) => name !== worker));
  return [
    ...known.map(({ name, pid }) =>
      reportWorker(reportProcess(name, pid, isRunning), sessionOf(name)),
    ),
    ...others.map((session) => reportWorker(elsewhere(session.worker, session.pid), session)),
  ];
}

function reportWorker(process: ProcessReport, row: SessionRow | undefined): WorkerReport {
  if (row === undefined) return { ...process, session: null, slots: null, held: null, types: [] };
  const { session, slots, held, types } = row;
  return { ...process, session, slots, held, types };
}

/** One that was found over the bus alone, perhaps on another machine. */
function elsewhere(name: string, pid: number): ProcessReport {
  return { name, pid, running: null };
}

function reportProcess(
  name: string,
  pid: number | null,
  isRunning: (pid: number) => boolean,
): ProcessReport {
  return { name, pid, running: pid !== null && isRunning(pid) };
}

function serverProblems(
  supervisor: StatusReport['supervisor'],
  nats: StatusReport['nats'],
  address: string,
  unreachable: string | undefined,
): readonly string[] {
  const problems: string[] = [];
  if (supervisor?.running === false) {
    problems.push(
      `rescind start (pid ${supervisor.pid}) does not run any more: nothing that dies is replaced`,
    );
  }
  if (nats?.running === false) problems.push(`nats-server${pidText(nats.pid)} does not run`);
  if (unreachable !== undefined) {
    const named = unreachable.includes(address);
    problems.push(named ? unreachable : `${address} does not answer: ${unreachable}`);
  }
  return problems;
}

function coordinatorProblems(
  coordinators: readonly CoordinatorReport[],
  leaderless: boolean,
): readonly string[] {
  const problems = coordinators.flatMap(({ name, pid, running, role, reason }) => {
    const who = `coordinator ${name}${pidText(pid)}`;
    if (running === false) return [`${who} does not run`];
    if (role === null) return [`${who} does not answer`];
    return reason === undefined ? [] : [`${who} does not lead: ${reason}`];
  });
  return leaderless ? [...problems, 'no coordinator leads at the moment'] : problems;
}

function workerProblems(workers: readonly WorkerReport[]): readonly string[] {
  return workers.flatMap(({ name, pid, running, session }) => {
    const who = `worker ${name}${pidText(pid)}`;
    if (running === false) return [`${who} does not run`];
    return session === null ? [`${who} has no session`] : [];
  });
}

function pidText(pid: number | null): string {
  return pid === null ? '' : ` (pid ${pid})`;
}
