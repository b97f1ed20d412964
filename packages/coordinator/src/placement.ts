// Which worker shall have which job: arithmetic on counts, no state of its own.

/** A session with room. */
export interface Room {
  readonly session: string;
  readonly free: number;
}

/**
 * Deals `count` jobs to sessions, always to the one with the most room left (the first of equals),
 * so that load evens out. Returns how many each gets, in the order given; the sum is at most
 * `count` and nobody gets more than is free.
 */
export function deal(count: number, rooms: readonly Room[]): readonly number[] {
  const left = rooms.map((room) => Math.max(0, room.free));
  const given = rooms.map(() => 0);
  let rest = Math.min(
    count,
    left.reduce((sum, free) => sum + free, 0),
  );
  while (rest > 0) {
    const most = Math.max(...left);
    const fullest = left.flatMap((free, index) => (free === most ? [index] : []));
    // The step down to the next level, dealt evenly among those on top.
    const next = Math.max(0, ...left.filter((free) => free < most));
    const each = Math.max(1, Math.min(most - next, Math.floor(rest / fullest.length)));
    for (const index of fullest) {
      const step = Math.min(each, rest, left[index]!);
      left[index]! -= step;
      given[index]! += step;
      rest -= step;
    }
  }
  return given;
}
