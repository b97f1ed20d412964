// What a session carries out its statements with.
import type { Backend } from '../backend.ts';
import type { SelectionEngine } from '../engine.ts';

export interface Means {
  readonly backend: Backend;
  readonly engine: SelectionEngine;
}
