// NULL is below everything in CockroachDB and above everything in PostgreSQL: every item of every
// ORDER BY that does not say where NULL goes is made to say it.
import { isSymbol, isWord, type Piece } from './pieces.ts';

/** An ORDER BY that is being read. */
interface Order {
  readonly depth: number;
  first: number;
  descends: boolean;
  isSaid: boolean;
}

/** Words after the items of an ORDER BY. */
const AFTER = ['limit', 'offset', 'fetch', 'for', 'union', 'intersect', 'except'];
/** The same in the definition of a window; they may also be names of columns. */
const FRAMES = ['rows', 'range', 'groups'];

/** Writes the order of NULL behind the items. */
export function sayNullOrder(pieces: readonly Piece[]): void {
  const orders: Order[] = [];
  let depth = 0;
  const finish = (order: Order, end: number): void => {
    if (end > order.first && !order.isSaid) {
      pieces[end - 1]!.written += order.descends ? ' NULLS LAST' : ' NULLS FIRST';
    }
  };
  const pop = (end: number): void => finish(orders.pop()!, end);
  pieces.forEach((piece, index) => {
    if (isSymbol(piece, '(', '[')) depth++;
    if (isSymbol(piece, ')', ']')) {
      while (orders.at(-1)?.depth === depth) pop(index);
      depth--;
    }
    const order = orders.at(-1);
    if (order?.depth === depth) {
      if (isSymbol(piece, ',')) {
        finish(order, index);
        Object.assign(order, { first: index + 1, descends: false, isSaid: false });
      } else if (isWord(piece, ...AFTER) || (isWord(piece, ...FRAMES) && index > order.first)) {
        pop(index);
      } else if (isWord(piece, 'desc')) order.descends = true;
      else if (isWord(piece, 'nulls', 'using')) order.isSaid ||= index > order.first;
    }
    if (isWord(piece, 'by') && isWord(pieces[index - 1], 'order')) {
      orders.push({ depth, first: index + 1, descends: false, isSaid: false });
    }
  });
  while (orders.length > 0) pop(pieces.length);
}
