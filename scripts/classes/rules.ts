/** What the models tell of each class: by the names of operations, and by the members of what goes in and comes out. */

import type { Operation } from '#core/catalog/operation.ts';
import type { ActionClass } from '#core/policy/action-classes.ts';
import type { Met } from './members.ts';

export type Described = {
  readonly operation: Operation;
  readonly input: readonly Met[];
  /** Members without which the input is not complete. */
  readonly required: readonly Met[];
  readonly output: readonly Met[];
};

/** Whether the models put the operation into the class; the overlay has the last word. */
export const classRules: Readonly<Record<ActionClass, (described: Described) => boolean>> = {
  'mints-credentials': ({ operation, output }) => operation.mintsCredentials || output.some(({ name }) => bearerUrl.test(name)),
  delegates: (described) => takesRole(described) || startsRun(described),
  interactive: opensChannel,
  'content-query': (described) => takesQuery(described) || readsByHandle(described),
  'content-export': (described) => exportsContent(described) || copiesAway(described),
};

const bearerUrl = /^(?:authori[sz]ed|pre_?signed|signed|embed|streaming|login|sign_?in|web_?login|browser_?session)\w*ur[li]s?$/i;

const roleMember = /(?:^|[a-z_])role(?:_?arn)?$/i;
/** These take roles as what is administered or asked for, not to act under. */
const administersRoles = new Set(['iam', 'sts', 'kms', 'accessanalyzer', 'organizations', 'sso', 'sso-admin']);

/** Without a role in it, the call is not complete. A role that may be left out is `iam:PassRole`, decided for itself, where it is given. */
function takesRole({ operation, required }: Described): boolean {
  if (isRead(operation) || administersRoles.has(operation.service) || /^(?:Delete|Remove|Disassociate)/.test(operation.name))
    return false;
  return required.some(({ name, shape }) => shape.kind === 'string' && !shape.enumerated && roleMember.test(name));
}

const runs =
  /^(?:Batch)?(?:Start|Run|Execute|Invoke|Submit|Redrive|Retry|Launch|Rollback|Trigger|Test)\w*(?:Execution|Run|RunBatch|Build|BuildBatch|Pipeline|Workflow|Automation\w*|Command|Deployment|ChangeSet|StackRefactor|Plan|Action|Experiment|Canary\w*|Crawler|Trigger|Flow|Function|Stack|Stage|Agent|AgentRuntime|Harness|Job|Task|Policy)$/;

function startsRun({ operation }: Described): boolean {
  return runs.test(operation.name);
}

const channels =
  /^(?:Start|Resume|Open|Create|Enable|Send|Invoke|Execute)\w*(?:Tunnel|RemoteAccessSession|GUISession|SerialConsoleAccess|Sandbox|SandboxConnection|CommandExecution|RuntimeCommand|CodeInterpreter\w*|BrowserSession)$|^ExecuteCommand$/;
const streamAddress = /web_?socket|stream_?(?:endpoint|url)$/i;
const sshKey = /^ssh_?public_?key(?:_?body)?$/i;

function opensChannel({ operation, required, output }: Described): boolean {
  if (operation.hasInputEventStream) return true;
  if (isRead(operation)) return false;
  return (
    channels.test(operation.name) ||
    output.some(({ name }) => streamAddress.test(name)) ||
    (!/^Delete/.test(operation.name) && required.some(({ name }) => sshKey.test(name)))
  );
}

const defines = /^(?:Put|Create|Update|Delete|Modify|Register|Validate|Tag|Set|Define|Enable)/;
const queryMember =
  /^(?:query|(?:gremlin_?|open_?cypher_?|retrieval_?)query|query_?(?:string|text|statement|expression|input)|sqls?|sql_?(?:statements?|expression|parameters|query)|statements?|(?:filter|key_?condition|search)_?expression|filter_?pattern|expression)$/i;
const results =
  /^(?:Batch)?(?:Get|List|Fetch)\w*(?:Query|Statement|Search\w*|Calculation|WorkUnit|Command)(?:Results?(?:V\d)?|Invocations?|Output)$|^GetRecords$/;

/** At the top, or in the items of a list there. */
function takesQuery({ operation, input }: Described): boolean {
  return !defines.test(operation.name) && input.some(({ name, depth }) => depth <= 2 && queryMember.test(name));
}

function readsByHandle({ operation }: Described): boolean {
  return results.test(operation.name);
}

const exportNames = /^(?:Export\w*|(?:Start|Create|Put)\w*Export\w*|Download\w+)$/;
const copyNames = /^(?!(?:Cancel|Delete|Disable|Remove|Stop|Describe|Get|List)[A-Z])\w*(?:Copy|Replicat|StoreImage)/;
const elsewhere =
  /^(?:destination|target|replica|add|to|s3)\w*(?:regions?|account(?:id)?s?|bucket(?:name)?|vault(?:arn)?)$|^destinations?$|^(?:bucket|rules)$/i;

function exportsContent({ operation }: Described): boolean {
  return exportNames.test(operation.name);
}

/** A copy that may lie in another region, account or bucket than what it is a copy of. */
function copiesAway({ operation, input }: Described): boolean {
  return !isRead(operation) && copyNames.test(operation.name) && input.some(({ name }) => elsewhere.test(name));
}

function isRead({ access }: Operation): boolean {
  return access === 'list' || access === 'read' || access === 'secret-read';
}
