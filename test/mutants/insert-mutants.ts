// Planted bugs in the decision about INSERT, each of which a unit test has to notice.
import { mutantsOf, type Mutant } from './mutant.ts';

export const insertMutants: readonly Mutant[] = mutantsOf('catalog/decide/insert-rows.ts', [
  ['INSERT into what may not be written to', '(offline(written) ?? written)', 'written'],
  [
    'INSERT into what is not there',
    'if (isRefusal(table)) return refuse(table);\n  if (table.id !== id)',
    'if (isRefusal(table)) return nothing();\n  if (table.id !== id)',
  ],
  ['INSERT of what is no row', 'badRows(table, rows) ??', ''],
  ['INSERT of NULL where none may be', 'if (missing !== undefined) {', 'if (false) {'],
  ['INSERT of objects that may be swept', 'at - madeAt <= INSERT_MAX_MS', 'true'],
  ['rows are merged without a layer', 'layer === undefined || merges === undefined', 'false'],
  [
    'rows are merged under a BACKUP',
    'for (const { job } of catalog.protections.values()) {',
    'for (const { job } of []) {',
  ],
  ['rows are merged twice', 'merges.layers === layers.length && ', ''],
  ['more rows are merged than there are', ' && merges.rows <= inline.length', ''],
  ['INSERT into the table that came after', 'if (table.id !== id) {', 'if (false) {'],
  ['INSERT takes rows of any length', 'if (rows.some((row)', 'if ([].some((row)'],
  ['the log keeps any number of rows', 'if (inline > INLINE_BYTES_MAX)', 'if (false)'],
  ['the log is full a row too early', 'inline > INLINE_BYTES_MAX', 'inline >= INLINE_BYTES_MAX'],
  ['what the log keeps already does not count', 'table.inlineBytes + (rows', '0 + (rows'],
  ['a table may have any number of layers', 'table.layers.length >= LAYERS_MAX', 'false'],
  [
    'a table may have one layer more',
    'table.layers.length >= LAYERS_MAX',
    'table.layers.length > LAYERS_MAX',
  ],
  ['a table full of layers takes no rows', 'layer !== undefined && table.layers', 'table.layers'],
  [
    'INSERT of nothing is an event',
    'if (rows.length === 0 && layer === undefined) return nothing();',
  ],
]);
