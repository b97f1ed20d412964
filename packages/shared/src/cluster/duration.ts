// Durations as people write them: `30s`, `1m30s`, `1.5h`, `250ms`, `00:01:30`.

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds (whole), or undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const clock = /^(\d{1,6}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (clock !== null) {
    const [, h, m, s, ms] = clock;
    return (
      Number(h) * 3_600_000 +
      Number(m) * 60_000 +
      Number(s) * 1000 +
      Number((ms ?? '').padEnd(3, '0'))
    );
  }
  const compact = text.trim().toLowerCase().replaceAll(' ', '');
  if (!/^(\d{1,9}(\.\d{1,6})?(ms|s|m|h|d))+$/.test(compact)) return undefined;
  let total = 0;
  for (const [, amount, unit] of compact.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * UNIT_MS[unit!]!;
  }
  return Math.round(total);
}

/** The interval form of a single value, `HH:MM:SS[.mmm]`. */
export function formatDuration(ms: number): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(ms / 1000);
  const rest = ms % 1000;
  const minutes = Math.floor(seconds / 60);
  const head = `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
  return rest === 0 ? head : `${head}.${String(rest).padStart(3, '0')}`;
}
