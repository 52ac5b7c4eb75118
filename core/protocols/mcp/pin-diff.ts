/** What changed in a tool since it was accepted, place by place, for the person who is to accept it anew. */

import type { Json } from '../../model.ts';
import { isObject } from './rpc.ts';

export type Difference = { readonly place: string; readonly before?: Json; readonly after?: Json };

export function differences(before: Json | undefined, after: Json | undefined, place = ''): readonly Difference[] {
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) => differences(before[name], after[name], place === '' ? name : `${place}.${name}`));
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ place, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}
