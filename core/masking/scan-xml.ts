/** A strict scanner for the XML that AWS writes: elements, attributes, text. It walks a text beside a plan and builds nothing. */

import { GatewayError } from '../errors.ts';
import { type Edge, framing, type Plan, unmodelled } from './plan.ts';
import { maxDepth, type Writable } from './scan-json.ts';

/** One object serves for all leaves: it is only valid while it is handled. */
export type XmlLeaf = {
  /** `text`: the whole content of an element. `stray`: text among elements. `attribute`: a value between its quotes. */
  readonly place: 'text' | 'stray' | 'attribute';
  readonly plan: Plan;
  readonly start: number;
  readonly end: number;
  /** Names from the root. */
  readonly names: readonly string[];
  /** Equal for the direct children of one element. */
  readonly frame: number;
};

/** One object serves for all elements of a depth. */
type Element = {
  name: string;
  plan: Plan;
  frame: number;
  parentFrame: number;
  /** Where the text that has not been handled yet begins. */
  textStart: number;
  hasChildren: boolean;
};

/** How the root element is read: by its name. */
export type XmlRoot = (name: string) => Edge;

const entity = /&(?:lt|gt|amp|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});/y;

/** Calls `onLeaf` for the texts and attribute values, in order. Errors: `masking-failed`, also for DTDs, CDATA, comments and instructions. */
export function scanXml(text: string, root: XmlRoot, onLeaf: (leaf: XmlLeaf) => void): void {
  const names: string[] = [];
  const elements: Element[] = [];
  let depth = 0;
  const hasEntities = text.includes('&');
  let frames = 0;
  const found: Writable<XmlLeaf> = { place: 'text', plan: framing, start: 0, end: 0, names, frame: 0 };
  let hasRoot = false;
  let hasPrefix = false;
  let at = 0;

  at = skipDeclaration();

  for (;;) {
    const tag = text.indexOf('<', at);
    const end = tag < 0 ? text.length : tag;
    if (hasEntities) checkEntities(at, end);
    if (depth === 0 && !isBlank(text, at, end)) refuse();
    if (tag < 0) break;
    at = tag;
    readTag();
  }
  if (depth > 0 || !hasRoot) refuse();

  function refuse(): never {
    throw new GatewayError('masking-failed', `The reply is not the XML that its protocol promises (character ${at}).`);
  }

  function skipDeclaration(): number {
    const start = /^\ufeff?\s*/.exec(text)?.[0].length ?? 0;
    if (!/^<\?xml\s/.test(text.slice(start, start + 6))) return start;
    const end = text.indexOf('?>', start);
    at = start;
    return end < 0 || text.slice(start + 1, end).includes('<') ? refuse() : end + 2;
  }

  function checkEntities(from: number, end: number): void {
    for (let found = text.indexOf('&', from); found >= 0 && found < end; found = text.indexOf('&', found + 1)) {
      entity.lastIndex = found;
      if (!entity.test(text)) refuse();
    }
  }

  function readTag(): void {
    const code = text.charCodeAt(at + 1);
    if (code === 0x2f) {
      closeTag();
      return;
    }
    if (code === 0x21 || code === 0x3f) refuse();
    openTag();
  }

  function openTag(): void {
    const parent = innermost();
    if (parent === undefined && hasRoot) refuse();
    if (depth >= maxDepth) refuse();
    hasRoot = true;
    if (parent !== undefined) strayText(parent, at);
    at += 1;
    const name = readName();
    const local = hasPrefix ? name.slice(name.indexOf(':') + 1) : name;
    const edge = parent === undefined ? root(local) : parent.plan.child(local);
    names.push(edge.name);
    const element = entered(name, edge.plan, parent);
    const isEmpty = attributes(element);
    element.textStart = at;
    if (isEmpty) leaveElement();
    else depth += 1;
  }

  function innermost(): Element | undefined {
    return depth === 0 ? undefined : elements[depth - 1];
  }

  function entered(name: string, plan: Plan, parent: Element | undefined): Element {
    frames += 1;
    const parentFrame = parent === undefined ? 0 : parent.frame;
    const element = elements[depth];
    if (element === undefined) {
      const made = { name, plan, frame: frames, parentFrame, textStart: 0, hasChildren: false };
      elements.push(made);
      return made;
    }
    element.name = name;
    element.plan = plan;
    element.frame = frames;
    element.parentFrame = parentFrame;
    element.hasChildren = false;
    return element;
  }

  function readName(): string {
    const start = at;
    let next = at;
    hasPrefix = false;
    for (let code = text.charCodeAt(next); isNameCharacter(code); code = text.charCodeAt(next)) {
      if (code === 0x3a) hasPrefix = true;
      next += 1;
    }
    at = next;
    if (next === start || isNoNameStart(text.charCodeAt(start))) refuse();
    return text.slice(start, next);
  }

  /** Reads up to the tag's end; whether the element is empty. */
  function attributes(element: Element): boolean {
    for (;;) {
      skipSpace();
      const code = text.charCodeAt(at);
      if (code === 0x3e) {
        at += 1;
        return false;
      }
      if (code === 0x2f && text.charCodeAt(at + 1) === 0x3e) {
        at += 2;
        return true;
      }
      attribute(element);
    }
  }

  function attribute(element: Element): void {
    const name = readName();
    skipSpace();
    if (text.charCodeAt(at) !== 0x3d) refuse();
    at += 1;
    skipSpace();
    const quote = text[at];
    if (quote !== '"' && quote !== "'") refuse();
    const start = at + 1;
    const end = text.indexOf(quote, start);
    if (end < 0 || text.slice(start, end).includes('<')) refuse();
    if (hasEntities) checkEntities(start, end);
    at = end + 1;
    if (!isSpaceOrTagEnd(text.charCodeAt(at))) refuse();
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) attributeLeaf(element, name, { start, end });
  }

  function attributeLeaf(element: Element, name: string, span: { readonly start: number; readonly end: number }): void {
    const edge = attributeEdge(element.plan, name);
    names.push(edge.name);
    onLeaf({ place: 'attribute', plan: edge.plan, ...span, names, frame: element.frame });
    names.pop();
  }

  function closeTag(): void {
    const element = innermost();
    if (element === undefined) refuse();
    depth -= 1;
    const tag = at;
    if (!text.startsWith(element.name, at + 2)) refuse();
    at += 2 + element.name.length;
    skipSpace();
    if (text.charCodeAt(at) !== 0x3e) refuse();
    if (element.hasChildren) emitStray(element, tag);
    else if (tag > element.textStart) leaf('text', element, tag);
    at += 1;
    leaveElement();
  }

  function leaveElement(): void {
    names.pop();
    const parent = innermost();
    if (parent !== undefined) parent.textStart = at;
  }

  function strayText(parent: Element, end: number): void {
    emitStray(parent, end);
    parent.hasChildren = true;
  }

  function emitStray(element: Element, end: number): void {
    if (!isBlank(text, element.textStart, end)) leaf('stray', element, end);
    element.textStart = end;
  }

  function leaf(place: XmlLeaf['place'], element: Element, end: number): void {
    found.place = place;
    found.plan = element.plan;
    found.start = element.textStart;
    found.end = end;
    found.frame = element.parentFrame;
    onLeaf(found);
  }

  function skipSpace(): void {
    while (isSpace(text.charCodeAt(at))) at += 1;
  }
}

/** Only structures have modelled attributes; `xsi:` says of which type an element is. */
function attributeEdge(plan: Plan, name: string): Edge {
  const edge = plan.kind === 'structure' ? plan.child(name) : { name, plan: plan.claim === undefined ? unmodelled : plan };
  return name.startsWith('xsi:') && edge.plan.kind === 'unmodelled' ? { name, plan: framing } : edge;
}

/** Letters, digits, `_ : . -` and everything beyond ASCII. */
function isNameCharacter(code: number): boolean {
  if (code >= 0x61) return code <= 0x7a || code > 0x7f;
  if (code >= 0x41) return code <= 0x5a || code === 0x5f;
  return (code >= 0x30 && code <= 0x3a) || code === 0x2d || code === 0x2e;
}

function isNoNameStart(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2e;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function isSpaceOrTagEnd(code: number): boolean {
  return isSpace(code) || code === 0x3e || code === 0x2f;
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isSpace(text.charCodeAt(at))) return false;
  return true;
}
