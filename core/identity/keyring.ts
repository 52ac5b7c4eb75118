/**
 * The keyring as text: `{"current":"k1","k1":"<at least 43 random characters>"}`, flat so that CloudFormation can make one
 * (`generateStringKey`). Each member but `current` is a root key by its id; old ones stay until nothing sealed with them lives.
 */

import { randomBytes } from 'node:crypto';
import type { Keyring } from '../sealed.ts';

const idForm = /^[a-z0-9]{1,16}$/;
const shortestRoot = 43;
const longestRoot = 512;
const mostRoots = 16;

/** A keyring with one root of 256 random bits. */
export function newKeyringText(): string {
  return JSON.stringify({ current: 'k1', k1: randomBytes(32).toString('base64url') });
}

/** @throws Error that names `where` and what is wrong, and holds nothing of the keys. */
export function parseKeyring(text: string, where: string): Keyring {
  const members = parseMembers(text, where);
  const { current, ...others } = members;
  const roots = new Map(Object.entries(others).map(([id, root]) => [id, parseRoot(id, root, where)]));
  if (current === undefined || !roots.has(current)) throw faulty(where, 'its "current" names no key of it');
  if (roots.size > mostRoots) throw faulty(where, `it holds more than ${mostRoots} keys`);
  return { current, roots };
}

function parseMembers(text: string, where: string): Readonly<Record<string, string>> {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw faulty(where, 'it is not a JSON object');
  if (!Object.values(value).every((member) => typeof member === 'string')) throw faulty(where, 'a member of it is not a text');
  return value as Readonly<Record<string, string>>;
}

/** The message of JSON.parse would quote the keys. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The characters themselves are the keying material: HKDF extracts from them. */
function parseRoot(id: string, root: string, where: string): Uint8Array {
  if (!idForm.test(id)) throw faulty(where, 'a key id is not 1 to 16 of a–z and 0–9');
  if (root.length < shortestRoot || root.length > longestRoot) {
    throw faulty(where, `the key "${id}" must have ${shortestRoot} to ${longestRoot} characters`);
  }
  return new TextEncoder().encode(root);
}

function faulty(where: string, what: string): Error {
  return new Error(`${where} is no keyring: ${what}. Restore it; with new keys everything sealed so far is lost.`);
}
