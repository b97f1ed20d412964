// The door of decisions about databases, tables, statistics, schedules and users.
import { refuse, type Decision } from '../cluster/decision.ts';
import type { ClusterView } from '../cluster/state.ts';
import type { Stamp } from '../job/evolve-job.ts';
import { invalid } from '../job/refusal.ts';
import type { DataCommandBy, DataPolicy } from './commands.ts';
import { createBackup, publishBackup } from './decide/backup.ts';
import { createDatabase, dropDatabase, renameDatabase } from './decide/databases.ts';
import { createRestore } from './decide/restore.ts';
import { controlSchedules, createSchedule, fireSchedules } from './decide/schedules.ts';
import { createStatistics, refreshStatistics } from './decide/statistics.ts';
import { insertRows } from './decide/insert-rows.ts';
import { createTable, dropTables, renameTable } from './decide/tables.ts';
import { createUser, dropUsers } from './decide/users.ts';

/** Pure; the events are not applied yet. */
export function decideData(
  view: ClusterView,
  command: DataCommandBy | DataPolicy,
  stamp: Stamp,
): Decision {
  switch (command.kind) {
    case 'CreateDatabase':
      return createDatabase(view, command);
    case 'DropDatabase':
      return dropDatabase(view, command, stamp);
    case 'RenameDatabase':
      return renameDatabase(view, command);
    case 'CreateTable':
      return createTable(view, command);
    case 'DropTables':
      return dropTables(view, command, stamp);
    case 'RenameTable':
      return renameTable(view, command);
    case 'InsertRows':
      return insertRows(view, command, stamp);
    case 'CreateBackup':
      return createBackup(view, command, stamp);
    case 'PublishBackup':
      return publishBackup(view, command);
    case 'CreateRestore':
      return createRestore(view, command, stamp);
    case 'CreateStatistics':
      return createStatistics(view, command, stamp);
    case 'CreateSchedule':
      return createSchedule(view, command, stamp);
    case 'ControlSchedules':
      return controlSchedules(view, command, stamp);
    case 'CreateUser':
      return createUser(view, command);
    case 'DropUsers':
      return dropUsers(view, command);
    case 'RefreshStatistics':
      return refreshStatistics(view, command, stamp);
    case 'FireSchedules':
      return fireSchedules(view, command, stamp);
    default:
      return refuse(unknownCommand(command));
  }
}

function unknownCommand(command: never): ReturnType<typeof invalid> {
  const kind = (command as { readonly kind?: unknown }).kind;
  return invalid(`no command is called ${String(kind)}`, '42601');
}
