import { describe, expect, it } from 'vitest';
import { verdict } from './verdict.ts';

describe('the verdict on a demo', () => {
  it('is one line when every claim holds', () => {
    expect(verdict({ passed: 29, failed: [] }, 11)).toBe(
      '✓ all 29 checks hold, after 11 s; the cluster is removed',
    );
  });

  it('names each claim that does not', () => {
    expect(verdict({ passed: 27, failed: ['the job is canceled', 'nothing is left'] }, 11)).toBe(
      '✗ 2 of 29 checks failed:\n  ✗ the job is canceled\n  ✗ nothing is left',
    );
  });
});
