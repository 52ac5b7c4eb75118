/** The nouns of the product: what a call, a principal, a decision and a session are. `docs/vocabulary.md` defines each word. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Parameters of one call by the model's member names, in the normal forms: longs beyond 2^53 as text, blobs as base64, timestamps as ISO 8601 UTC. */
export type Parameters = { readonly [name: string]: Json };

/** AWS's access levels, with reads that return secrets set apart. */
export type Access = 'list' | 'read' | 'secret-read' | 'write' | 'tagging' | 'permissions';

/** The front through which a call came. */
export type Channel = 'aws' | 'json' | 'mcp';

/** Something a call touches. `type` is the resource type of AWS's own authorization reference (`instance`, `secret`, `object`). */
export type Resource = {
  readonly arn: string;
  readonly service: string;
  readonly type: string;
  readonly region: string;
  readonly account: string;
};

/** A resource with what was read about it. With `tagsKnown: false` every rule on tags is blind. */
export type ResourceFacts = Resource & {
  readonly tags: Readonly<Record<string, string>>;
  readonly tagsKnown: boolean;
  /** Of a tool of an MCP server. */
  readonly tool?: ToolFacts;
};

/** What a tool of an MCP server counts as: by its pinned definition, the worst without one. */
export type ToolFacts = {
  readonly name: string;
  readonly readOnly: boolean;
  readonly destructive: boolean;
  readonly idempotent: boolean;
  readonly openWorld: boolean;
};

/** One AWS API operation, or one method of an MCP server (service `mcp`), with its parameters, the same whatever protocol carried it. */
export type Call = {
  /** The catalog's service id (`ec2`, `secretsmanager`). */
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly account: string;
  readonly access: Access;
  /** Every IAM action the operation needs, the main one first (`ec2:RunInstances`). */
  readonly actions: readonly string[];
  readonly resources: readonly Resource[];
  /** False when the touched resources cannot be told from the parameters: `resources` is then a floor, not the whole. */
  readonly resourcesKnown: boolean;
  readonly parameters: Parameters;
};

export type CallState = 'awaiting-approval' | 'executing' | 'completed' | 'refused' | 'cancelled' | 'unknown';

/** Who acts. `service` is a pipeline or workload, `agent` acts for the person in `onBehalfOf`. */
export type Principal = {
  readonly kind: 'user' | 'service' | 'agent';
  /** Stable and unique over issuers: `<issuer name>:<subject>`. */
  readonly id: string;
  /** The issuer's URL. */
  readonly issuer: string;
  readonly subject: string;
  readonly name?: string;
  readonly email?: string;
  /** What makes two accounts one human (threats 15): the configured claim, verified. */
  readonly personKey?: string;
  readonly groups: readonly string[];
  readonly isMfa: boolean;
  /** The OAuth client that the token was issued to. */
  readonly clientId?: string;
  readonly onBehalfOf?: Person;
  /** Further verified claims that policies may look at, as text. */
  readonly claims: Readonly<Record<string, string>>;
};

/** The person behind an agent. */
export type Person = Pick<Principal, 'id' | 'subject' | 'groups' | 'email' | 'name' | 'personKey'> & {
  /** What the agent's token says of its subject, the person: without it a rule on people's claims would not see who is behind an agent. */
  readonly claims?: Readonly<Record<string, string>>;
};

/** An identity provider whose tokens are accepted, as the operator's file names it. */
export type Issuer = {
  readonly name: string;
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly kind: 'human' | 'workload' | 'agent';
  readonly groupsClaim?: string;
  readonly clientId?: string;
  /** The clients whose tokens may carry a verdict; the public client alone when absent. */
  readonly verdictClients?: readonly string[];
  /** The scope that an agent's token must have at the MCP endpoint. */
  readonly mcpScope?: string;
  /** The client that the gateway's own pages sign people in with. */
  readonly webClientId?: string;
  /** For an issuer at which MCP clients cannot register: the public client that the gateway gives them, and where else than to their own machine it may lead. */
  readonly mcpClient?: { readonly clientId: string; readonly redirects: readonly string[] };
  /** Where its secret is, for an issuer that knows no public clients of web sites. */
  readonly webClientSecretArn?: string;
  /** Workloads: the claim that names the person who set the pipeline off. */
  readonly actorClaim?: string;
  /** Agents: the subject of the same issuer that they act for, when the token has no `act`. */
  readonly onBehalfOf?: string;
  /** Groups by a glob over the subject: `repo:acme/ml-*:ref:refs/heads/main`. */
  readonly groups: readonly { readonly subject: string; readonly groups: readonly string[] }[];
};

/** The recorded sequence of calls by one principal on one connection. */
export type Session = {
  readonly id: string;
  readonly principal: Principal;
  readonly connection: string;
  /** ARN of the role, for a connection of kind `aws`. */
  readonly role: string;
  readonly reason?: string;
  /** Opened in an emergency, by a step-up of its person (threats 18). */
  readonly breakGlass?: true;
  /** When the token that opened it was issued: a principal's revocation reaches the session by this time, not by `openedAt`. */
  readonly tokenIssuedAt?: string;
  readonly openedAt: string;
  readonly expiresAt: string;
};

/** A role that the gateway assumes for the members of its groups; `narrow` says how far its session policy is cut. */
export type Role = {
  readonly arn: string;
  readonly groups: readonly string[];
  readonly narrow: 'service' | 'call' | 'off';
};

/** A named upstream: an AWS account with its roles. */
export type Connection = {
  readonly kind: 'aws';
  readonly name: string;
  readonly account: string;
  readonly regions: readonly string[];
  readonly externalId?: string;
  readonly readRole?: string;
  readonly roles: readonly Role[];
  readonly wait: 'hold' | 'deny';
  readonly mode: 'enforce' | 'observe';
  /** Whether presigned URLs of reads are accepted: whoever holds one may use it, for 15 minutes at most. */
  readonly presigned?: boolean;
  /** Whether roles are cut down by STS's GetScopedCredentials, where it is there. Left out: `off`. */
  readonly scopedCredentials?: 'auto' | 'off';
  /** An emulator instead of AWS (`http://127.0.0.1:5000`). */
  readonly endpoint?: string;
};

/** How the gateway proves itself to an upstream MCP server. Secrets are named, never written. */
export type McpAuth =
  | { readonly kind: 'none' }
  /** Signature Version 4 with an assumed role: Lambda URLs, API Gateway, VPC Lattice, Bedrock AgentCore. */
  | {
      readonly kind: 'sigv4';
      readonly service: string;
      readonly region: string;
      readonly roleArn: string;
      readonly externalId?: string;
    }
  /** A fixed header, its value in a secret. */
  | { readonly kind: 'secret'; readonly header: string; readonly secretArn: string }
  /** OAuth 2.1 client credentials (RFC 6749 §4.4). */
  | {
      readonly kind: 'oauth';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly secretArn: string;
      readonly scope?: string;
      readonly resource?: string;
    };

/** A named upstream: an MCP server. */
export type McpConnection = {
  readonly kind: 'mcp';
  readonly name: string;
  readonly transport:
    | { readonly kind: 'http'; readonly url: string }
    /** A Lambda function that takes API Gateway's events, invoked by its ARN. */
    | { readonly kind: 'lambda'; readonly functionArn: string }
    /** A program of this machine; one machine only. */
    | {
        readonly kind: 'stdio';
        readonly command: string;
        readonly args: readonly string[];
        readonly env: Readonly<Record<string, string>>;
      };
  readonly auth: McpAuth;
  /** Whose members may use it. */
  readonly groups: readonly string[];
  readonly era: 'auto' | 'legacy' | 'modern';
  readonly timeoutSeconds: number;
  /** Globs over names of tools: what is not allowed, or denied, is not there. Policies decide about the rest. */
  readonly tools: { readonly allow: readonly string[]; readonly deny: readonly string[] };
  /** Whether a definition that nobody accepted is taken at first sight; a changed one never is. */
  readonly pinning: 'accepted' | 'first-use';
  /** How a waiting call is answered: as the client can take it, or in words at once. */
  readonly hold: 'auto' | 'text';
  /** How much one caller may use of one tool, or of one other method. */
  readonly limits: { readonly callsPerMinute: number; readonly concurrentCalls: number; readonly megabytesPerMinute: number };
  /** What the server may ask of its client inside a call; nothing else reaches the client. */
  readonly relays: readonly McpInput[];
  readonly mode: 'enforce' | 'observe';
};

/** Input that an MCP server asks its client for: a form for the user, an answer of its model, its directories. */
export type McpInput = 'elicitation' | 'sampling' | 'roots';

/** A named upstream: an AWS account with its roles, or an MCP server. */
export type AnyConnection = Connection | McpConnection;

/** How a person is reached that may be asked. Being listed makes nobody an approver: that is decided by its own token. */
export type Addressee = {
  readonly email: string;
  /** Member id in Slack: `U012ABCDEF`. */
  readonly slack?: string;
  readonly groups: readonly string[];
};

/** A way to tell people. Secrets are named by ARN alone. */
export type NotifyChannel =
  | { readonly kind: 'slack'; readonly channel: string; readonly secretArn: string }
  | { readonly kind: 'email'; readonly from: string }
  | { readonly kind: 'webhook'; readonly url: string; readonly secretArn: string };

/** So many distinct approvers out of these groups or people. */
export type Requirement = {
  readonly need: number;
  /** `group:<name>`, `person:<e-mail>`, or in the operator's file `manager-of-requester`. */
  readonly from: readonly string[];
};

/** One step of a chain: a requirement, and further ones that must be met beside it. */
export type ChainStep = Requirement & {
  readonly and?: readonly Requirement[];
  /** After so long `escalateTo` is asked as well, and counts for every requirement of the step. */
  readonly escalateAfterMinutes?: number;
  readonly escalateTo: readonly string[];
};

export type Chain = {
  readonly name: string;
  readonly expiresMinutes: number;
  /** Counted from the last yes. */
  readonly useWithinMinutes: number;
  /** Nobody counts for this chain and for another one that was asked with it. Within a chain nobody ever counts twice. */
  readonly distinct: boolean;
  readonly steps: readonly ChainStep[];
};

/** A policy that determined a decision, with the sentence that the refused caller reads. */
export type DeterminingPolicy = { readonly id: string; readonly reason?: string };

export type DenyCause =
  | 'no-permit'
  | 'guardrail'
  | 'guardrail-error'
  | 'engine-failure'
  | 'facts-unknown'
  | 'no-permit-even-if-approved';

type Decided = {
  readonly policies: readonly DeterminingPolicy[];
  /** SHA-256 of the policy set that decided. */
  readonly policyVersion: string;
};

/** What policy says about one call: deny beats needs-approval beats allow. */
export type Decision =
  | (Decided & { readonly outcome: 'allow' })
  | (Decided & { readonly outcome: 'deny'; readonly cause: DenyCause })
  | (Decided & { readonly outcome: 'needs-approval'; readonly chains: readonly string[] });

declare const maskedMark: unique symbol;
declare const sealedMark: unique symbol;

/** A value from which everything sensitive was taken. Only `core/masking` makes one; recorder and encoders take nothing else. */
export type Masked<T> = T & { readonly [maskedMark]: true };

/** A value encrypted and authenticated for one purpose. Only `core/sealed.ts` makes one. */
export type Sealed = string & { readonly [sealedMark]: true };

/** What one masking rule did: never a value, never a length. */
export type MaskHit = {
  readonly rule: string;
  readonly class: string;
  readonly count: number;
  /** At most 20 of the places, by model member names. */
  readonly paths: readonly string[];
  /** What the masked text looks like; `redact` when absent. */
  readonly form?: string;
};

/** Which masker masked something, and by which rules (SHA-256). */
export type MaskerVersion = { readonly masker: string; readonly ruleSet: string };

/** What an event says of its masking besides the hits. */
export type MaskingEvidence = MaskerVersion & {
  /** Of a reply's body as it came and as the caller saw it. Of a masked one only whole KiB, so that they do not tell how long a secret is. */
  readonly bytesIn?: number;
  readonly bytesOut?: number;
};

/** Short-lived AWS credentials of an assumed role. They never leave the gateway. */
export type AwsCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiresAt: string;
};
