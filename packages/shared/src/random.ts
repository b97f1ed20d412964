// PORT: chance. What is drawn from it must be repeatable from a seed in a simulation.

export interface Random {
  /** A number in [0, 1). */
  next(): number;
}
