/** The operator's file as the product knows it, after its schema has been held against it. */

import type { ApprovalLimits } from '#core/approval/limits.ts';
import type { CallLimits } from '#core/call-budget.ts';
import type { Addressee, Chain, Connection, Issuer, McpConnection, NotifyChannel } from '#core/model.ts';

export type Config = {
  /** `dev` destroys cleanly. */
  readonly stage: 'prod' | 'dev';
  /** IANA name: the zone of business hours in policies. */
  readonly timeZone: string;
  readonly publicUrl: string;
  /** Of the name in `publicUrl`, on AWS; without it the API has the name that AWS gives it, and `publicUrl` must be that. */
  readonly publicCertificateArn?: string;
  readonly identity: {
    /** The claim that makes two accounts one human. */
    readonly personKey: string;
    readonly issuers: readonly Issuer[];
    /** Makes the stack CountersignIdentity; its issuer is then one of the issuers. */
    readonly federation?: Federation;
  };
  /** Of kind `aws`. */
  readonly connections: readonly Connection[];
  readonly mcpConnections: readonly McpConnection[];
  /** The lock file of accepted tools, relative to the file. */
  readonly mcpPins: string;
  /** Directory of the Cedar policies, relative to the file. */
  readonly policies: string;
  /** Directory of a proposed policy set that is decided beside the real one and never enforced. */
  readonly candidatePolicies?: string;
  readonly chains: readonly Chain[];
  readonly managerClaim: string;
  /** The chain whose people look at a break-glass session afterwards; without it nobody opens one. */
  readonly breakGlassChain?: string;
  /** What may be asked of approvers. */
  readonly approvalLimits: Pick<ApprovalLimits, 'openPerRequester' | 'openPerChain' | 'restMinutes'>;
  /** Whom to address; nobody may approve by being listed. */
  readonly people: readonly Addressee[];
  readonly notify: readonly NotifyChannel[];
  readonly masking: {
    readonly rules: readonly MaskingRule[];
    /** Detectors that are off by default. */
    readonly enable: readonly string[];
    /** Off when absent. */
    readonly remote?: RemoteMasking;
  };
  readonly recording: {
    readonly hotDays: number;
    readonly retentionDays: number;
    readonly objectLock: 'governance' | 'compliance';
    /** What the gateway runs on instead of the stack's own table. */
    readonly restoredTable?: RestoredTable;
    /** Where state changes are told. */
    readonly webhooks: readonly StateWebhook[];
  };
  /** What one principal may ask of one instance of the gateway. */
  readonly limits: CallLimits;
  readonly wire: {
    /** Its front on AWS. */
    readonly host: 'function-url' | 'rest-api' | 'fargate';
    /** The wire's own name and that name's certificate: with `rest-api` and `fargate`, and with no other. */
    readonly domainName?: string;
    readonly certificateArn?: string;
    /** Containers of `fargate`. */
    readonly tasks: number;
    /** The largest body that a container of `fargate` takes. */
    readonly bodyMegabytes: number;
    readonly holdSeconds: number;
    /** Whether X-Ray samples the wire's function, as it does the others. */
    readonly isTraced: boolean;
  };
  /** Requests at once that are reserved for each front on AWS, by a production stage. */
  readonly concurrency: Readonly<Record<'wire' | 'calls' | 'mcp' | 'api', number>>;
};

/** An identity provider whose groups Cognito puts into tokens. */
export type Federation = {
  /** As Cognito calls the provider. */
  readonly name: string;
  /** The first label of the sign-in page's host. */
  readonly domainPrefix: string;
  /** The provider's attribute or claim that holds groups, and that which holds the e-mail address. */
  readonly groups: string;
  readonly email: string;
} & (
  | { readonly kind: 'saml'; readonly metadataUrl: string }
  | {
      readonly kind: 'oidc';
      readonly issuer: string;
      readonly clientId: string;
      readonly clientSecretArn: string;
      /** Beside openid, email and profile. */
      readonly scope?: string;
    }
);

/** A table that DynamoDB restored from a backup, in the hub's account and Region. */
export type RestoredTable = { readonly name: string; readonly streamArn: string };

/** The secret is one of Secrets Manager on AWS, and a file on one machine. */
export type StateWebhook = { readonly url: string; readonly secretArn?: string; readonly secretFile?: string };

/** A service of AWS, asked for personal data in the messages of some operations. */
export type RemoteMasking = {
  readonly operations: readonly string[];
  readonly timeoutMilliseconds: number;
} & (
  | { readonly kind: 'comprehend'; readonly region: string; readonly language: 'en' | 'es'; readonly minScore: number }
  | { readonly kind: 'bedrock-guardrail'; readonly guardrailArn: string; readonly version: string }
);

/** A masking rule of the operator: classes for paths, or a pattern (RE2) that looks everywhere or in its paths. */
export type MaskingRule = {
  readonly name: string;
  readonly class: string;
  readonly form: 'redact' | 'token' | 'partial' | 'shape' | 'drop';
  readonly operations?: readonly string[];
  readonly paths?: readonly string[];
  readonly pattern?: string;
};
