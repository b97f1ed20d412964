// Two engines as one: a small one that is always there, and a big one for what the small one does
// not know. The big one is made when it is first needed.
import type { SelectionEngine } from '../engine.ts';
import { isUnsupported } from '../sql-error.ts';

/**
 * An engine that asks `small` first and the one of `openBig` only after `0A000`, the refusal of an
 * engine that does not know a query. Every other error is an answer. `openBig` is called once.
 */
export function createLayeredEngine(
  small: SelectionEngine,
  openBig: () => SelectionEngine,
): SelectionEngine {
  let big: SelectionEngine | undefined;
  return {
    name: 'layered',
    async evaluate(query, sources, wanted) {
      try {
        return await small.evaluate(query, sources, wanted);
      } catch (error) {
        if (!isUnsupported(error)) throw error;
        big ??= openBig();
        return big.evaluate(query, sources, wanted);
      }
    },
  };
}
