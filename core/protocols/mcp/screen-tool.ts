/** Screens what an upstream says of its tools for words that are meant for the model and hidden from the person (tool poisoning). */

import type { Json } from '../../model.ts';
import { isObject, type JsonObject } from './rpc.ts';

export type ToolSuspicion = { readonly place: string; readonly what: string };

/** Zero-width, bidirectional and tag characters, and controls that no text needs. */
const invisible = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
/** Pictures are written with joiners and selectors that are invisible by themselves. */
const picture = /\p{Extended_Pictographic}(?:\ufe0f|\u200d\p{Extended_Pictographic})*/gu;
const comment = /<!--|<\/?(?:important|system|instructions?|secret|hidden)\b/i;
const command =
  /\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:previous|prior|above|earlier|other|all)\b.{0,40}\b(?:instructions?|rules?|prompts?|tools?)\b|\bdo not (?:tell|mention|inform|reveal|show)\b.{0,40}\b(?:user|human|person)\b|\bbefore (?:using|calling) (?:this|any other) tool\b.{0,80}\b(?:read|send|call|include|pass)\b|(?<!\w)(?:id_rsa\b|\.ssh\/|\.aws\/credentials|\/etc\/passwd|\.env\b)/is;
const longestText = 8000;

/** Every text of the definition: names of parameters and their defaults reach the model as well as descriptions do. */
export function screenTool(tool: JsonObject, otherTools: readonly string[]): readonly ToolSuspicion[] {
  const own = typeof tool.name === 'string' ? tool.name : '';
  return textsOf(tool, '').flatMap(({ place, text }) => [
    ...suspicionsOf(text).map((what) => ({ place, what })),
    ...(place === 'name'
      ? []
      : otherTools
          .filter((other) => other !== own && names(text, other))
          .map((other) => ({ place, what: `it speaks of another tool, "${other}"` }))),
  ]);
}

function suspicionsOf(text: string): readonly string[] {
  return [
    ...(invisible.test(text.replace(picture, '')) ? ['it holds characters that nobody sees'] : []),
    ...(comment.test(text) ? ['it holds a comment or a tag for the model'] : []),
    ...(command.test(text) ? ['it reads as an instruction to the model'] : []),
    ...(text.length > longestText ? [`it is longer than ${longestText} characters`] : []),
  ];
}

/** Names of one word ("search") stand in any text; those made of several do not by chance. */
function names(text: string, tool: string): boolean {
  return /[_.-]|[a-z][A-Z]/.test(tool) && new RegExp(`(?<![\\w.-])${tool.replace(/[.]/g, '\\.')}(?![\\w-])`).test(text);
}

function textsOf(value: Json, place: string): readonly { readonly place: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ place, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsOf(item, `${place}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const inner = place === '' ? name : `${place}.${name}`;
    return [{ place: inner, text: name }, ...textsOf(item, inner)];
  });
}

/** Letters that look alike are one: `pаypal` with a Cyrillic а is taken for `paypal`. */
export function looksLike(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}_.-]/gu, '')
    .replace(/[0оοӧ]/gu, 'o')
    .replace(/[1liіι|]/gu, 'i')
    .replace(/[аα]/gu, 'a')
    .replace(/[еε3]/gu, 'e')
    .replace(/[сϲ]/gu, 'c')
    .replace(/[рρ]/gu, 'p')
    .replace(/[хχ]/gu, 'x')
    .replace(/[ѕ5]/gu, 's');
}
