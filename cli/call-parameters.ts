/** Parameters of a call from the command line: `--param Name=value` by the operation's model, or a whole JSON document. */

import { readFileSync } from 'node:fs';
import type { Catalog } from '#core/catalog/catalog.ts';
import type { Shape } from '#core/catalog/shape.ts';
import type { Json, Parameters } from '#core/model.ts';
import { plainJson, readJson } from '#core/protocols/aws/codec/json-reader.ts';
import { didYouMean } from '#core/protocols/aws/nearest.ts';
import { CliError } from './cli-error.ts';

export type Given = {
  /** `Name=value`, in order. */
  readonly param?: readonly string[];
  /** A file of JSON, or `-` for standard input. */
  readonly json?: string;
};

const bounds = { depth: 256, values: 1_000_000 };

/** Errors: CliError `usage`. */
export function callParameters(given: Given, input: Shape | undefined): Parameters {
  const document = given.json === undefined ? {} : readDocument(given.json);
  return (given.param ?? []).reduce((parameters, pair) => withPair(parameters, pair, input), document);
}

/** The input of an operation; `undefined` for one that this CLI's catalog does not know: the gateway then says what is wrong. */
export function inputOf(catalog: Catalog, service: string, name: string): Shape | undefined {
  const operation = catalog.operation(service, name);
  return operation === undefined ? undefined : catalog.shape(operation, 'input');
}

function readDocument(file: string): Parameters {
  const text = readText(file);
  try {
    const parsed = plainJson(readJson(text, bounds));
    if (parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)) return parsed as Parameters;
  } catch {
    // Told below, with the same sentence.
  }
  throw new CliError(
    'usage',
    `${file === '-' ? 'Standard input' : file} must hold one JSON object: the parameters by name, each once.`,
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch {
    throw new CliError('usage', `${file} cannot be read.`);
  }
}

function withPair(parameters: Parameters, pair: string, input: Shape | undefined): Parameters {
  const equals = pair.indexOf('=');
  if (equals < 1) throw new CliError('usage', `--param ${pair}: write it as Name=value.`);
  const [name, text] = [pair.slice(0, equals), pair.slice(equals + 1)];
  const members = input?.kind === 'structure' ? input.members : new Map<string, never>();
  const shape = members.get(name)?.shape;
  if (input !== undefined && shape === undefined) {
    throw new CliError('usage', `--param ${name}: the operation has no such parameter.${didYouMean(name, members.keys())}`);
  }
  return { ...parameters, [name]: typedValue(text, shape, { name, before: parameters[name] }) };
}

type Place = { readonly name: string; readonly before: Json | undefined };

/** Text where the model has text; items of a list one by one, or all in JSON; everything else in JSON. */
function typedValue(text: string, shape: Shape | undefined, { name, before }: Place): Json {
  switch (shape?.kind) {
    case 'string':
    case 'blob':
    case 'timestamp':
      return text;
    case 'list': {
      if (text.startsWith('[')) return jsonOf(text, name);
      const item = typedValue(text, shape.member.shape, { name, before: undefined });
      return Array.isArray(before) ? [...before, item] : [item];
    }
    case 'long':
    case 'big-integer':
    case 'big-decimal':
      return text;
    case undefined:
      return /^[[{"]|^(?:true|false|-?\d+)$/.test(text) ? jsonOf(text, name) : text;
    default:
      return jsonOf(text, name);
  }
}

function jsonOf(text: string, name: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    throw new CliError('usage', `--param ${name}: its value must be JSON, such as true, 7, ["a"] or {"Name":"a"}.`);
  }
}
