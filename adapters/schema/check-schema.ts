/** JSON Schema (2020-12, and draft-07 where a schema says so) by ajv, for schemas of strangers: nothing is fetched, and their patterns run in re2js alone. */

import { Ajv } from 'ajv';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { RE2JS } from 're2js';
import type { Json } from '#core/model.ts';
import type { SchemaCheck } from '#core/ports.ts';

type Schema = { readonly [name: string]: Json };

/** Compiled once a schema object, and forgotten with it. */
export function createSchemaCheck(): SchemaCheck {
  const compiled = new WeakMap<Schema, ValidateFunction | 'unusable'>();
  return (schema, value) => {
    const validate = compiled.get(schema) ?? compile(schema);
    compiled.set(schema, validate);
    if (validate === 'unusable') return 'The schema cannot be used, so nothing can be checked by it.';
    if (validate(value)) return undefined;
    return sentence(validate.errors?.[0]);
  };
}

/** A fresh instance a schema: a stranger's `$id` must not stand for another's. */
function compile(schema: Schema): ValidateFunction | 'unusable' {
  const options = {
    strict: false,
    validateFormats: false,
    logger: false,
    addUsedSchema: false,
    code: { regExp: linear },
  } as const;
  const isOld = typeof schema.$schema === 'string' && /\/draft-0[67]\//.test(schema.$schema);
  const ajv = isOld ? new Ajv(options) : new Ajv2020(options);
  try {
    return ajv.compile(schema);
  } catch {
    return 'unusable';
  }
}

const linear = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(pattern);
    // ajv tells compiled patterns apart by their text alone.
    return { test: (text: string) => compiled.matcher(text).find(), toString: () => pattern };
  },
  { code: 'linear' },
);

function sentence(error: ErrorObject | undefined): string {
  const place = error?.instancePath === undefined || error.instancePath === '' ? 'The value' : `"${error.instancePath.slice(1)}"`;
  const named = error?.keyword === 'additionalProperties' ? ` ("${String(error.params.additionalProperty).slice(0, 64)}")` : '';
  return `${place} ${error?.message ?? 'does not fit its schema'}${named}.`;
}
