/** Makes the stack as `cdk synth` does, in this process: the context of cdk.json, and functions that hold nothing. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Config } from '#config/config.ts';
import { parseConfig } from '#config/parse-config.ts';
import { mcpConnection } from '#core/mcp/connection.fixture.ts';
import type { McpConnection } from '#core/model.ts';
import { CountersignStack, type CountersignStackProps } from '#lib/countersign-stack.ts';
import { functionNames } from '#scripts/bundle.ts';

const example = new URL('../../../examples/countersign.config.yaml', import.meta.url);

export type Resource = {
  readonly Type: string;
  readonly Properties: Properties;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
};

// A template is JSON without a schema of ours: tests look into it by name.
// biome-ignore lint/suspicious/noExplicitAny: the template's own shape is CloudFormation's
export type Properties = any;

export type Synthesised = {
  readonly app: App;
  /** Whole, with what stands beside the resources. */
  readonly template: Properties;
  readonly resources: Readonly<Record<string, Resource>>;
};

export function exampleConfig(): Config {
  return parseConfig(readFileSync(example, 'utf8'), 'examples/countersign.config.yaml');
}

/** The example as it stands. */
export const production = once(() => synthesise());

export const development = once(() => synthesise({ stage: 'dev' }));

const secrets = 'arn:aws:secretsmanager:eu-west-1:999999999999:secret:mcp/';

/** What the example leaves at its default, all at once. */
export const variation = {
  publicCertificateArn: 'arn:aws:acm:eu-west-1:999999999999:certificate/0a0a0a0a',
  recording: { hotDays: 1, retentionDays: 3000, objectLock: 'compliance', webhooks: [] },
  wire: { ...exampleConfig().wire, isTraced: true },
  concurrency: { wire: 300, calls: 40, mcp: 30, api: 20 },
  masking: {
    ...exampleConfig().masking,
    remote: {
      kind: 'comprehend',
      region: 'eu-west-1',
      operations: ['logs:*'],
      language: 'en',
      minScore: 0.5,
      timeoutMilliseconds: 2000,
    },
  },
  mcpConnections: [
    server('tickets', { kind: 'secret', header: 'x-key', secretArn: `${secrets}tickets-AbCdEf` }),
    server('wiki', { kind: 'oauth', tokenUrl: 'https://id.example/token', clientId: 'c', secretArn: `${secrets}wiki-AbCdEf` }),
    server('open', { kind: 'none' }),
  ],
} as const satisfies Partial<Config>;

function server(name: string, auth: McpConnection['auth']): McpConnection {
  return mcpConnection({ name, auth, transport: { kind: 'http', url: `https://${name}.example/mcp` } });
}

const named = {
  domainName: 'wire.acme.example',
  certificateArn: 'arn:aws:acm:eu-west-1:999999999999:certificate/0f0f0f0f',
} as const;

export function namedWire(host: 'rest-api' | 'fargate'): Config['wire'] {
  return { ...exampleConfig().wire, ...named, host };
}

export const restApi = once(() => synthesise({ wire: namedWire('rest-api') }));

export const fargate = once(() => synthesise({ wire: namedWire('fargate') }));

export const varied = once(() => synthesise(variation));

function once<Made>(make: () => Made): () => Made {
  const made: Made[] = [];
  return () => {
    const [found = make()] = made;
    if (made.length === 0) made.push(found);
    return found;
  };
}

/** An app as cdk.json describes it, but for CloudFormation's own rules: they take seconds a stack, and `npm run synth` asks them. */
export function quickApp(outdir?: string): App {
  const { context } = JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'));
  return new App({ context, builtinCloudFormationValidation: false, ...(outdir === undefined ? {} : { outdir }) });
}

/** `bundleDirectory`: real bundles instead of functions that hold nothing. */
export function synthesise(
  change: Partial<Config> = {},
  bundleDirectory?: string,
  more: Pick<CountersignStackProps, 'restart'> = {},
): Synthesised {
  const outdir = mkdtempSync(join(tmpdir(), 'countersign-synth-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  const app = quickApp(outdir);
  const stack = new CountersignStack(app, 'Countersign', {
    config: { ...exampleConfig(), ...change },
    bundleDirectory: bundleDirectory ?? emptyBundles(outdir),
    ...more,
  });
  const template = Template.fromStack(stack).toJSON();
  return { app, template, resources: template.Resources };
}

function emptyBundles(outdir: string): string {
  const directory = join(outdir, 'bundles');
  for (const name of functionNames()) {
    mkdirSync(join(directory, name), { recursive: true });
    writeFileSync(join(directory, name, 'index.mjs'), 'export const handler = () => undefined;\n');
    writeFileSync(join(directory, name, 'Dockerfile'), 'FROM scratch\n');
  }
  return directory;
}
