// What coordinators show of all jobs, as facts: whoever answers, its rows have to be those that the
// log folds to at the position it names.
import { createClient, resultOf, type Bus, type Clock, type Ids } from '@rescind/shared';
import type { Fact } from '../history.ts';

/** Several questions, since any coordinator may answer each. */
const QUESTIONS = 6;

export async function readRows(ports: {
  readonly bus: Bus;
  readonly cluster: string;
  readonly clock: Clock;
  readonly ids: Ids;
}): Promise<readonly Fact[]> {
  const client = createClient({ ...ports, user: 'root' });
  const facts: Fact[] = [];
  for (let i = 0; i < QUESTIONS; i++) {
    const reply = await client.query({ kind: 'Jobs', scope: 'all' });
    if (!reply.ok) continue;
    const { rows } = resultOf(reply, 'Jobs');
    facts.push({ kind: 'rows-seen', position: reply.position, rows });
  }
  return facts;
}
