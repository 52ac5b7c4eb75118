/** A configuration of one MCP server, with policies of the test's own. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Everything is open, and masked. */
export const openPolicy = `@id("all")
@reason("Everything is open in this test, and masked.")
permit (principal, action, resource) unless { action in CS::Action::"reveal" };
`;

export type McpConfig = {
  /** The connection, without its braces. */
  readonly connection: string;
  readonly policy?: string;
  /** More of the issuer, without braces. */
  readonly issuer?: string;
  /** More of the file, at its top level. */
  readonly more?: string;
};

/** Writes it into the directory; gives the file. */
export function mcpConfig(home: string, { connection, policy = openPolicy, issuer: further = '', more = '' }: McpConfig): string {
  mkdirSync(join(home, 'policies'), { recursive: true });
  writeFileSync(join(home, 'policies', 'test.cedar'), policy);
  const file = join(home, 'countersign.config.yaml');
  const issuer = `name: dev, issuer: "http://127.0.0.1:%PORT%/issuer", audience: [countersign], kind: human, groupsClaim: groups, actorClaim: actor`;
  writeFileSync(
    file,
    `stage: dev
timeZone: UTC
publicUrl: "http://127.0.0.1:%PORT%"
identity:
  personKey: email
  issuers: [{ ${issuer}, clientId: countersign-cli, webClientId: countersign-web${further === '' ? '' : `, ${further}`} }]
limits: { callsPerSecond: 1000, callBurst: 10000 }
connections: [{ ${connection}, kind: mcp, groups: [mcp-production-engineers, sre-leads], pinning: first-use }]
policies: policies
approvals:
  people: [{ email: approver@acme.example, groups: [prod-approvers] }]
  chains: { production-change: { steps: [{ need: 1, from: ["group:prod-approvers"] }] } }
${more}`,
  );
  return file;
}
