import { describe, expect, it } from 'vitest';
import { findSetting, readSetting, SETTINGS, showSetting } from './settings.ts';

const grace = findSetting('jobs.cancel.grace')!;
const rate = findSetting('jobs.progress.max_rate')!;

describe('the settings', () => {
  it('have defaults within their bounds, and names in order', () => {
    for (const setting of SETTINGS) {
      expect(setting.initial).toBeGreaterThanOrEqual(setting.min);
      expect(setting.initial).toBeLessThanOrEqual(setting.max);
      expect(findSetting(setting.name)).toBe(setting);
    }
    const names = SETTINGS.map((setting) => setting.name);
    expect(names).toEqual([...new Set(names)].sort());
  });

  it('have the defaults the docs promise', () => {
    expect(
      Object.fromEntries(SETTINGS.map((each) => [each.name, showSetting(each, each.initial)])),
    ).toEqual({
      'jobs.cancel.grace': '00:00:30',
      'jobs.progress.max_rate': '5',
      'jobs.registry.retry.initial_delay': '00:00:30',
      'jobs.registry.retry.max_delay': '24:00:00',
      'jobs.session.heartbeat': '00:00:01.500',
      'jobs.session.ttl': '00:00:06',
    });
  });

  it('are found by their names alone', () => {
    expect(findSetting('jobs.retention_time')).toBeUndefined();
    expect(findSetting('toString')).toBeUndefined();
  });
});

describe('a value', () => {
  it.each([
    [grace, 5000, 5000],
    [grace, '5s', 5000],
    [grace, '00:00:05', 5000],
    [grace, grace.min, grace.min],
    [grace, grace.max, grace.max],
    [rate, 7, 7],
    [rate, '7', 7],
  ])('for %o may be %o', (setting, value, ms) => {
    expect(readSetting(setting, value)).toBe(ms);
  });

  it.each([
    [grace, 'soon', "cluster setting jobs.cancel.grace takes a duration, got 'soon'"],
    [grace, true, 'cluster setting jobs.cancel.grace takes a duration, got true'],
    [grace, [1], 'cluster setting jobs.cancel.grace takes a duration, got [1]'],
    [grace, 1000.5, 'cluster setting jobs.cancel.grace takes a duration, got 1000.5'],
    [rate, '5s', "cluster setting jobs.progress.max_rate takes an int, got '5s'"],
    [rate, 2 ** 53, 'cluster setting jobs.progress.max_rate takes an int, got 9007199254740992'],
    [grace, 99, 'cluster setting jobs.cancel.grace must lie between 00:00:00.100 and 24:00:00'],
    [grace, '25h', 'cluster setting jobs.cancel.grace must lie between 00:00:00.100 and 24:00:00'],
    [rate, 0, 'cluster setting jobs.progress.max_rate must lie between 1 and 1000'],
    [rate, 1001, 'cluster setting jobs.progress.max_rate must lie between 1 and 1000'],
  ])('for %o may not be %o', (setting, value, message) => {
    expect(readSetting(setting, value)).toEqual({ kind: 'invalid', code: '22023', message });
  });
});
