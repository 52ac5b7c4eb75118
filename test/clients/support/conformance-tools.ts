/** What the conformance suite calls by name: its tools, prompts and resources, as a server by the official SDK answers them. */

import { createHmac } from 'node:crypto';
import {
  acceptedContent,
  type InputRequests,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  type ServerContext,
} from '@modelcontextprotocol/server';

type Tool = {
  readonly description?: string;
  readonly inputSchema?: object;
  readonly run: (args: Readonly<Record<string, unknown>>, context: ServerContext) => object | Promise<object>;
};

/** One pixel, and a wave of no length. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const wav = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=';
const text = (value: string) => ({ content: [{ type: 'text', text: value }] });
const asked = (message: string, name: string, type = 'string') => ({
  method: 'elicitation/create',
  params: { mode: 'form', message, requestedSchema: { type: 'object', properties: { [name]: { type } }, required: [name] } },
});
const sampled = (question: string) => ({
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text: question } }], maxTokens: 100 },
});
const roots = { method: 'roots/list', params: {} };

function needs(requests: Readonly<Record<string, object>>, requestState?: string) {
  const inputRequests = requests as InputRequests;
  return { resultType: 'input_required' as const, inputRequests, ...(requestState === undefined ? {} : { requestState }) };
}

/** Asks for what has not been answered yet; the shapes of answers are the client's. */
function asking(requests: Readonly<Record<string, object>>, done: (context: ServerContext) => object, state?: string): Tool {
  return {
    run: (_args, context) => {
      const { inputResponses = {} } = context.mcpReq;
      const open = Object.keys(requests).filter((key) => typeof inputResponses[key] !== 'object');
      return open.length === 0 ? done(context) : needs(requests, state === undefined ? undefined : sealed(state));
    },
  };
}

function multiRound({ mcpReq }: ServerContext): object {
  const state = mcpReq.requestState<string>();
  if (state === undefined) return needs({ step1: asked('Step 1: What is your name?', 'name') }, sealed('one'));
  if (state === 'one') return needs({ step2: asked('Step 2: What is your favorite color?', 'color') }, sealed('two'));
  return text('Both steps are done.');
}

function declared({ envelope }: ServerContext['mcpReq']): Readonly<Record<string, unknown>> {
  const all: Readonly<Record<string, unknown>> = { ...envelope };
  return { ...(all['io.modelcontextprotocol/clientCapabilities'] as object | undefined) };
}

function declaredOnly({ mcpReq }: ServerContext): object {
  const can = declared(mcpReq);
  return needs({
    ...(can.sampling === undefined ? {} : { sample: sampled('A greeting, please.') }),
    ...(can.elicitation === undefined ? {} : { ask: asked('What is your name?', 'name') }),
  });
}

async function progressing(_args: object, { mcpReq }: ServerContext): Promise<object> {
  const token = mcpReq._meta?.progressToken;
  for (const progress of token === undefined ? [] : [0, 50, 100]) {
    const params = { progressToken: token, progress, total: 100, message: `${progress} of 100` };
    await mcpReq.notify({ method: 'notifications/progress', params });
  }
  return text('It was done in three steps.');
}

/** Of the form that AWS gives its keys; in parts, so that nobody takes this file for one that leaks. */
export const secret = ['AKIA', 'Q3EGRIXZQ7EXAMPL'].join('');

/** Says it wherever a server can say something. */
async function telling(_args: object, { mcpReq }: ServerContext): Promise<object> {
  const params = { progressToken: mcpReq._meta?.progressToken, progress: 1, message: `key ${secret}` };
  await mcpReq.notify({ method: 'notifications/progress', params });
  await mcpReq.log('warning', { key: secret });
  if (mcpReq.inputResponses === undefined) return needs({ ask: asked(`Is ${secret} yours?`, 'answer') });
  return { ...text(`It is ${secret}.`), structuredContent: { key: `key ${secret}` } };
}

async function logging(_args: object, { mcpReq }: ServerContext): Promise<object> {
  for (const step of ['started', 'processing data', 'completed']) await mcpReq.log('info', `Tool execution ${step}`);
  return text('It was logged in three steps.');
}

const embedded = (uri: string, mimeType: string, content: string) => ({
  type: 'resource',
  resource: { uri, mimeType, text: content },
});

/** As text, because an object with a member `then` is taken for a promise. */
const schema2020 = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": false,
  "$defs": { "address": { "$anchor": "addressDef", "type": "object", "properties": { "street": { "type": "string" } } } },
  "properties": { "address": { "$ref": "#/$defs/address" }, "phone": { "type": "string" }, "email": { "type": "string" } },
  "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
  "if": { "required": ["phone"] }, "then": { "required": ["phone"] }, "else": { "required": ["email"] }
}`;

export const tools: Readonly<Record<string, Tool>> = {
  test_simple_text: { run: () => text('This is a simple text response for testing.') },
  test_image_content: { run: () => ({ content: [{ type: 'image', data: png, mimeType: 'image/png' }] }) },
  test_audio_content: { run: () => ({ content: [{ type: 'audio', data: wav, mimeType: 'audio/wav' }] }) },
  test_embedded_resource: {
    run: () => ({ content: [embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')] }),
  },
  test_multiple_content_types: {
    run: () => ({
      content: [
        { type: 'text', text: 'Multiple content types test:' },
        { type: 'image', data: png, mimeType: 'image/png' },
        embedded('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
      ],
    }),
  },
  test_error_handling: { run: () => ({ isError: true, ...text('This tool intentionally returns an error for testing') }) },
  test_tool_with_progress: { run: progressing },
  test_tool_with_logging: { run: logging },
  test_logging_tool: { run: logging },
  test_streaming_elicitation: asking({ user_name: asked('What is your name?', 'name') }, () => text('Hello!')),
  test_missing_capability: {
    run: (_args, { mcpReq }) => {
      const can = declared(mcpReq);
      if (can.sampling === undefined) throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
      return text('The client can sample.');
    },
  },
  ...Object.fromEntries(
    ['test_elicitation', 'test_elicitation_sep1034_defaults', 'test_elicitation_sep1330_enums'].map((name) => [
      name,
      asking({ user_name: asked('What is your name?', 'name') }, () => text('Hello!')),
    ]),
  ),
  test_sampling: asking({ answer: sampled('What is the capital of France?') }, () => text('Paris.')),
  test_custom_header: {
    inputSchema: { type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' } }, required: ['region'] },
    run: ({ region }) => text(`In ${region}.`),
  },
  test_trigger_tool_change: { run: () => text('Nothing here changes.') },
  test_input_required_result_elicitation: asking({ user_name: asked('What is your name?', 'name') }, ({ mcpReq }) =>
    text(`Hello, ${acceptedContent(mcpReq.inputResponses, 'user_name')?.name}!`),
  ),
  test_input_required_result_sampling: asking({ capital_question: sampled('What is the capital of France?') }, ({ mcpReq }) =>
    text(JSON.stringify(mcpReq.inputResponses?.capital_question)),
  ),
  test_input_required_result_list_roots: asking({ client_roots: roots }, ({ mcpReq }) =>
    text(JSON.stringify(mcpReq.inputResponses?.client_roots)),
  ),
  test_input_required_result_request_state: asking(
    { confirm: asked('Please confirm', 'ok', 'boolean') },
    ({ mcpReq }) => text(mcpReq.requestState<string>() === 'asked' ? 'state-ok' : 'state-lost'),
    'asked',
  ),
  test_input_required_result_multiple_inputs: asking(
    { user_name: asked('What is your name?', 'name'), greeting: sampled('Generate a greeting'), client_roots: roots },
    () => text('All three were given.'),
    'asked',
  ),
  test_input_required_result_multi_round: { run: (_args, context) => multiRound(context) },
  test_input_required_result_tampered_state: asking(
    { confirm: asked('Please confirm', 'ok', 'boolean') },
    () => text('The state was not tampered with.'),
    'asked',
  ),
  test_input_required_result_capabilities: { run: (_args, context) => declaredOnly(context) },
  tell_secret: { run: telling },
  /** What the gateway sent besides the arguments. */
  meta_of_request: { run: (_args, { mcpReq }) => ({ ...text('See the structure.'), structuredContent: { ...mcpReq._meta } }) },
  json_schema_2020_12_tool: {
    description: 'Tool with JSON Schema 2020-12 features',
    inputSchema: JSON.parse(schema2020),
    run: () => text('It fits.'),
  },
};

const said = (...contents: readonly object[]) => ({ messages: contents.map((content) => ({ role: 'user', content })) });
const saidText = (value: string) => ({ type: 'text', text: value });
const argument = (name: string) => ({ name, description: `The ${name}.`, required: true });

type Prompt = { readonly arguments?: readonly object[]; readonly get: Tool['run'] };

export const prompts: Readonly<Record<string, Prompt>> = {
  test_simple_prompt: { get: () => said(saidText('This is a simple prompt for testing.')) },
  test_prompt_with_arguments: {
    arguments: [argument('arg1'), argument('arg2')],
    get: ({ arg1, arg2 }) => said(saidText(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  },
  test_prompt_with_embedded_resource: {
    arguments: [argument('resourceUri')],
    get: ({ resourceUri }) =>
      said(
        embedded(String(resourceUri), 'text/plain', 'Embedded resource content for testing.'),
        saidText('Please process the embedded resource above.'),
      ),
  },
  test_prompt_with_image: {
    get: () => said({ type: 'image', data: png, mimeType: 'image/png' }, saidText('Please analyze the image above.')),
  },
  test_input_required_result_prompt: {
    get: asking({ user_context: asked('What context should the prompt use?', 'context') }, () => said(saidText('In context.')))
      .run,
  },
};

export const resources: Readonly<Record<string, object>> = {
  'test://static-text': { mimeType: 'text/plain', text: 'This is the content of the static text resource.' },
  'test://static-binary': { mimeType: 'image/png', blob: png },
  'test://watched-resource': { mimeType: 'text/plain', text: 'Nobody changes it.' },
};

export function resourceOf(uri: string): object {
  const id = /^test:\/\/template\/(\w+)\/data$/.exec(uri)?.[1];
  const templated = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
  const found = id === undefined ? resources[uri] : { mimeType: 'application/json', text: templated };
  if (found === undefined) throw new ProtocolError(-32602, 'Resource not found', { uri });
  return { contents: [{ uri, ...found }] };
}

const stateKey = 'of this fixture alone';

function sealed(state: string): string {
  return `${state}.${createHmac('sha256', stateKey).update(state).digest('base64url')}`;
}

export function verified(state: string): string {
  const [value = ''] = state.split('.');
  if (sealed(value) !== state) throw new Error('mac');
  return value;
}
