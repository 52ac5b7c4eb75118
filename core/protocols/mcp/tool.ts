/** A tool as MCP lists it, and what its call answers. */

import type { Json } from '../../model.ts';
import { type JsonObject, type Success, succeeded } from './rpc.ts';

/** MCP's hints. Those of an upstream may make a rule stricter, never laxer. */
export type ToolAnnotations = {
  readonly readOnlyHint?: boolean;
  readonly destructiveHint?: boolean;
  readonly idempotentHint?: boolean;
  readonly openWorldHint?: boolean;
};

export type ToolDefinition = {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly outputSchema?: JsonObject;
  readonly annotations?: ToolAnnotations;
};

export function listedTool(tool: ToolDefinition): JsonObject {
  const { name, title, description, inputSchema, outputSchema, annotations } = tool;
  return {
    name,
    ...(title === undefined ? {} : { title }),
    description,
    inputSchema,
    ...(outputSchema === undefined ? {} : { outputSchema }),
    ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
  };
}

/** A result as structure, and the same as text for clients that read only that. */
export function structured(value: JsonObject): Success {
  return succeeded({ content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: value });
}

/** What the model is told went wrong, so that it can mend its call. It is an answer, not an error of the protocol. */
export function toolError(message: string, facts: JsonObject = {}): Success {
  const structuredContent = { error: message, ...facts };
  return succeeded({ content: [{ type: 'text', text: message }], structuredContent, isError: true });
}

/** JSON Schema (2020-12) of an object whose members are all named. */
export function objectSchema(properties: Readonly<Record<string, JsonObject>>, required: readonly string[] = []): JsonObject {
  return {
    type: 'object',
    properties: properties as { readonly [name: string]: Json },
    required: [...required],
    additionalProperties: false,
  };
}

/** The answer to a call that waits for a person, for clients that can do nothing better. It is no error: nothing failed. */
export function waiting({
  callId,
  approval,
  message,
  url,
  expiresAt,
}: {
  readonly callId: string;
  readonly approval: string;
  readonly message: string;
  /** The requester's own page of the call. */
  readonly url: string;
  readonly expiresAt?: string;
}): Success {
  const text = `NOT EXECUTED. ${message} Do not repeat the call: ask countersign_call_status with call_id "${callId}". Your user can follow it at ${url}.`;
  const until = expiresAt === undefined ? {} : { expires_at: expiresAt };
  const structuredContent = { status: 'awaiting-approval', call_id: callId, approval, url, ...until };
  return succeeded({ content: [{ type: 'text', text }], structuredContent });
}
