// The answer that a command of one kind has.
import type { CommandReply } from '@rescind/shared';
import { refusalError, SqlError } from '../sql-error.ts';

type Done = Extract<CommandReply, { readonly ok: true }>;

/** Throws a refusal as SqlError, and XX000 for an answer that belongs to another command. */
export function expectReply<Kind extends Done['kind']>(
  reply: CommandReply,
  kind: Kind,
): Extract<Done, { readonly kind: Kind }> {
  if (!reply.ok) throw refusalError(reply.error);
  if (reply.kind !== kind) {
    throw new SqlError({ code: 'XX000', message: `answered with ${reply.kind}, not ${kind}` });
  }
  return reply as Extract<Done, { readonly kind: Kind }>;
}
