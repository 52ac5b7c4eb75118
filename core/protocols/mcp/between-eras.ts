/** Results and definitions carried from one era to the other: legacy clients know only objects. */

import type { Json } from '../../model.ts';
import type { Era } from './revisions.ts';
import { type Answer, isObject, type JsonObject } from './rpc.ts';

/** A tool as a client of this era may be shown it: a legacy output schema must be that of an object. */
export function toolOf(era: Era, tool: JsonObject): JsonObject {
  const { outputSchema } = tool;
  if (era === 'modern' || !isObject(outputSchema) || outputSchema.type === 'object') return tool;
  const { $defs, ...schema } = outputSchema;
  const properties = { result: rebased(schema) };
  const wrapped = { type: 'object', properties, required: ['result'], ...($defs === undefined ? {} : { $defs: rebased($defs) }) };
  return { ...tool, outputSchema: wrapped };
}

/** A result as a client of this era may be given it. */
export function resultOf(era: Era, answer: Answer, tool: JsonObject): Answer {
  if (era === 'modern' || answer.kind === 'failure') return answer;
  const { result } = answer;
  const { structuredContent } = result;
  if (structuredContent === undefined || toolOf(era, tool) === tool) return answer;
  return { ...answer, result: { ...result, structuredContent: { result: structuredContent } } };
}

/** References to the schema's root lead to where it stands now; those to its definitions still hold. */
function rebased(value: Json): Json {
  if (Array.isArray(value)) return value.map(rebased);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const isRoot = name === '$ref' && typeof item === 'string' && /^#(?!\/\$defs\/)/.test(item);
      return [name, isRoot ? `#/properties/result${item.slice(1)}` : rebased(item)];
    }),
  );
}
