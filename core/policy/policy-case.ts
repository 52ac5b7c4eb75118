/** One case of a policy test file: Cedar's `run-tests` JSON, and a short form whose entities the product builds itself. */

import type { Call, Decision, Principal, ResourceFacts } from '../model.ts';
import type { CedarValueJson, EntityJson } from './cedar.ts';
import type { ProductAction, ProductResource } from './product-action.ts';
import type { Circumstances } from './question.ts';
import type { ToolAnnotations } from './tool-call.ts';

/** What the product must answer. `reason` lists policies that must be among the determining ones, `chains` exactly those asked. */
export type Expectation = {
  readonly name: string;
  readonly expect?: Decision['outcome'];
  readonly cause?: string;
  readonly chains?: readonly string[];
  readonly reason?: readonly string[];
  /** By class of content: whether the principal sees it in clear. */
  readonly reveal?: Readonly<Record<string, 'masked' | 'revealed'>>;
};

export type CasePrincipal = Pick<Principal, 'kind' | 'id' | 'groups'> &
  Partial<Pick<Principal, 'claims' | 'email'>> & {
    readonly onBehalfOf?: Pick<Principal, 'id' | 'groups'> & Partial<Pick<Principal, 'claims'>>;
  };

type Asked = Expectation & { readonly principal: CasePrincipal; readonly context?: Partial<Circumstances> };

/** A resource by its ARN; a tool of an MCP server as `mcp:server/tool`, with the annotations of its pinned definition. */
export type CaseResource = Pick<ResourceFacts, 'arn'> &
  Partial<Omit<ResourceFacts, 'tool'>> & { readonly annotations?: ToolAnnotations };

/** A call; its access and actions come from the catalog unless they are given. */
export type CallCase = Asked & {
  readonly call: Pick<Call, 'service' | 'operation'> & Partial<Omit<Call, 'resources'>>;
  readonly resources?: readonly CaseResource[];
};

/** An action of the product itself. */
export type ProductCase = Asked & { readonly action: ProductAction; readonly resource: ProductResource };

/** Cedar's own form. Uids are texts: `CS::User::"bob"`. `decision` is Cedar's raw answer: a needs-approval case is a raw deny. */
export type RawCase = Expectation & {
  readonly request: {
    readonly principal: string;
    readonly action: string;
    readonly resource: string;
    readonly context: { readonly [name: string]: CedarValueJson };
  };
  readonly entities: readonly EntityJson[];
  readonly decision: 'allow' | 'deny';
  readonly num_errors?: number;
};

export type PolicyCase = CallCase | ProductCase | RawCase;

const expectationKeys = ['name', 'expect', 'cause', 'chains', 'reason', 'reveal'];
const keysByForm = {
  call: [...expectationKeys, 'principal', 'context', 'call', 'resources'],
  action: [...expectationKeys.filter((key) => key !== 'reveal'), 'principal', 'context', 'action', 'resource'],
  request: [...expectationKeys, 'request', 'entities', 'decision', 'num_errors'],
};
const forms = ['request', 'call', 'action'] as const;
const outcomes: readonly unknown[] = ['allow', 'deny', 'needs-approval'];

/** One test file → its cases. Throws `SyntaxError` that names the case and the key. */
export function parsePolicyCases(text: string): readonly PolicyCase[] {
  const cases: unknown = JSON.parse(text);
  if (!Array.isArray(cases) || cases.length === 0) throw new SyntaxError('a policy test file is a list of at least one case');
  return cases.map(parseCase);
}

function parseCase(value: unknown, index: number): PolicyCase {
  const problem = caseProblem(value);
  if (problem !== undefined) throw new SyntaxError(`case ${index + 1}: ${problem}`);
  return value as PolicyCase;
}

function caseProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'a case is an object';
  const form = forms.find((each) => each in value);
  if (form === undefined) return 'give it a call, an action with its resource, or a request';
  const unknown = Object.keys(value).find((key) => !keysByForm[form].includes(key));
  if (unknown !== undefined) return `the key "${unknown}" has no meaning beside "${form}"`;
  if (!('name' in value) || typeof value.name !== 'string') return 'a case needs a name';
  const expect = 'expect' in value ? value.expect : undefined;
  if (form === 'request' && expect === undefined) return undefined;
  return outcomes.includes(expect) ? undefined : 'expect is allow, deny or needs-approval';
}
