// `a // b` as a call. PostgreSQL lets one define the operator, but would bind it weaker than `+`;
// and so what stands around it decides whether it can be a call, or is refused.
import { errorAt } from '../../sql-error.ts';
import { DIALECT_SCHEMA } from './dialect-objects.ts';
import { isSymbol, partnersOf, type Piece } from './pieces.ts';

/** Writes every floor division as a call. Throws 0A000 where parentheses are missing. */
export function callFloorDivisions(pieces: readonly Piece[]): void {
  const partners = partnersOf(pieces);
  const starts = new Map<number, number>();
  pieces.forEach((piece, index) => {
    if (!isSymbol(piece, '//')) return;
    const start = starts.get(index - 1) ?? startOfOperand(pieces, partners, index - 1);
    const end = endOfOperand(pieces, partners, index + 1);
    const isBound =
      start === undefined ||
      end === undefined ||
      isSymbol(pieces[start - 1], '*', '/', '%', '//', '^', '::', ':::', '.') ||
      isSymbol(pieces[end + 1], '^', '.');
    if (isBound) {
      const message = '// is not supported between these operands';
      throw errorAt({ span: piece }, '0A000', message, 'Write parentheses around them.');
    }
    pieces[start]!.written = `${DIALECT_SCHEMA}.floor_div(${pieces[start]!.written}`;
    piece.written = ',';
    pieces[end]!.written += ')';
    starts.set(end, start);
  });
}

type Partners = ReturnType<typeof partnersOf>;

function isOperandWord({ kind }: Piece): boolean {
  return kind === 'word' || kind === 'name' || kind === 'integer' || kind === 'decimal';
}

function startOfOperand(
  pieces: readonly Piece[],
  partners: Partners,
  last: number,
): number | undefined {
  let at: number | undefined = last;
  while (isSymbol(pieces[at], ')', ']')) {
    const opener: number = partners.get(at)!;
    const before: Piece | undefined = pieces[opener - 1];
    const isAlone = before === undefined || !(isName(before) || isSymbol(before, ']', ')'));
    if (isAlone) return opener;
    at = opener - 1;
  }
  const piece = pieces[at];
  if (piece === undefined || !isOperandWord(piece)) return undefined;
  while (isSymbol(pieces[at - 1], '.')) at -= 2;
  return isSymbol(pieces[at - 1], '::', ':::') ? startOfOperand(pieces, partners, at - 2) : at;
}

function isName({ kind, word }: Piece): boolean {
  return kind === 'name' || (kind === 'word' && !BEFORE_EXPRESSION.has(word));
}

/** Words that a parenthesis after them does not belong to. */
const BEFORE_EXPRESSION = new Set(
  'select where and or not in on by when then else having between distinct all case limit'.split(
    ' ',
  ),
);

function endOfOperand(
  pieces: readonly Piece[],
  partners: Partners,
  first: number,
): number | undefined {
  let at = isSymbol(pieces[first], '-') ? first + 1 : first;
  if (isSymbol(pieces[at], '(')) at = partners.get(at) ?? at;
  else if (pieces[at] === undefined || !isOperandWord(pieces[at]!)) return undefined;
  for (;;) {
    const next = pieces[at + 1];
    if (isSymbol(next, '(', '[')) at = partners.get(at + 1) ?? at + 1;
    else if (isSymbol(next, '.', '::', ':::')) at += 2;
    else return at;
  }
}
