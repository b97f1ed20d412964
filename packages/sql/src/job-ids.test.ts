import { describe, expect, it } from 'vitest';
import { errorOf, idsOf, run } from './testing/statements.ts';
import { createTableBackend, jobRowWith } from './testing/table-backend.ts';

describe('the argument of a control statement', () => {
  it.each([
    ['CANCEL JOB 1 + 1', '2'],
    ['CANCEL JOB 1.0', '1'],
    ["CANCEL JOB '123'", '123'],
    ["CANCEL JOB ('123')", '123'],
    ['CANCEL JOB -(-5)', '5'],
    ['CANCEL JOB 7 - 2 * 3', '1'],
    ['CANCEL JOB 17 % 5', '2'],
    ['CANCEL JOB 0x10', '16'],
    ['CANCEL JOB 1e3', '1000'],
    ["CANCEL JOB '5'::INT8", '5'],
    ['CANCEL JOB 9223372036854775807', '9223372036854775807'],
    ['CANCEL JOB (SELECT 5)', '5'],
    ["CANCEL JOB (SELECT '5')", '5'],
    ['CANCEL JOBS (SELECT 5)', '5'],
    ['CANCEL JOBS SELECT count(*) FROM [SHOW JOBS]', '1'],
  ])('may be %s', async (text, id) => {
    const backend = createTableBackend([jobRowWith({})]);
    expect(await run(backend, text)).toBe('CANCEL JOBS 1');
    expect(idsOf(backend)).toEqual([id]);
  });

  it.each([
    [
      "CANCEL JOB 'abc'",
      '22P02',
      'could not parse "abc" as type int: strconv.ParseInt: parsing "abc": invalid syntax',
    ],
    [
      "CANCEL JOB '010'",
      '22P02',
      'could not parse "010" as type int: strconv.ParseInt: parsing "010": invalid syntax',
    ],
    [
      "CANCEL JOB '99999999999999999999'",
      '22003',
      'could not parse "99999999999999999999" as type int: ' +
        'strconv.ParseInt: parsing "99999999999999999999": value out of range',
    ],
    [
      'CANCEL JOB 1.1',
      '42601',
      'CANCEL JOBS data column 1 (job_id) must be of type int, not type decimal',
    ],
    [
      'PAUSE JOB true',
      '42601',
      'PAUSE JOBS data column 1 (job_id) must be of type int, not type bool',
    ],
    [
      "RESUME JOB '1'::STRING",
      '42601',
      'RESUME JOBS data column 1 (job_id) must be of type int, not type string',
    ],
    [
      'CANCEL JOBS SELECT fraction_completed FROM [SHOW JOBS]',
      '42601',
      'CANCEL JOBS data column 1 (job_id) must be of type int, not type float',
    ],
    [
      'CANCEL JOBS SELECT status FROM [SHOW JOBS] WHERE false',
      '42601',
      'CANCEL JOBS data column 1 (job_id) must be of type int, not type string',
    ],
    ['CANCEL JOB 9223372036854775808', '22003', 'numeric constant out of int64 range'],
    ['CANCEL JOB 9223372036854775807 + 1', '22003', 'numeric constant out of int64 range'],
    ['CANCEL JOB a', '42703', 'column "a" does not exist'],
    ['CANCEL JOBS SELECT 1, 1', '42601', 'too many columns in CANCEL JOBS data'],
    ['CANCEL JOBS VALUES (1, 1)', '42601', 'too many columns in CANCEL JOBS data'],
    ['CANCEL JOBS SELECT * FROM [SHOW JOBS]', '42601', 'too many columns in CANCEL JOBS data'],
    ['CANCEL JOBS VALUES (1), (true)', '42804', 'VALUES types bool and int cannot be matched'],
    [
      'CANCEL JOB (SELECT job_id FROM [SHOW JOBS])',
      '21000',
      'more than one row returned by a subquery used as an expression',
    ],
    ['CANCEL JOB $1', '42P02', 'no value provided for placeholder: $1'],
    ['PAUSE JOB 1 WITH REASON = $1', '42P02', 'no value provided for placeholder: $1'],
    ['CANCEL JOB -5', 'XXUUU', 'job with ID -5 does not exist'],
    ['CANCEL JOBS VALUES (1), (0)', 'XXUUU', 'job with ID 0 does not exist'],
    ['CANCEL JOB now()', '0A000', 'the function now() among constants is not supported'],
  ])('is refused when it is that of %s', async (text, code, message) => {
    const backend = createTableBackend([jobRowWith({}), jobRowWith({ job_id: '2' })]);
    const error = await errorOf(backend, text);
    expect([error.code, error.message]).toEqual([code, message]);
    expect(backend.commands).toEqual([]);
  });
});
