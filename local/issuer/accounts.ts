/** Who may sign in at the dev issuer: accounts named for what they may do, a pipeline, and an agent. All are fixtures. */

export type Account =
  | {
      readonly kind: 'person';
      readonly name: string;
      readonly title: string;
      readonly email: string;
      readonly groups: readonly string[];
    }
  | {
      readonly kind: 'workload';
      readonly name: string;
      readonly title: string;
      readonly groups: readonly string[];
      readonly actor: string;
    }
  | { readonly kind: 'agent'; readonly name: string; readonly title: string; readonly onBehalfOf: string };

export const accounts: readonly Account[] = [
  person('engineer', 'Erin Engineer', ['mcp-production-engineers']),
  person('approver', 'Alex Approver', ['prod-approvers']),
  person('approver-2', 'Bo Approver', ['prod-approvers']),
  person('sre-lead', 'Sam Lead', ['sre-leads']),
  person('auditor', 'Aud Auditor', ['auditors']),
  { kind: 'workload', name: 'ci', title: 'Deployment pipeline', groups: ['ci-deployers'], actor: 'engineer@acme.example' },
  { kind: 'agent', name: 'agent', title: 'Agent of Erin Engineer', onBehalfOf: 'engineer' },
];

export function findAccount(name: string): Account | undefined {
  return accounts.find((account) => account.name === name);
}

export function findPerson(name: string): Extract<Account, { kind: 'person' }> | undefined {
  const account = findAccount(name);
  return account?.kind === 'person' ? account : undefined;
}

function person(name: string, title: string, groups: readonly string[]): Account {
  return { kind: 'person', name, title, email: `${name}@acme.example`, groups };
}
