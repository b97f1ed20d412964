// What stories about data are told with.
import type { Draw } from '../draw.ts';

/** Says something at a time; `makes` numbers the job or schedule it makes. */
export type SayData = (at: number, sql: string, makes?: number) => void;

/** What stories are told with. */
export interface Teller {
  readonly draw: Draw;
  readonly say: SayData;
  /** A number for what a statement makes. */
  readonly next: () => number;
  readonly activeMs: number;
}
