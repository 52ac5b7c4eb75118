/**
 * `countersign doctor`: what keeps AWS clients of this machine from the gateway, one line a check, with its cure. With `--url`, as
 * after a deploy, also whether the gateway’s fronts let through what was signed, its routes take the right tokens, its roles and its record hold.
 */

import { readFileSync } from 'node:fs';
import type { Finding } from '#core/checking/finding.ts';
import { type GatewayOptions, get } from './api.ts';
import { certificateFinding } from './certificate.ts';
import { CliError } from './cli-error.ts';
import { type Answered, answerOf, isLoopback, type Silent, silenceOf, strangerOf } from './doctor-answers.ts';
import type { Environment } from './environment.ts';
import { gatewayUrl, tokenFor } from './sign-in.ts';

export type DoctorOptions = GatewayOptions & {
  /** Files with tokens of other issuers. */
  readonly token?: readonly string[];
};

/** SigV4 allows 15 minutes; this much is worth a word before it becomes an error. */
const tolerableSkewSeconds = 60;

/** Never throws: what cannot be checked is a finding. */
export async function doctor(environment: Environment, options: DoctorOptions): Promise<readonly Finding[]> {
  const url = gatewayUrl(environment, options.url);
  if (!isAddress(url)) return [noAddress(url)];
  const api = await answerOf(`${url}/.well-known/oauth-protected-resource`);
  const wireUrl = api.kind === 'silent' ? undefined : wireUrlOf(api.body);
  return [
    gatewayFinding(url, api, wireUrl),
    ...(api.kind === 'silent' ? [] : [clockFinding(api)]),
    ...(wireUrl === undefined ? [] : [await wireFinding(wireUrl)]),
    ...(await certificateFindings(environment, wireUrl === undefined ? [url] : [url, wireUrl])),
    // Whoever answers there instead is told no token.
    ...(wireUrl === undefined ? [] : await signInFindings(environment, options, wireUrl)),
    profileFinding(environment, wireUrl),
    ...overridingFindings(environment),
    proxyFinding(environment, [url, ...(wireUrl === undefined ? [] : [wireUrl])]),
  ];
}

/** One for all addresses where there is nothing to say of them apart. */
async function certificateFindings(environment: Environment, urls: readonly string[]): Promise<readonly Finding[]> {
  const found = await Promise.all(urls.map((url) => certificateFinding(environment, url)));
  const findings = new Map(found.flatMap((finding) => (finding === undefined ? [] : [[finding.says, finding] as const])));
  return [...findings.values()];
}

function isAddress(url: string): boolean {
  return ['http:', 'https:'].includes(URL.parse(url)?.protocol ?? '');
}

function noAddress(url: string): Finding {
  const cure = 'Name the address in publicUrl with its scheme: --url https://…';
  return { check: 'gateway', says: `${url} is no address of the web`, cure };
}

function wireUrlOf(body: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    const found: unknown =
      parsed !== null && typeof parsed === 'object' ? Reflect.get(parsed, 'countersign_wire_url') : undefined;
    return typeof found === 'string' && isAddress(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function gatewayFinding(url: string, answer: Answered | Silent, wireUrl: string | undefined): Finding {
  const check = 'gateway';
  if (answer.kind === 'silent') {
    return { check, ...silenceOf(answer, url, 'Start it ("npm start"), or name another one with --url.') };
  }
  if (wireUrl !== undefined) return { check, says: `${url} answers` };
  if (isLoopback(url)) {
    return {
      check,
      says: `${url} answers, and is no gateway`,
      cure: 'Another program has this port. Start the gateway with --port, and name it with --url.',
    };
  }
  return strangerFinding(check, url, answer);
}

function strangerFinding(check: string, url: string, answer: Answered): Finding {
  const { says, cure } = strangerOf(answer) ?? {
    says: `answers ${answer.status}, and is no gateway`,
    cure: 'Name the address in publicUrl, without a path; look at what stands in front of it.',
  };
  return { check, says: `${url} ${says}`, cure };
}

function clockFinding({ headers }: Answered): Finding {
  const check = 'clock';
  const there = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(there)) return { check, says: 'the gateway does not say what time it is' };
  const skew = Math.round(Math.abs(Date.now() - there) / 1000);
  if (skew <= tolerableSkewSeconds) return { check, says: `${skew} s from the gateway's` };
  return { check, says: `${skew} s from the gateway's`, cure: 'Set the clock of this machine: signatures hold for 15 minutes.' };
}

async function wireFinding(wireUrl: string): Promise<Finding> {
  const check = 'AWS wire';
  const answer = await answerOf(wireUrl);
  if (answer.kind === 'silent') {
    return { check, ...silenceOf(answer, wireUrl, 'Look whether a firewall or another program is in the way of its port.') };
  }
  // AWS's own fronts write `x-amzn-requestid` as well.
  if (answer.headers.has('x-countersign-call-id')) return { check, says: `${wireUrl} answers` };
  if (!isLoopback(wireUrl)) return strangerFinding(check, wireUrl, answer);
  return {
    check,
    says: `${wireUrl} is answered by another program`,
    cure: 'Start the gateway with another --wire-port, and run setup again.',
  };
}

async function signInFindings(environment: Environment, options: DoctorOptions, wireUrl: string): Promise<readonly Finding[]> {
  const check = 'credentials';
  try {
    const body = await get(environment, options, '/v1/whoami');
    const connections = Array.isArray(body.connections) ? body.connections : [];
    const [first] = connections;
    const open = openFinding(connections.length);
    if (options.url === undefined) return [open];
    const connection = first === undefined ? undefined : String(first.name);
    return [open, ...(await deployedFindings(environment, options, { wireUrl, connection }))];
  } catch (error) {
    const says = error instanceof CliError ? error.message : 'the gateway does not say who you are';
    const isOut = error instanceof CliError && error.kind === 'unreachable';
    return [{ check, says, cure: isOut ? 'Mend what is named above, and run doctor again.' : 'Run "countersign login".' }];
  }
}

function openFinding(count: number): Finding {
  const check = 'credentials';
  if (count > 0) return { check, says: `signed in, with ${count} connection(s) open` };
  return { check, says: 'signed in, and no connection is open', cure: 'Ask for membership in a group of a connection’s role.' };
}

type Deployed = { readonly wireUrl: string; readonly connection: string | undefined };

/** Signed requests need a connection that is open to whoever runs doctor; everything else is found out without. */
async function deployedFindings(
  environment: Environment,
  options: DoctorOptions,
  { wireUrl, connection }: Deployed,
): Promise<readonly Finding[]> {
  const [{ wireFindings }, { tokenFindings }, { checksOf }] = await Promise.all([
    import('./doctor-wire.ts'),
    import('./doctor-tokens.ts'),
    import('./doctor-checks.ts'),
  ]);
  const url = gatewayUrl(environment, options.url);
  const token = await tokenFor(environment, url, options.as);
  const others = (options.token ?? []).map((file) => readText(file).trim());
  const ofWire = connection === undefined ? [] : await wireFindings(environment, options, { wireUrl, connection });
  return [...ofWire, ...(await tokenFindings(url, token, others)), ...(await checksOf(url, token))];
}

function profileFinding(environment: Environment, wireUrl: string | undefined): Finding {
  const check = 'profile';
  const cure = 'Run "countersign setup".';
  const text = readText(environment.awsConfigFile);
  const sections = [...text.matchAll(/^\[profile (countersign-[a-z0-9-]+)\]\n([^[]*)/gm)];
  if (sections.length === 0) return { check, says: `there is none of the gateway's in ${environment.awsConfigFile}`, cure };
  const stale = sections.filter(([, , lines = '']) => wireUrl !== undefined && !lines.includes(`endpoint_url = ${wireUrl}\n`));
  if (stale.length > 0) {
    const where = stale.map(([, name]) => name).join(', ');
    return { check, says: `${where} leads to another address than ${wireUrl}`, cure };
  }
  return inUse(
    environment,
    sections.map(([, name = '']) => name),
  );
}

function inUse({ variable }: Environment, names: readonly string[]): Finding {
  const check = 'profile';
  const chosen = variable('AWS_PROFILE');
  if (chosen !== undefined && names.includes(chosen)) return { check, says: `${chosen} is in use` };
  const says = chosen === undefined ? 'AWS_PROFILE is not set' : `AWS_PROFILE is ${chosen}, which is not the gateway's`;
  return { check, says, cure: `Run "export AWS_PROFILE=${names[0]}".` };
}

/** What AWS clients put before a profile. */
const overriding = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_ENDPOINT_URL',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
];

function overridingFindings({ variable, names }: Environment): readonly Finding[] {
  const set = [
    ...overriding.filter((name) => variable(name) !== undefined),
    ...names.filter((name) => name.startsWith('AWS_ENDPOINT_URL_')),
  ];
  if (set.length === 0) return [{ check: 'environment', says: 'nothing overrides the profile' }];
  return set.map((name) => ({
    check: 'environment',
    says: `${name} is set, and comes before the profile`,
    cure: `Run "unset ${name}".`,
  }));
}

function proxyFinding({ variable }: Environment, urls: readonly string[]): Finding {
  const check = 'proxies';
  const missed = urls.filter((url) => {
    const { protocol, hostname } = new URL(url);
    const name = protocol === 'https:' ? 'https_proxy' : 'http_proxy';
    const isProxied = [name, name.toUpperCase(), 'ALL_PROXY', 'all_proxy'].some((each) => variable(each) !== undefined);
    return isProxied && !isExempt(hostname, variable('no_proxy') ?? variable('NO_PROXY') ?? '');
  });
  if (missed.length === 0) return { check, says: 'none stands between' };
  const hosts = [...new Set(missed.map((url) => new URL(url).hostname))].join(',');
  return {
    check,
    says: `clients ask a proxy for ${hosts}, and it may change what was signed`,
    cure: `Run "export NO_PROXY=${hosts}".`,
  };
}

/** As curl and botocore read NO_PROXY: names, and the ends of names. */
function isExempt(hostname: string, noProxy: string): boolean {
  return noProxy
    .split(',')
    .map((entry) => entry.trim().replace(/^\*?\./, ''))
    .some((entry) => entry === '*' || (entry !== '' && (hostname === entry || hostname.endsWith(`.${entry}`))));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
