import { describe, expect, it } from 'vitest';
import { clusterOf, given, ROOT } from '../../testing/decider-spec.ts';
import type { Json } from '../../json.ts';
import type { Command } from '../commands.ts';

const set = (name: string, value: Json): Command => ({ kind: 'SetSetting', name, value, by: ROOT });

describe('SET CLUSTER SETTING', () => {
  it('records the value in milliseconds, and it is in force from then on', () => {
    const cluster = clusterOf();
    expect(cluster.run(set('jobs.cancel.grace', '5s')).events).toEqual([
      { type: 'SettingChanged', name: 'jobs.cancel.grace', value: 5000, by: ROOT },
    ]);
    expect(cluster.state.setting('jobs.cancel.grace')).toBe(5000);
  });

  it('to null goes back to the default', () => {
    const cluster = clusterOf();
    cluster.run(set('jobs.cancel.grace', '5s'));
    expect(cluster.run(set('jobs.cancel.grace', null)).events).toEqual([
      { type: 'SettingChanged', name: 'jobs.cancel.grace', value: null, by: ROOT },
    ]);
    expect(cluster.state.setting('jobs.cancel.grace')).toBe(30_000);
  });

  it('of a name nobody reads is refused', () => {
    given()
      .when(set('jobs.nonsense', 1))
      .thenRefused("unknown cluster setting 'jobs.nonsense'", 'XXUUU');
  });

  it('of a value that is none is refused', () => {
    given()
      .when(set('jobs.cancel.grace', 'soon'))
      .thenRefused("cluster setting jobs.cancel.grace takes a duration, got 'soon'", '22023');
  });
});

describe('heartbeat and time to live of a session', () => {
  const ttl = 'jobs.session.ttl';
  const heartbeat = 'jobs.session.heartbeat';

  it('may lie a factor of two apart', () => {
    expect(clusterOf().run(set(ttl, '3s')).answer).toMatchObject({ ok: true });
    expect(clusterOf().run(set(heartbeat, '3s')).answer).toMatchObject({ ok: true });
  });

  it('may not come closer, from either side', () => {
    given()
      .when(set(ttl, 2999))
      .thenRefused('jobs.session.ttl must be at least twice jobs.session.heartbeat', '22023');
    given()
      .when(set(heartbeat, 3001))
      .thenRefused('jobs.session.heartbeat must be at most half of jobs.session.ttl', '22023');
  });

  it('may not come closer by going back to a default', () => {
    const cluster = clusterOf();
    cluster.run(set(ttl, '20s'));
    cluster.run(set(heartbeat, '8s'));
    expect(cluster.run(set(ttl, null)).answer).toMatchObject({ ok: false });
    const other = clusterOf();
    other.run(set(heartbeat, '200ms'));
    other.run(set(ttl, '1s'));
    expect(other.run(set(heartbeat, null)).answer).toMatchObject({ ok: false });
  });
});
