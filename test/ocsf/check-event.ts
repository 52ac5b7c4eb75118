/** Holds an event against the vendored requirements of OCSF's API Activity class: what must be there, and what may be. */

import { readFileSync } from 'node:fs';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Shape = {
  readonly required: readonly string[];
  readonly attributes: readonly string[];
  readonly atLeastOne?: readonly string[];
};
type Vendored = {
  readonly class: Shape & { readonly uid: number; readonly category: number };
  readonly profiles: { readonly [profile: string]: readonly string[] };
  /** Attribute → the object that it holds. */
  readonly objectOf: { readonly [attribute: string]: string };
  readonly objects: { readonly [object: string]: Shape };
};

const vendored: Vendored = JSON.parse(readFileSync(new URL('api-activity.json', import.meta.url), 'utf8'));

/** Attributes that the `datetime` profile adds beside each timestamp, and free-form ones. */
const siblings = /_dt$/;
const freeForm: ReadonlySet<string> = new Set(['unmapped', 'data', 'enrichments']);

/** Every breach as a sentence; none for a valid event. */
export function checkEvent(event: { readonly [name: string]: Json }): readonly string[] {
  const { uid, category, ...shape } = vendored.class;
  const own =
    event.class_uid === uid && event.category_uid === category ? [] : ['class_uid or category_uid is not that of API Activity'];
  const type = event.type_uid === uid * 100 + Number(event.activity_id) ? [] : ['type_uid is not class_uid * 100 + activity_id'];
  return [...own, ...type, ...checkProfiles(event), ...checkObject(event, shape, 'event')];
}

/** An attribute of a profile may be used only when `metadata.profiles` names that profile, and the other way round. */
function checkProfiles(event: { readonly [name: string]: Json }): readonly string[] {
  const metadata = event.metadata;
  const named = isObject(metadata) && Array.isArray(metadata.profiles) ? metadata.profiles : [];
  return Object.entries(vendored.profiles).flatMap(([profile, attributes]) => {
    const isUsed = attributes.some((name) => name in event && !vendored.class.required.includes(name));
    return isUsed === named.includes(profile)
      ? []
      : [`profile ${profile} is ${isUsed ? 'used and not named' : 'named and not used'}`];
  });
}

function checkObject(value: { readonly [name: string]: Json }, shape: Shape, path: string): readonly string[] {
  const missing = shape.required.filter((name) => !(name in value)).map((name) => `${path}.${name} is required`);
  const none =
    shape.atLeastOne?.some((name) => name in value) === false ? [`${path} needs one of ${shape.atLeastOne.join(', ')}`] : [];
  const unknown = Object.keys(value).filter((name) => !shape.attributes.includes(name) && !siblings.test(name));
  return [
    ...missing,
    ...none,
    ...unknown.map((name) => `${path}.${name} is unknown`),
    ...Object.entries(value).flatMap(nested(path)),
  ];
}

function nested(path: string): (member: [string, Json]) => readonly string[] {
  return ([name, value]) => {
    const shape = vendored.objects[vendored.objectOf[name] ?? ''];
    if (shape === undefined || freeForm.has(name)) return [];
    const values = Array.isArray(value) ? value : [value];
    return values.flatMap((each) =>
      isObject(each) ? checkObject(each, shape, `${path}.${name}`) : [`${path}.${name} is no object`],
    );
  };
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
