// CockroachDB v21.2 has no SQLSTATE of its own for what it refuses about schedules: every such
// refusal is "uncategorized".
import { invalid, type Refusal } from '../job/refusal.ts';

export function uncategorized(message: string, hint?: string): Refusal {
  return invalid(message, 'XXUUU', hint);
}
