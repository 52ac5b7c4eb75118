/** The commands of the aws CLI in a text, held against AWS's own models: services, operations, their options and what they require. */

import type { Catalog } from '#core/catalog/catalog.ts';
import type { Member } from '#core/catalog/shape.ts';

export type AwsCommand = {
  readonly service: string;
  readonly operation: string;
  readonly options: readonly string[];
  /** It leaves something out on purpose: `…`. */
  readonly isShortened: boolean;
};

/** In code blocks and between backticks. */
export function awsCommands(text: string): readonly AwsCommand[] {
  return codeOf(text).flatMap((code) =>
    [...withoutQuoted(code).matchAll(/(?<![\w./-])aws ([a-z0-9-]+) ([a-z0-9-]+)([^\n|;)`#]*)/g)].map(
      ([, service = '', operation = '', rest = '']) => ({
        service,
        operation,
        options: [...rest.matchAll(/(?<=\s)--([a-z0-9-]+)/g)].map(([, name = '']) => name),
        isShortened: rest.includes('…'),
      }),
    ),
  );
}

/** What is code in a page, with continued lines joined. */
export function codeOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```\w*\n(.*?)^```/gms)].map(([, code = '']) => code);
  const inline = [...text.replaceAll(/^```.*?^```/gms, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
  return [...blocks, ...inline].map((code) => code.replaceAll(/\\\n\s*/g, ' '));
}

function withoutQuoted(code: string): string {
  return code.replaceAll(/'[^']*'/g, 'q').replaceAll(/"[^"]*"/g, 'q');
}

/** What the CLI has by itself. */
const ownOptions = ['query', 'output', 'cli-binary-format', 'max-items', 'region', 'profile'];
const ownCommands: Readonly<Record<string, readonly string[]>> = {
  'cloudformation deploy': ['stack-name', 'template-file', 'capabilities', 'parameter-overrides'],
  'logs tail': ['since', 'filter-pattern', 'follow'],
  's3 sync': ['exclude', 'include'],
  's3 rm': ['recursive'],
  's3 cp': [],
};

/** Where the CLI says another name than the model, or more than one for it. */
const renamed: Readonly<Record<string, string>> = { 'sns subscribe notification-endpoint': 'endpoint' };
/** Members that the CLI fills in. */
const filledIn: Readonly<Record<string, readonly string[]>> = { 'ec2 run-instances': ['mincount', 'maxcount'] };

/** What is wrong with it, in words; nothing where it is right. */
export function unknownIn({ service, operation, options, isShortened }: AwsCommand, catalog: Catalog): readonly string[] {
  const name = `aws ${service} ${operation}`;
  const asked = options
    .filter((option) => !ownOptions.includes(option))
    .map((option) => renamed[`${service} ${operation} ${option}`] ?? option);
  const own = ownCommands[`${service} ${operation}`];
  if (own !== undefined) return asked.filter((option) => !own.includes(option)).map((option) => `${name}: --${option}`);
  const found = catalog.services.get(service === 's3api' ? 's3' : service);
  // What it waits for is no operation; the option is that of the operation that it asks again and again.
  const wanted = operation === 'wait' ? 'describetable' : plain(operation);
  const known = [...(found?.operations.values() ?? [])].find((each) => each.name.toLowerCase() === wanted);
  if (known === undefined) return [`${name}: there is no such command`];
  const shape = catalog.shape(known, 'input');
  const members = new Map<string, Member>(
    shape?.kind === 'structure' ? [...shape.members].map(([member, of]) => [member.toLowerCase(), of]) : [],
  );
  const given = [...(filledIn[`${service} ${operation}`] ?? []), ...asked].map((option) =>
    plain(members.has(plain(option)) ? option : option.replace(/^no-/, '')),
  );
  const required = [...members].flatMap(([member, of]) =>
    of.required && !isShortened && !given.includes(member) ? [member] : [],
  );
  return [
    ...given.filter((option) => !members.has(option)).map((option) => `${name}: --${option}`),
    ...required.map((member) => `${name}: needs --${member}`),
  ];
}

/** The CLI's names are the model's in another spelling. */
function plain(name: string): string {
  return name.replaceAll('-', '');
}
