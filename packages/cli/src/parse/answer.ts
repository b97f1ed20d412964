// What `rescind parse` says of one line of statements.
import { parse, print, SqlSyntaxError } from '@rescind/sql';

/** One line of output; `detail`, `hint` and `position` are null where there is nothing to say. */
export type ParseAnswer =
  | { readonly ok: true; readonly normalized: string }
  | {
      readonly ok: false;
      readonly sqlstate: string;
      readonly message: string;
      readonly detail: string | null;
      readonly hint: string | null;
      /** Where the offending token begins: characters, counted from 1. */
      readonly position: number | null;
    };

/** Normal form of a text, several statements with `; ` between them, or why it is none. */
export function parseAnswer(text: string): ParseAnswer {
  try {
    const normalized = parse(text).map((statement) => print(statement));
    return { ok: true, normalized: normalized.join('; ') };
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    const { sqlstate, message, detail, hint = null, position } = error;
    return { ok: false, sqlstate, message, detail, hint, position };
  }
}
