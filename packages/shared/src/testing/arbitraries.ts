// Generators of what the domain is made of: ids in all their shapes, and whole histories that the
// chart allows. Every generated value shrinks towards something a person can read.
import fc from 'fast-check';
import { shiftJobId, type JobId } from '../job/job-id.ts';

const INT8_MAX = 2n ** 63n - 1n;

function near(center: bigint, spread: bigint): fc.Arbitrary<bigint> {
  const min = center - spread < 1n ? 1n : center - spread;
  const max = center + spread > INT8_MAX ? INT8_MAX : center + spread;
  return fc.bigInt({ min, max });
}

/** Small ids, ids as the log makes them, and ids around every border there is. */
export const arbitraryJobId: fc.Arbitrary<JobId> = fc
  .oneof(
    near(1n, 20n),
    near(10n ** 12n, 20n),
    near(2n ** 53n, 20n),
    near(10n ** 15n, 10n ** 13n),
    near(1_137_902_452_736_000_000n, 10n ** 6n),
    near(INT8_MAX, 20n),
    fc.bigInt({ min: 1n, max: INT8_MAX }),
  )
  .map((id) => String(id) as JobId);

/** A run of equal steps from some id, kept below 2^63 and above 0. */
const arbitraryRun: fc.Arbitrary<readonly JobId[]> = fc
  .tuple(arbitraryJobId, fc.integer({ min: -3, max: 3 }), fc.integer({ min: 1, max: 9 }))
  .map(([first, step, length]) =>
    Array.from({ length }, (_, i) => shiftJobId(first, step * i)).filter(
      (id) => BigInt(id) > 0n && BigInt(id) <= INT8_MAX,
    ),
  );

/** Lists of single ids and runs: rising, falling, with gaps, jumps and duplicates. */
export const arbitraryJobIds: fc.Arbitrary<readonly JobId[]> = fc
  .array(
    fc.oneof(
      arbitraryJobId.map((id) => [id]),
      arbitraryRun,
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.flat());
