import { describe, expect, it } from 'vitest';
import { createVerifier, hmac, parseVerifier, sha256 } from './scram-verifier.ts';

const salt = Uint8Array.from(atob('W22ZaJ0SNY7soEsUEjb6gQ=='), (each) => each.charCodeAt(0));
const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
const exchange =
  'n=user,r=rOprNGfwEbeRWgbNEkqO,' +
  `r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=${nonce}`;

describe('the verifier of a password', () => {
  it('accepts the proof and gives the signature of the example in RFC 7677', async () => {
    const verifier = parseVerifier(await createVerifier('pencil', { iterations: 4096, salt }));
    const signed = hmac(verifier!.storedKey, exchange);
    const proof = Buffer.from('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=', 'base64');
    const clientKey = proof.map((byte, at) => byte ^ signed[at]!);
    expect(Buffer.from(sha256(clientKey))).toEqual(verifier!.storedKey);
    const signature = hmac(verifier!.serverKey, exchange);
    expect(Buffer.from(signature).toString('base64')).toBe(
      '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    );
  });

  it('has the text form of PostgreSQL', async () => {
    expect(await createVerifier('pencil', { salt })).toMatch(
      /^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$[\w+/]{43}=:[\w+/]{43}=$/,
    );
  });

  it.each([
    ['in a compatible writing', '\u2168', 'IX'],
    ['with what is mapped to nothing', 'I\u00ADX', 'IX'],
    ['composed or not', 'e\u0301', '\u00E9'],
  ])('is the same for a password %s', async (_how, one, other) => {
    const [a, b] = await Promise.all([one, other].map((each) => createVerifier(each, { salt })));
    expect(a).toBe(b);
  });

  it('is made of a password that SASLprep prohibits, as it was written', async () => {
    const verifiers = ['a\u0007', 'a'].map((each) => createVerifier(each, { salt }));
    const [odd, plain] = await Promise.all(verifiers);
    expect(parseVerifier(odd!)).toBeDefined();
    expect(odd).not.toBe(plain);
  });

  it.each(['', 'pencil', 'md5abc', 'SCRAM-SHA-256$0:AA==$AA==:AA==', 'SCRAM-SHA-256$1:A$A:A'])(
    'is not read from %j',
    (text) => {
      expect(parseVerifier(text)).toBeUndefined();
    },
  );
});
