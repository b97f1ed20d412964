// Numbers as they are written, exactly: a whole number of digits and where the point stands. What
// is compared with a job id must not go through a JavaScript number on its way.

/** `digits` / 10^`scale`; the scale is never negative. */
export interface Exact {
  readonly digits: bigint;
  readonly scale: number;
}

/** Exponents beyond it would make numbers of any length out of a few characters. */
export const EXPONENT_MAX = 1000;

/** Reads `12`, `-0x1f`, `1.50`, `.5`, `1e-3`; undefined when the exponent is beyond the limit. */
export function parseExact(text: string): Exact | undefined {
  const negative = text.startsWith('-');
  const unsigned = negative ? text.slice(1) : text;
  if (/^0x/i.test(unsigned)) return signed({ digits: BigInt(unsigned), scale: 0 }, negative);
  const [mantissa = '', exponentText = '0'] = unsigned.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > EXPONENT_MAX) return undefined;
  const digits = BigInt(`${whole}${fraction}` || '0');
  const scale = fraction.length - exponent;
  return signed(
    scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 },
    negative,
  );
}

function signed(value: Exact, negative: boolean): Exact {
  return negative ? negate(value) : value;
}

export function negate({ digits, scale }: Exact): Exact {
  return { digits: -digits, scale };
}

export function add(a: Exact, b: Exact): Exact {
  const scale = Math.max(a.scale, b.scale);
  return { digits: atScale(a, scale) + atScale(b, scale), scale };
}

export function multiply(a: Exact, b: Exact): Exact {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** What is left of `a`, with its sign, after as many of `b` as fit; `b` is not zero. */
export function remainder(a: Exact, b: Exact): Exact {
  const scale = Math.max(a.scale, b.scale);
  return { digits: atScale(a, scale) % atScale(b, scale), scale };
}

/** Negative, zero or positive. */
export function compareExact(a: Exact, b: Exact): number {
  const scale = Math.max(a.scale, b.scale);
  const left = atScale(a, scale);
  const right = atScale(b, scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The whole number it is (`1.0` is 1), or undefined. */
export function wholeOf({ digits, scale }: Exact): bigint | undefined {
  const unit = 10n ** BigInt(scale);
  return digits % unit === 0n ? digits / unit : undefined;
}

/** Decimal text, all digits kept: `1.50`. */
export function printExact({ digits, scale }: Exact): string {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const point = text.length - scale;
  return scale === 0 ? sign + text : `${sign}${text.slice(0, point)}.${text.slice(point)}`;
}

function atScale({ digits, scale }: Exact, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - scale);
}
