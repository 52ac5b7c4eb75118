/** What a configuration must hold before it can stand in front of AWS: checked at synth, beyond its schema. */

import type { Config } from '#config/config.ts';
import { ledAccounts } from '#config/led-accounts.ts';
import { missingDirectories } from '#config/missing-directories.ts';
import { ConfigError } from '#config/parse-config.ts';

/** `account`: of the credentials at hand, where there are any. @throws ConfigError with every fault, each with its path and cure. */
export function checkDeployable(config: Config, fileName: string, account?: string): void {
  const faults = [
    ...missingDirectories(config, fileName),
    ...missingHuman(config),
    ...plainUrls(config),
    ...secretFiles(config),
    ...localServers(config),
    ...rolesElsewhere(config),
    ...ownAccount(config, account),
  ];
  if (faults.length > 0) throw new ConfigError(fileName, faults);
}

/** An authorizer of API Gateway takes one issuer: the first of people (ADR 6). */
function missingHuman({ identity }: Config): readonly string[] {
  if (identity.issuers.some((issuer) => issuer.kind === 'human')) return [];
  return ['identity.issuers: none has the kind human. Add the identity provider that people sign in with.'];
}

/** What only one machine can do; and addresses behind which the function's own host answers, or its network's. */
function localServers({ mcpConnections }: Config): readonly string[] {
  return mcpConnections.flatMap(({ name, transport, auth, pinning }) => [
    ...(transport.kind === 'stdio'
      ? [`connections: "${name}" is a program of one machine. Give it an address, or wrap it in a function.`]
      : []),
    ...(transport.kind === 'http' && isInside(transport.url)
      ? [`connections: "${name}" leads to ${transport.url}. Write a public https:// address.`]
      : []),
    ...(transport.kind === 'lambda' && auth.kind !== 'sigv4'
      ? [`connections: "${name}" is a function. Write auth: { kind: sigv4, service: lambda, … }.`]
      : []),
    ...(pinning === 'first-use'
      ? [
          `connections: "${name}" takes tools at first sight. Look at them on one machine, "countersign mcp pin" writes them into the lock file (mcpPins), and leave out pinning.`,
        ]
      : []),
  ]);
}

function isInside(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  const isPrivate = /^(127|10|0|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(hostname) || /^\[/.test(hostname);
  return protocol !== 'https:' || isPrivate || hostname === 'localhost' || /\.(internal|local)$/.test(hostname);
}

/** The hub's roles may assume what lies on one path, and nothing else (threats 27). */
function rolesElsewhere({ connections, mcpConnections }: Config): readonly string[] {
  const roles = [
    ...connections.flatMap(({ name, roles, readRole }) =>
      [...roles.map(({ arn }) => arn), readRole].map((arn) => ({ name, arn })),
    ),
    ...mcpConnections.flatMap(({ name, auth }) => (auth.kind === 'sigv4' ? [{ name, arn: auth.roleArn }] : [])),
  ];
  return roles.flatMap(({ name, arn }) =>
    arn === undefined || /:role\/countersign\/./.test(arn)
      ? []
      : [
          `connections: "${name}" names ${arn}. On AWS the gateway may assume roles on the path /countersign/ alone: make it there.`,
        ],
  );
}

/** Through such a connection a caller would reach the record, the keys and the code (threats 1); no function would start with it. */
function ownAccount(config: Config, account: string | undefined): readonly string[] {
  return ledAccounts(config)
    .filter((led) => led.account === account)
    .map(
      ({ name }) =>
        `connections: "${name}" leads to ${account}, the account that your credentials would deploy the gateway into. Deploy it into an account of its own, or take the connection out.`,
    );
}

function secretFiles({ recording }: Config): readonly string[] {
  return recording.webhooks.flatMap(({ secretArn }, index) =>
    secretArn === undefined
      ? [`recording.webhooks.${index}: a file cannot be read on AWS. Write secretArn: the ARN of the secret in Secrets Manager.`]
      : [],
  );
}

function plainUrls({ publicUrl, identity, connections }: Config): readonly string[] {
  const urls = [
    ['publicUrl', publicUrl] as const,
    ...identity.issuers.map(({ issuer }, index) => [`identity.issuers.${index}.issuer`, issuer] as const),
    ...connections.map(({ endpoint }, index) => [`connections.${index}.endpoint`, endpoint] as const),
  ];
  return urls.flatMap(([path, url]) =>
    url === undefined || url.startsWith('https://')
      ? []
      : [`${path}: ${url} cannot be used from AWS. Write an https:// address.`],
  );
}
