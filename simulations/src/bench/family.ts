// What can be measured: families of figures that need the same cluster, or that are compared and
// therefore measured in turns.
import type { Rig } from './rig/rig.ts';

/** One figure as it is reported. */
export interface FigureInfo {
  readonly name: string;
  readonly unit: string;
  /** What the figure should reach, for a person. */
  readonly target?: string;
  /** Whether it does; `of` gives the value of another figure of this report. */
  readonly reaches?: (value: number, of: (name: string) => number | undefined) => boolean;
}

/** What a family works with. */
export interface Bench {
  /** A nats-server of this family's own that syncs before it acknowledges. */
  readonly rig: Rig;
  readonly runs: number;
  /** Shorter everywhere: for a look, not for a report. */
  readonly quick: boolean;
  /** Figures that were asked for: what no one wants need not be measured. */
  readonly wants: (name: string) => boolean;
  /** One line on what was chosen or seen, printed below the table. */
  readonly remark: (line: string) => void;
  /** Notes the value of one run. */
  readonly sample: (name: string, value: number) => void;
}

export interface Family {
  readonly name: string;
  readonly figures: readonly FigureInfo[];
  /** After so long the family is given up: its figures are reported as failed, others go on. */
  readonly limitMs: number;
  readonly run: (bench: Bench) => Promise<void>;
}

/** At least `limit`. */
export function atLeast(limit: number): Pick<FigureInfo, 'target' | 'reaches'> {
  return {
    target: `>= ${limit.toLocaleString('en')}`,
    reaches: (value) => value >= limit,
  };
}

/** At most `limit`. */
export function atMost(limit: number): Pick<FigureInfo, 'target' | 'reaches'> {
  return {
    target: `<= ${limit.toLocaleString('en')}`,
    reaches: (value) => value <= limit,
  };
}

/** At least `factor` times another figure. */
export function atLeastTimes(
  factor: number,
  other: string,
): Pick<FigureInfo, 'target' | 'reaches'> {
  return {
    target: `>= ${factor} x ${other}`,
    reaches: (value, of) => value >= factor * (of(other) ?? NaN),
  };
}

/** At most `factor` times another figure. */
export function atMostTimes(factor: number, other: string): Pick<FigureInfo, 'target' | 'reaches'> {
  return {
    target: `<= ${factor} x ${other}`,
    reaches: (value, of) => value <= factor * (of(other) ?? NaN),
  };
}
