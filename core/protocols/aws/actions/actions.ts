/** The IAM actions of one call: those of its operation, and those that follow from its parameters. */

import type { Operation } from '../../../catalog/operation.ts';
import type { Parameters } from '../../../model.ts';
import { secondaryActions } from './secondary-actions.ts';

/** The main action first. Errors: none; what no rule covers has the operation's own actions alone. */
export function actionsOf(operation: Operation, parameters: Parameters): readonly string[] {
  return [...new Set([...operation.actions, ...secondaryActions(operation, parameters)])];
}
