/** How the body of a reply is read: by the protocol of the request, the model's payload, and whether AWS answered an error. */

import type { Shape } from '../catalog/shape.ts';
import { type HttpReply, headerValue } from '../http.ts';
import { expandedBody } from './content-encoding.ts';
import { errorRoot } from './error-reply.ts';
import type { ReplyWire } from './mask-reply.ts';
import { type Edge, framing, type Naming, type Plan } from './plan.ts';
import { planOf } from './plan-of.ts';
import type { XmlRoot } from './scan-xml.ts';

export type BodyPlan =
  /** A payload of bytes, which say themselves what they are. */
  | { readonly kind: 'streamed'; readonly path: string }
  | { readonly kind: 'event-stream' }
  /** A payload that is one sensitive value. */
  | { readonly kind: 'raw'; readonly plan: Plan; readonly path: string }
  /** A payload that is one text. */
  | { readonly kind: 'text'; readonly plan: Plan; readonly path: string }
  | { readonly kind: 'json'; readonly root: Plan; readonly path: string }
  | { readonly kind: 'cbor'; readonly root: Plan; readonly path: string }
  | { readonly kind: 'xml'; readonly root: XmlRoot; readonly path: string };

export function isError(reply: HttpReply): boolean {
  return reply.status >= 300;
}

export function bodyPlan(reply: HttpReply, wire: ReplyWire): BodyPlan {
  if (isEventStream(reply, wire)) return { kind: 'event-stream' };
  if (isError(reply)) return errorPlan(reply, wire);
  const payload = payloadOf(wire.output);
  if (payload !== undefined) return payloadPlan(payload, wire);
  return structured(wire.output, wire, '');
}

function isEventStream(reply: HttpReply, { output }: ReplyWire): boolean {
  if (headerValue(reply.headers, 'content-type')?.startsWith('application/vnd.amazon.eventstream') === true) return true;
  if (isError(reply) || output?.kind !== 'structure') return false;
  return [...output.members.values()].some(({ shape }) => shape.kind === 'event-stream');
}

type Payload = { readonly name: string; readonly shape: Shape };

function payloadOf(output: Shape | undefined): Payload | undefined {
  if (output?.kind !== 'structure' || output.payload === undefined) return undefined;
  const member = output.members.get(output.payload);
  return member === undefined ? undefined : { name: output.payload, shape: member.shape };
}

function payloadPlan({ name, shape }: Payload, wire: ReplyWire): BodyPlan {
  const { plan } = rootOf(wire.output, wire, 'member').child(name);
  if (shape.kind === 'blob' || shape.kind === 'string') {
    if (plan.claim !== undefined) return { kind: 'raw', plan, path: name };
    return { kind: shape.kind === 'blob' ? 'streamed' : 'text', plan, path: name };
  }
  return structured(wire.output, wire, name);
}

/** The plan of a body with members; `payload` names the member that alone is the body. */
function structured(output: Shape | undefined, wire: ReplyWire, payload: string): BodyPlan {
  switch (wire.protocol) {
    case 'json':
    case 'rest-json':
      return { kind: 'json', root: payloadRoot(rootOf(output, wire, 'json'), output, payload), path: payload };
    case 'cbor':
      return { kind: 'cbor', root: rootOf(output, wire, 'json'), path: payload };
    case 'query':
      return { kind: 'xml', root: queryRoot(rootOf(output, wire, 'xml'), wire), path: '' };
    case 'ec2':
      return { kind: 'xml', root: () => ({ name: '', plan: withFraming(rootOf(output, wire, 'xml')) }), path: '' };
    case 'rest-xml':
      return { kind: 'xml', root: restXmlRoot(output, wire, payload), path: payload };
  }
}

function rootOf(output: Shape | undefined, { operation, rules }: ReplyWire, naming: Naming): Plan {
  return planOf(output, { service: operation.service, operation: operation.name, side: 'output', naming }, rules);
}

function payloadRoot(root: Plan, output: Shape | undefined, payload: string): Plan {
  if (payload === '' || output?.kind !== 'structure') return root;
  return root.child(output.members.get(payload)?.wireName ?? payload).plan;
}

/** `<OperationResponse><OperationResult>…</OperationResult><ResponseMetadata>…`. */
function queryRoot(output: Plan, { operation }: ReplyWire): XmlRoot {
  const wrapper = operation.resultWrapper ?? `${operation.name}Result`;
  const unwrapped = withFraming(output);
  const root: Plan = {
    ...unwrapped,
    child: (name) => (name === wrapper ? { name: '', plan: output } : unwrapped.child(name)),
  };
  return () => ({ name: '', plan: root });
}

/** The root is the payload or the whole output; a root that bears the name of a scalar member is that member (S3's GetBucketLocation). */
function restXmlRoot(output: Shape | undefined, wire: ReplyWire, payload: string): XmlRoot {
  const root = rootOf(output, wire, 'xml');
  const plan = payloadRoot(root, output, payload);
  return (name): Edge => {
    const member = root.child(name);
    return payload === '' && member.plan.kind === 'string' ? member : { name: '', plan };
  };
}

const envelope: ReadonlySet<string> = new Set(['ResponseMetadata', 'RequestId', 'requestId', 'RequestID']);

/** The plan with the protocol's own elements beside the members. */
function withFraming(plan: Plan): Plan {
  return {
    ...plan,
    child: (name) => {
      const edge = plan.child(name);
      return edge.plan.kind === 'unmodelled' && envelope.has(name) ? { name, plan: framing } : edge;
    },
  };
}

function errorPlan(received: HttpReply, wire: ReplyWire): BodyPlan {
  const reply = { ...received, body: expandedBody(received) };
  switch (wire.protocol) {
    case 'json':
    case 'rest-json':
      return { kind: 'json', root: errorRoot(reply, wire, 'json'), path: '' };
    case 'cbor':
      return { kind: 'cbor', root: errorRoot(reply, wire, 'json'), path: '' };
    case 'query':
    case 'ec2':
    case 'rest-xml': {
      const plan = errorRoot(reply, wire, 'xml');
      return { kind: 'xml', root: (name) => ({ name: '', plan: name === 'Error' ? plan.child('Error').plan : plan }), path: '' };
    }
  }
}
