// `npm run mutants`: plants every bug in turn and prints which checker noticed it, in which seed.
// Status 1 when one survives its budget.
import { MUTANTS } from '../../mutants.ts';
import { tryMutant } from '../workshop.ts';

let survivors = 0;
for (const mutant of MUTANTS) {
  const { caught, seeds } = await tryMutant(mutant);
  if (caught === undefined) survivors++;
  const how =
    caught === undefined
      ? `SURVIVED ${seeds} seeds`
      : `seed ${caught.seed}, ${caught.checker}: ${caught.message.split('\n')[0]}`;
  process.stdout.write(`${mutant.name.padEnd(36)} ${how}\n`);
}
process.stdout.write(`${MUTANTS.length - survivors} of ${MUTANTS.length} planted bugs noticed\n`);
process.exitCode = survivors === 0 ? 0 : 1;
