import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { findSetting, readSetting, SETTINGS, showSetting, type SettingInfo } from './settings.ts';

const grace = findSetting('jobs.cancel.grace')!;
const rate = findSetting('jobs.progress.max_rate')!;
const automatic = findSetting('sql.stats.automatic_collection.enabled')!;
const fraction = findSetting('sql.stats.automatic_collection.fraction_stale_rows')!;
const speed = findSetting('kv.bulk_io_write.max_rate')!;

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
      'jobs.objects.sweep_interval': '00:01:00',
      'jobs.progress.max_rate': '5',
      'jobs.registry.retry.initial_delay': '00:00:30',
      'jobs.registry.retry.max_delay': '24:00:00',
      'jobs.scheduler.enabled': 'true',
      'jobs.session.heartbeat': '00:00:01.500',
      'jobs.session.ttl': '00:00:06',
      'kv.bulk_io_write.max_rate': '1 TiB',
      'sql.stats.automatic_collection.enabled': 'true',
      'sql.stats.automatic_collection.fraction_stale_rows': '0.2',
      'sql.stats.automatic_collection.min_stale_rows': '500',
    });
  });

  it('are found by their names alone', () => {
    expect(findSetting('jobs.retention_time')).toBeUndefined();
    expect(findSetting('toString')).toBeUndefined();
  });
});

describe('a value', () => {
  it.each<readonly [SettingInfo, Json, number]>([
    [grace, 5000, 5000],
    [grace, '5s', 5000],
    [grace, '00:00:05', 5000],
    [grace, grace.min, grace.min],
    [grace, grace.max, grace.max],
    [rate, 7, 7],
    [rate, '7', 7],
    ...[true, 'true', 'ON', 't', 'yes', '1'].map((on) => [automatic, on, 1] as const),
    ...[false, 'false', 'Off', 'f', 'no', '0'].map((off) => [automatic, off, 0] as const),
    [fraction, 0.5, 0.5],
    [fraction, '0.5', 0.5],
    [fraction, 2, 2],
    [speed, 1024, 1024],
    [speed, '2048', 2048],
    [speed, '2048B', 2048],
    [speed, '16 MiB', 16 * 2 ** 20],
    [speed, '16mb', 16_000_000],
    [speed, '1.5GiB', 1.5 * 2 ** 30],
    [speed, '1PiB', 2 ** 50],
  ])('for %o may be %o', (setting, value, read) => {
    expect(readSetting(setting, value)).toBe(read);
  });

  it.each([
    [speed, 1024, '1 KiB'],
    [speed, 1500, '1.5 KiB'],
    [speed, 1000, '1000 B'],
    [speed, 2 ** 50, '1 PiB'],
    [automatic, 0, 'false'],
    [fraction, 0.25, '0.25'],
  ])('for %o is shown %o as %s', (setting, value, text) => {
    expect(showSetting(setting, value)).toBe(text);
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
    [automatic, 'maybe', `cluster setting ${automatic.name} takes a bool, got 'maybe'`],
    [automatic, 1, `cluster setting ${automatic.name} takes a bool, got 1`],
    [fraction, 'half', `cluster setting ${fraction.name} takes a float, got 'half'`],
    [fraction, '1.2.3', `cluster setting ${fraction.name} takes a float, got '1.2.3'`],
    [fraction, true, `cluster setting ${fraction.name} takes a float, got true`],
    [fraction, -0.1, `cluster setting ${fraction.name} must lie between 0 and 1000000`],
    [speed, '5 miles', `cluster setting ${speed.name} takes a byte size, got '5 miles'`],
    [speed, '', `cluster setting ${speed.name} takes a byte size, got ''`],
    [speed, true, `cluster setting ${speed.name} takes a byte size, got true`],
    [speed, '1KB', `cluster setting ${speed.name} must lie between 1 KiB and 1 PiB`],
    [speed, '2PiB', `cluster setting ${speed.name} must lie between 1 KiB and 1 PiB`],
  ])('for %o may not be %o', (setting, value, message) => {
    expect(readSetting(setting, value)).toEqual({ kind: 'invalid', code: '22023', message });
  });
});
