// The server's side of SCRAM-SHA-256 (RFC 5802, 7677), without channel binding.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { hmac, sha256, type ScramVerifier } from '../password/scram-verifier.ts';
import { MalformedMessage } from './malformed.ts';

export interface ScramExchange {
  /** What the server answers to the client's first message. Throws MalformedMessage. */
  challenge(clientFirst: string): string;
  /**
   * The server's last message when the proof is right; undefined when it is not. Throws
   * MalformedMessage.
   */
  check(clientFinal: string): string | undefined;
}

const FIRST = /^([ny],(?:a=[^,]*)?,)(n=[^,]*,r=([\x21-\x2b\x2d-\x7e]+)(?:,.*)?)$/;
const FINAL = /^(c=([^,]+),r=([^,]+)(?:,.*)?),p=([A-Za-z0-9+/=]+)$/;

/** One exchange. */
export function scramExchange({
  iterations,
  salt,
  storedKey,
  serverKey,
}: ScramVerifier): ScramExchange {
  let header = '';
  let nonce = '';
  let soFar = '';
  return {
    challenge(clientFirst) {
      const [, gs2 = '', bare = '', clientNonce] = FIRST.exec(clientFirst) ?? [];
      if (clientNonce === undefined) throw new MalformedMessage('malformed SCRAM message');
      header = gs2;
      nonce = clientNonce + randomBytes(18).toString('base64');
      const serverFirst = `r=${nonce},s=${Buffer.from(salt).toString('base64')},i=${iterations}`;
      soFar = `${bare},${serverFirst}`;
      return serverFirst;
    },
    check(clientFinal) {
      const [, withoutProof, binding = '', given, proof = ''] = FINAL.exec(clientFinal) ?? [];
      const isBound = Buffer.from(binding, 'base64').toString() === header;
      if (withoutProof === undefined || given !== nonce || !isBound) {
        throw new MalformedMessage('malformed SCRAM message');
      }
      const all = `${soFar},${withoutProof}`;
      const signature = hmac(storedKey, all);
      const proofBytes = Buffer.from(proof, 'base64');
      if (proofBytes.length !== signature.length) return undefined;
      const clientKey = proofBytes.map((byte, at) => byte ^ signature[at]!);
      if (!timingSafeEqual(sha256(clientKey), storedKey)) return undefined;
      return `v=${Buffer.from(hmac(serverKey, all)).toString('base64')}`;
    },
  };
}

/** A verifier that no password fits, the same for a name each time: an unknown user is not told. */
export function mockVerifier(user: string, secret: Uint8Array): ScramVerifier {
  const salt = createHash('sha256').update(secret).update(user).digest().subarray(0, 16);
  return { iterations: 4096, salt, storedKey: randomBytes(32), serverKey: randomBytes(32) };
}
