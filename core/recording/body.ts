/** Where an event's masked body is kept: with the event while it is small, else beside it under its hash. */

/** Break-even of one more write unit against one more object on AWS; the same locally, so that a record moves between stores. */
export const inlineBodyBytes = 8192;

export function placeOf(body: Uint8Array): 'inline' | 'beside' {
  return body.byteLength <= inlineBodyBytes ? 'inline' : 'beside';
}
