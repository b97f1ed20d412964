// The door of all decisions: one exhaustive switch, no rule of its own. A decision looks at a view
// of the cluster and at the time given to it, and at nothing else: no clock, chance or I/O.
import { decideData } from '../catalog/decide.ts';
import type { Refusal } from '../job/refusal.ts';
import type { Stamp } from '../job/evolve-job.ts';
import { refused } from './answer.ts';
import type { Command, RequestTag } from './commands.ts';
import type { Decision } from './decision.ts';
import { claimJobs, serveRequests } from './decide/claims.ts';
import { controlJobs } from './decide/control-jobs.ts';
import { createJobs } from './decide/create-jobs.ts';
import { reportJobs } from './decide/report-jobs.ts';
import { endSession, openSession } from './decide/sessions.ts';
import { setSetting } from './decide/settings.ts';
import type { Draft } from './draft.ts';
import type { ClusterEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { mergeEvents } from './merge-events.ts';

/** Outcomes kept for repeated requests; beyond it new ones are refused and no old one forgotten. */
export const REQUESTS_MAX = 1_000_000;

/**
 * Decides one command on top of what the draft holds, and applies its events to the draft. A
 * request with a tag is decided once: its outcome, done or refused, is recorded with it.
 */
export function decide(draft: Draft, command: Command, stamp: Stamp, tag?: RequestTag): Decision {
  if (tag !== undefined) {
    const known = draft.request(tag.id);
    if (known !== undefined) return { events: [], answer: known.answer };
    if (draft.requestCount >= REQUESTS_MAX) return { events: [], answer: refused(TOO_MANY) };
  }
  const { events, answer } = dispatch(draft, command, stamp);
  if (tag === undefined) return { events, answer };
  if (tag.selectsAgain === true && !answer.ok && answer.refusal.kind === 'changed') {
    return { events, answer };
  }
  const record: ClusterEvent = {
    type: 'RequestDecided',
    request: tag.id,
    until: tag.until,
    answer,
  };
  evolve(draft, record, stamp);
  return { events: [...events, record], answer };
}

const TOO_MANY: Refusal = {
  kind: 'too-many-requests',
  code: '53300',
  message: `too many requests: ${REQUESTS_MAX} outcomes of the last minute are remembered already`,
  hint: 'Send requests with a shorter timeoutMs, or fewer and larger ones.',
};

function dispatch(draft: Draft, command: Command, stamp: Stamp): Decision {
  switch (command.kind) {
    case 'ControlJobs':
      return all(draft, stamp, controlJobs(draft, command));
    case 'CreateJobs':
      return all(draft, stamp, createJobs(draft, command, stamp));
    case 'SetSetting':
      return all(draft, stamp, setSetting(draft, command));
    case 'OpenSession':
      return all(draft, stamp, openSession(draft, command.hello));
    case 'EndSession':
      return all(draft, stamp, endSession(draft, command.session, command.reason));
    case 'Report': {
      // Applies as it goes: a job's second report is judged after its first one.
      const { events, answer } = reportJobs(draft, command, stamp);
      return { events: mergeEvents(events), answer };
    }
    case 'ClaimJobs':
      return all(draft, stamp, claimJobs(draft, command, stamp));
    case 'ServeRequests':
      return all(draft, stamp, serveRequests(draft, command.jobs));
    default:
      return all(draft, stamp, decideData(draft, command, stamp));
  }
}

/** Events of a command that is judged as a whole. */
function all(draft: Draft, stamp: Stamp, decision: Decision): Decision {
  for (const event of decision.events) evolve(draft, event, stamp);
  return decision;
}
