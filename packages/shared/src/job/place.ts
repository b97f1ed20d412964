// A job's place in the chart, as a short text, and the table of moves read once from the chart:
// folding with this table is a hundred times faster than with `transition()`, and a test holds
// the two equal.
import { CHART_EVENTS, chart, type ChartEventType } from './chart.ts';
import type { JobStatus } from './status.ts';

export const PLACES = [
  'forward.pending',
  'forward.running',
  'forward.pauseRequested',
  'forward.paused',
  'forward.cancelRequested',
  'backward.reverting',
  'backward.pauseRequested',
  'backward.paused',
  'succeeded',
  'canceled',
  'failed',
  'revertFailed',
] as const;

/** Where a job is: its half and its status in one word. */
export type Place = (typeof PLACES)[number];

interface StateNode {
  readonly states: Readonly<Record<string, StateNode>>;
  readonly tags: readonly string[];
  readonly on: Readonly<Record<string, readonly { readonly target?: readonly StateNode[] }[]>>;
  readonly path: readonly string[];
}

function node(place: Place): StateNode {
  let here = chart.root as unknown as StateNode;
  for (const key of place.split('.')) here = here.states[key]!;
  return here;
}

const TAGS = new Map(PLACES.map((place) => [place, node(place).tags[0] as JobStatus]));

const MOVES: ReadonlyMap<Place, Readonly<Partial<Record<ChartEventType, Place>>>> = new Map(
  PLACES.map((place) => {
    const row: Partial<Record<ChartEventType, Place>> = {};
    for (const type of CHART_EVENTS) {
      const transition = node(place).on[type]?.[0];
      if (transition === undefined) continue;
      const target = transition.target?.[0];
      row[type] = target === undefined ? place : (target.path.join('.') as Place);
    }
    return [place, row];
  }),
);

/** Where the event leads, or undefined where the chart has no such arrow. */
export function move(place: Place, type: ChartEventType): Place | undefined {
  return MOVES.get(place)![type];
}

/** The status shown for a place: a tag of the chart's state. */
export function statusOf(place: Place): JobStatus {
  return TAGS.get(place)!;
}

/** True in `backward` and its pauses: RESUME leads back to the revert, CANCEL is refused. */
export function isBackward(place: Place): boolean {
  return place.startsWith('backward');
}

/** True when nothing will ever happen to the job again. */
export function isTerminal(place: Place): boolean {
  return !place.includes('.');
}

/** True while a pause or a cancel is asked for and whatever runs has not stopped yet. */
export function isStopAsked(place: Place): boolean {
  return place.endsWith('Requested');
}

/** The value XState uses for the place, to restore an actor there. */
export function chartValue(place: Place): string | Record<string, string> {
  const dot = place.indexOf('.');
  return dot < 0 ? place : { [place.slice(0, dot)]: place.slice(dot + 1) };
}

/** The place of a snapshot's value; the inverse of `chartValue`. */
export function placeOf(value: unknown): Place {
  if (typeof value === 'string') return value as Place;
  const [half, name] = Object.entries(value as Record<string, string>)[0]!;
  return `${half}.${name}` as Place;
}

/** What a claim holder should be doing while a job is here. */
export type Direction = 'forward' | 'backward';

/** The work a place asks for; `none` means: whatever runs has to stop. */
export function wanted(place: Place): Direction | 'none' {
  if (place === 'forward.running' || place === 'forward.pending') return 'forward';
  return place === 'backward.reverting' ? 'backward' : 'none';
}
