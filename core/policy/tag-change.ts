/** The tag keys that a call sets or takes off, whatever service it is of: told by the names of its operation and members. */

import type { Call, Json } from '../model.ts';

export type TagChange = {
  readonly keys: ReadonlySet<string>;
  /** It replaces or clears all tags, or does not say which. */
  readonly isEveryKey: boolean;
  /** The tags are of something that the call makes: nothing that exists loses or changes one. */
  readonly isOfNew: boolean;
};

/** `Tag`, `Tags`, `Tagging`, `Untag` as a word of a camel-case name; `Stage`, `ETag`, `Percentage` are none. */
const tagWord = /(?:^|[a-z0-9])(?:T|t|Unt)ag(?:s|ging)?(?![a-z])|^tag(?:s|ging)?(?![a-z])/;
const keyWord = /key/i;
/** These give the whole set of tags, or end it. */
const replacing = /^(?:Put|Delete)\w*Tagging$/;
/** What changes something that exists: tags among its parameters are the new whole set. */
const updating = /^(?:Update|Modify|Set|Change|Replace|Reset)/;
const maxTexts = 10_000;

/** `undefined` for a call that changes no tags. Throws `RangeError` for more texts than tags can have. */
export function tagChangeOf({ access, operation, parameters }: Call): TagChange | undefined {
  if (access === 'list' || access === 'read' || access === 'secret-read') return undefined;
  const isTagging = access === 'tagging' || tagWord.test(operation);
  const named = Object.entries(parameters).filter(([name, value]) => tagWord.test(name) && isGiven(value));
  if (!isTagging) {
    if (named.length === 0) return undefined;
    return { keys: textsOf(named), isEveryKey: updating.test(operation), isOfNew: !updating.test(operation) };
  }
  const keyed = Object.entries(parameters).filter(([name, value]) => keyWord.test(name) && isGiven(value));
  const isEveryKey = replacing.test(operation) || (named.length === 0 && keyed.length === 0);
  // Any text of a tagging call may be a key: a value that reads like one asks for an approval too many.
  return { keys: textsOf(Object.entries(parameters)), isEveryKey, isOfNew: false };
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

function textsOf(members: readonly (readonly [string, Json])[]): ReadonlySet<string> {
  const texts = new Set<string>();
  for (const [, value] of members) collect(value, texts);
  return texts;
}

function collect(value: Json, texts: Set<string>): void {
  if (texts.size > maxTexts) throw new RangeError(`a call that changes tags holds more than ${maxTexts} texts`);
  if (typeof value === 'string') for (const text of [value, ...formKeys(value)]) texts.add(text);
  if (Array.isArray(value)) for (const item of value) collect(item, texts);
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    texts.add(key);
    collect(item, texts);
  }
}

/** S3 takes the tags of an object as a form: `env=prod&team=search`. */
function formKeys(text: string): readonly string[] {
  return text.includes('=') ? [...new URLSearchParams(text).keys()] : [];
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
