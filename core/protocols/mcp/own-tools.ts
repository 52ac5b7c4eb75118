/** The tools that the gateway itself offers. Few and general: the operations of AWS are too many to list, and policy sees each decoded. */

import type { JsonObject } from './rpc.ts';
import { objectSchema, type ToolDefinition } from './tool.ts';

const text = (description: string, more: JsonObject = {}): JsonObject => ({
  type: 'string',
  minLength: 1,
  maxLength: 512,
  description,
  ...more,
});

const connection = text(
  'The connection to use, by name. Needed only where several are open to you (countersign_whoami lists them).',
);
const operation = {
  service: text('The service as the aws CLI names it: "ec2", "s3", "dynamodb".'),
  operation: text('The operation as AWS’s API reference names it: "DescribeInstances".'),
};
const named = {
  connection,
  role: text('The role, by ARN or by its last name. The first that is open to you when it is left out.'),
  ...operation,
  region: text('The region, when not the connection’s first.'),
  parameters: {
    type: 'object',
    description: 'Parameters by their names in AWS’s API reference. Ask aws_describe_operation first when unsure.',
  },
};
const query = text('A JMESPath expression (https://jmespath.org) on the masked response, to see less of it.', {
  maxLength: 2000,
});

const callId = { call_id: text('The id of the call, as the waiting answer gave it.') };

const readOnly = { readOnlyHint: true, openWorldHint: true } as const;

export const ownTools = {
  aws_read: {
    name: 'aws_read',
    title: 'Read from AWS',
    description:
      'Makes one AWS API call that only lists or reads, and returns its masked response. Anything else is refused: use aws_call.',
    inputSchema: objectSchema({ ...named, query }, ['service', 'operation']),
    annotations: readOnly,
  },
  aws_call: {
    name: 'aws_call',
    title: 'Call AWS',
    description:
      'Makes one AWS API call and returns its masked response. A risky call waits for the approval of a person: say in "reason" why it is needed.',
    inputSchema: objectSchema(
      { ...named, query, reason: text('Why the call is needed, for those who are asked to approve it.') },
      ['service', 'operation'],
    ),
    annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: true },
  },
  aws_describe_operation: {
    name: 'aws_describe_operation',
    title: 'Describe an AWS operation',
    description:
      'Describes the parameters of one AWS operation, what access it needs, and what the policies would say to you. Calls nothing.',
    inputSchema: objectSchema({ connection, ...operation }, ['service', 'operation']),
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  aws_search_operations: {
    name: 'aws_search_operations',
    title: 'Find an AWS operation',
    description: 'Finds operations of AWS by words of their names: "ec2 instances", "create table". Calls nothing.',
    inputSchema: objectSchema({ query: text('Words of a service and an operation.') }, ['query']),
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  countersign_whoami: {
    name: 'countersign_whoami',
    title: 'Who am I',
    description: 'Your identity and groups here, for whom you act, and the connections and roles that are open to you.',
    inputSchema: objectSchema({}),
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  countersign_explain: {
    name: 'countersign_explain',
    title: 'What would be decided',
    description: 'What the policies would decide of a call with these arguments, and why. Nothing is executed.',
    inputSchema: objectSchema(
      {
        tool: text('The tool: "aws_call".'),
        arguments: { type: 'object', description: 'The arguments that it would be called with.' },
      },
      ['tool', 'arguments'],
    ),
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  countersign_call_status: {
    name: 'countersign_call_status',
    title: 'What became of a call',
    description:
      'The state of a call of yours that waits for an approval, or its result. It can wait up to 25 seconds for a change.',
    inputSchema: objectSchema(
      { ...callId, wait_seconds: { type: 'integer', minimum: 0, maximum: 25, description: 'How long to wait for a change.' } },
      ['call_id'],
    ),
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  countersign_call_cancel: {
    name: 'countersign_call_cancel',
    title: 'Take a waiting call back',
    description: 'Cancels a call of yours that waits for an approval. It is not executed then.',
    inputSchema: objectSchema(callId, ['call_id']),
    annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  },
} as const satisfies Readonly<Record<string, ToolDefinition>>;

export type OwnTool = keyof typeof ownTools;
