/** The statements on schedules back to text. */

import type { CreateSchedule } from '../ast/schedule.ts';
import { printTargets } from './backup.ts';
import { printExpression } from './expression.ts';
import { printOptions, printUri } from './given.ts';
import type { Writing } from './writing.ts';

/** Prints `CREATE SCHEDULE …`. */
export function printCreateSchedule(node: CreateSchedule, writing: Writing): string {
  const { fullBackup } = node;
  let text = 'CREATE SCHEDULE';
  if (node.ifNotExists) text += ' IF NOT EXISTS';
  if (node.label !== null) text += ` ${printExpression(node.label, writing)}`;
  text += ` FOR BACKUP${printTargets(node.targets)} INTO ${printUri(node.uri, writing)}`;
  text += printOptions(node.options, 'WITH', writing);
  text += ` RECURRING ${printExpression(node.recurring, writing)}`;
  if (fullBackup !== null) {
    const full = fullBackup === 'ALWAYS' ? fullBackup : printExpression(fullBackup, writing);
    text += ` FULL BACKUP ${full}`;
  }
  return text + printOptions(node.scheduleOptions, 'WITH SCHEDULE OPTIONS', writing);
}
