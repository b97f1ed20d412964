// Reads the parts of a message's body one after the other, never past its end.
import { MalformedMessage } from './malformed.ts';

export interface BodyReader {
  int16(): number;
  int32(): number;
  /** A text that ends at a NUL. */
  text(): string;
  byte(): string;
  /** The bytes of a value with its length before it; null for NULL. */
  value(): Buffer | null;
  rest(): Buffer;
  /** Throws when something is left. */
  end(): void;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of bytes. Throws MalformedMessage for what is no UTF-8. */
export function textFrom(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new MalformedMessage('invalid byte sequence for encoding "UTF8"');
  }
}

/** Every method throws MalformedMessage when the body is too short. */
export function readBody(body: Buffer): BodyReader {
  let at = 0;
  const take = (length: number): Buffer => {
    if (length < 0 || at + length > body.length) {
      throw new MalformedMessage('insufficient data left in message');
    }
    at += length;
    return body.subarray(at - length, at);
  };
  return {
    int16: () => take(2).readInt16BE(),
    int32: () => take(4).readInt32BE(),
    byte: () => take(1).toString('latin1'),
    text() {
      const end = body.indexOf(0, at);
      if (end < 0) throw new MalformedMessage('invalid string in message');
      const text = textFrom(take(end - at));
      at += 1;
      return text;
    },
    value() {
      const length = take(4).readInt32BE();
      return length === -1 ? null : take(length);
    },
    rest: () => take(body.length - at),
    end() {
      if (at < body.length) throw new MalformedMessage('invalid message format');
    },
  };
}
