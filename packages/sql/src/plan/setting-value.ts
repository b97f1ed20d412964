// The value of SET CLUSTER SETTING as the cluster takes it: a number, or a text that it reads by
// the setting's own type. Whether it fits the setting is for the cluster to say.
import type { Json } from '@rescind/shared';
import { constantOf, typed } from '../constant.ts';
import { errorAt } from '../sql-error.ts';
import type { DefaultValue, Expression } from '../syntax/ast.ts';
import { withoutParentheses } from '../syntax/parentheses.ts';

/** The value; null is DEFAULT. NULL is refused (22023): it must never reset by accident. */
export function settingValue(name: string, given: Expression | DefaultValue): Json {
  if (given.kind === 'DefaultValue') return null;
  const inner = withoutParentheses(given);
  // A bare word is a text: `= on`, `= off`.
  if (inner.kind === 'ColumnReference') return inner.name.join('.');
  if (inner.kind === 'Cast' && inner.operand.kind === 'StringLiteral' && isInterval(inner.type)) {
    return inner.operand.value;
  }
  const { value } = typed(inner, constantOf(inner));
  if (value === null) {
    const hint = 'DEFAULT, or RESET CLUSTER SETTING, gives it back its first value.';
    throw errorAt(inner, '22023', `cluster setting ${name} cannot be NULL`, hint);
  }
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (typeof value === 'boolean') return value;
  if (inner.kind === 'StringLiteral' || inner.kind === 'Cast') return value;
  // Infinity would travel as null, and null resets.
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

function isInterval({ name, array }: { name: readonly string[]; array: boolean }): boolean {
  return name.length === 1 && name[0] === 'interval' && !array;
}
