/** What goes wrong on the way to AWS, once and where a story asks for it: a retry must find what it needs, and may do what it does. */

import type { AwsOperation } from './aws-request.ts';
import type { Role } from './permissions.ts';

/** `lost`: done, and its answer never came. `failed`: not done. */
export type FaultKind = 'lost' | 'failed';

export type Fault = {
  readonly kind: FaultKind;
  /** What the role's name holds. */
  readonly role: string;
  readonly operation: string;
  /** What its parameters hold, as JSON. */
  readonly of: RegExp;
  readonly times: number;
};

export type Faults = {
  readonly next: (fault: Fault) => void;
  readonly of: (caller: Role, operation: AwsOperation) => FaultKind | undefined;
  readonly clear: () => void;
};

export function createFaults(): Faults {
  let due: readonly Fault[] = [];
  return {
    next: (fault) => {
      due = [...due, fault];
    },
    of: ({ name: role }, { name, parameters }) => {
      const isMeant = (fault: Fault) =>
        role.includes(fault.role) && name === fault.operation && fault.of.test(JSON.stringify(parameters));
      const met = due.find(isMeant);
      if (met === undefined) return undefined;
      due = due.flatMap((fault) => (fault !== met ? [fault] : fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : []));
      return met.kind;
    },
    clear: () => {
      due = [];
    },
  };
}
