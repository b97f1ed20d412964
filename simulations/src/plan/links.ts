// What links do to messages, drawn.
import type { LinkFaults } from '../network/fate.ts';
import type { Draw } from './draw.ts';

export function drawLinks(draw: Draw): LinkFaults {
  return {
    meanMs: draw.pick([1, 2, 5, 15, 40]),
    drop: draw.chance(0.5) ? draw.pick([0.01, 0.05, 0.15]) : 0,
    duplicate: draw.chance(0.5) ? draw.pick([0.02, 0.1, 0.3]) : 0,
    slow: draw.chance(0.35) ? draw.pick([0.005, 0.02]) : 0,
    slowMs: draw.pick([300, 1000]),
    fifo: draw.chance(0.5),
  };
}
