/** The ports that the story of a call needs, put together by a composition root. */

import type { ObtainingPorts } from './approving/obtain-approval.ts';
import type { CallBudget } from './call-budget.ts';
import type { CallNotices } from './call-notices.ts';
import type { OncePorts } from './execute-once.ts';
import type { Masker } from './masking/masker.ts';
import type { McpClient } from './mcp/client.ts';
import type { NewId, RoleAssumer, StoredEvent, Upstream } from './ports.ts';
import type { EventDraft } from './recording/draft.ts';
import type { RefusalCounter } from './recording/refusal-counter.ts';

export type GatewayPorts = ObtainingPorts &
  OncePorts & {
    readonly newId: NewId;
    /** The writer's `record`: durable when it returns. Errors: `recorder-unavailable`. */
    readonly record: (draft: EventDraft) => Promise<StoredEvent>;
    readonly masker: Masker;
    readonly roles: RoleAssumer;
    readonly upstream: Upstream;
    /** Absent where no MCP server is a connection. */
    readonly mcp?: McpClient;
    readonly budget: CallBudget;
    /** Without it a permit with `@notify` permits nothing. */
    readonly notices?: CallNotices;
    readonly refusals: RefusalCounter;
    /** Purpose key `recorded-hash`: what is not kept is named by its keyed hash. */
    readonly hashKey: Uint8Array;
  };
