/** Reads typed members out of an operation's input, whichever protocol carried it. */

import type { Json } from '#core/model.ts';
import type { Input } from './fixture.ts';
import { SandboxError } from './sandbox-error.ts';

export function text(input: Input, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined || value === '') throw new SandboxError('ValidationException', `The parameter ${name} is missing.`);
  return value;
}

export function optionalText(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new SandboxError('ValidationException', `The parameter ${name} must be a text.`);
  return value;
}

export function optionalInteger(input: Input, name: string): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number)) throw new SandboxError('ValidationException', `The parameter ${name} must be an integer.`);
  return number;
}

export function isSet(input: Input, name: string): boolean {
  return input[name] === true || input[name] === 'true';
}

export function texts(input: Input, name: string): readonly string[] {
  return listOf(input, name).map((value) => {
    if (typeof value === 'string') return value;
    throw new SandboxError('ValidationException', `The parameter ${name} must be a list of texts.`);
  });
}

export function objects(input: Input, name: string): readonly Input[] {
  return listOf(input, name).map((value) => {
    if (isInput(value)) return value;
    throw new SandboxError('ValidationException', `The parameter ${name} must be a list of structures.`);
  });
}

export function object(input: Input, name: string): Input {
  const value = input[name];
  if (isInput(value)) return value;
  throw new SandboxError('ValidationException', `The parameter ${name} must be a structure.`);
}

/** `[{Key, Value}, …]` → a map. */
export function tagMap(input: Input, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(objects(input, name).map((tag) => [text(tag, 'Key'), optionalText(tag, 'Value') ?? '']));
}

/** Refuses every member that the operation does not list. */
export function requireKnownMembers(input: Input, members: string): void {
  const known = members.split(' ');
  const unknown = Object.keys(input).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new SandboxError('UnknownParameter', `The sandbox does not know the parameter ${unknown.join(', ')}.`);
}

function listOf(input: Input, name: string): readonly Json[] {
  const value = input[name];
  if (value === undefined || value === null || value === '') return [];
  if (isJsonList(value)) return value;
  throw new SandboxError('ValidationException', `The parameter ${name} must be a list.`);
}

function isJsonList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isInput(value: Json | undefined): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
