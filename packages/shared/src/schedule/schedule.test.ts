import { describe, expect, it } from 'vitest';
import { parseScheduleId } from './schedule.ts';

describe('a schedule id', () => {
  it.each(['1', '588796190000218113', '9223372036854775807'])('is %s', (text) => {
    expect(parseScheduleId(text)).toBe(text);
  });

  it.each(['', '0', '-1', '01', '1.0', '9223372036854775808', 'abc'])('is not %j', (text) => {
    expect(parseScheduleId(text)).toBeUndefined();
  });
});
