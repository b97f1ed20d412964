// A message that is none: whoever sent it does not speak the protocol, and is hung up on.

export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}
