// A status report for a person: one line a part, problems last.
import type { StatusReport } from './report.ts';

/** Ends with a line break. */
export function printStatus(report: StatusReport): string {
  const lines = [headline(report), ''];
  const rows = [...serverRows(report), ...coordinatorRows(report), ...workerRows(report)];
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  for (const [part, process, rest] of rows) {
    lines.push(`${part.padEnd(widths[0]!)}  ${process.padEnd(widths[1]!)}  ${rest}`.trimEnd());
  }
  lines.push('', jobsLine(report), ...contentsLine(report));
  if (report.problems.length > 0) {
    lines.push('', ...report.problems.map((problem) => `! ${problem}`));
  }
  return `${lines.join('\n')}\n`;
}

type Row = readonly [part: string, process: string, rest: string];

function headline({ cluster, mode, started, leader, term, position }: StatusReport): string {
  const since = started === null ? '' : `, started ${started}`;
  const kind = mode === 'embedded' ? ' (embedded)' : '';
  const led =
    leader === null
      ? 'no leader'
      : `led by ${leader} in term ${term ?? '?'} at commit ${position ?? '?'}`;
  return `cluster ${cluster}${kind}${since}: ${led}`;
}

function serverRows({ supervisor, nats, durability }: StatusReport): readonly Row[] {
  const rows: Row[] = [];
  if (supervisor !== null) rows.push(['start', processText(supervisor), '']);
  if (nats !== null) {
    const synced = nats.fsync === 'always' ? 'every commit fsynced' : `fsync ${nats.fsync}`;
    const about = `${nats.url}  ${nats.version ?? 'unknown version'}, ${synced}`;
    rows.push(['nats-server', nats.ours ? processText(nats) : '', about]);
  } else if (durability !== null) {
    rows.push(['log', '', durability]);
  }
  return rows;
}

function coordinatorRows({ coordinators }: StatusReport): readonly Row[] {
  return coordinators.map((each) => [
    `coordinator ${each.name}`,
    processText(each),
    each.role === null
      ? 'does not answer'
      : `${each.role}  term ${each.term ?? '?'}  commit ${each.position ?? '?'}`,
  ]);
}

function workerRows({ workers }: StatusReport): readonly Row[] {
  return workers.map((each) => [
    `worker ${each.name}`,
    processText(each),
    each.session === null
      ? 'no session'
      : `session ${each.session}  ${each.held ?? 0}/${each.slots ?? 0} slots  ` +
        each.types.join(', '),
  ]);
}

function processText(process: {
  readonly pid: number | null;
  readonly running: boolean | null;
}): string {
  if (process.pid === null) return 'not running';
  return process.running === false ? `pid ${process.pid} (gone)` : `pid ${process.pid}`;
}

function jobsLine({ jobs }: StatusReport): string {
  const counts = Object.entries(jobs).filter(([, count]) => count > 0);
  if (counts.length === 0) return 'jobs: none';
  return `jobs: ${counts.map(([status, count]) => `${count} ${status}`).join(', ')}`;
}

function contentsLine({ contents }: StatusReport): readonly string[] {
  if (contents === null) return [];
  const { databases, tables, rows, schedules } = contents;
  return [
    `data: ${counted(databases, 'database')}, ${counted(tables, 'table')} with ` +
      `${counted(rows, 'row')}, ${counted(schedules, 'schedule')}`,
  ];
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
