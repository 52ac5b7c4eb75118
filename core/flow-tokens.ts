/** Flow tokens on their way through the gateway: bound to their question for the client, AWS's own for AWS (threats 28). */

import { digestedParameters } from './approval/call-digest.ts';
import { GatewayError } from './errors.ts';
import type { Caller, DecodedCall, Wire } from './front.ts';
import { type HttpReply, isStreamed, type StreamedReply } from './http.ts';
import { rewritten } from './masking/rewritten.ts';
import type { Call, Masked, Parameters } from './model.ts';
import type { PolicySet } from './policy/policy-set.ts';
import { readsParameters } from './policy/reads-parameters.ts';
import { type FlowBinding, flowMembers, isFlowToken, unwrapFlowTokens, wrapFlowToken } from './protocols/aws/codec/flow-token.ts';
import { withReplyTexts } from './protocols/aws/codec/reply-texts.ts';
import type { Keyring } from './sealed.ts';

export type FlowPorts = { readonly policies: () => PolicySet; readonly keyring: Keyring };

/** A decoded call's parameters with AWS's own flow tokens in them. Errors: `denied` for a token of another question. */
export type OwnTokens = (call: Call, wire: Wire) => Parameters;

/** Tokens are asked for where a decision rests on parameters; elsewhere one that was given out still goes on, for what it was given. */
export function ownTokens(caller: Caller, ports: FlowPorts): OwnTokens {
  return (call, wire) => {
    const binding = bindingOf(call, wire, caller);
    const given = binding.members.inputs.map((name) => call.parameters[name]);
    if (!given.some(isFlowToken) && !isBound(binding, call, { caller, ports })) return call.parameters;
    const own = unwrapFlowTokens(binding, ports.keyring);
    const tokens = Object.entries(own).filter(([name]) => binding.members.inputs.includes(name));
    return { ...call.parameters, ...Object.fromEntries(tokens) };
  };
}

/**
 * The client's reply with its flow tokens bound to the question; one that streams has none. Errors: `masking-failed` for a reply that cannot be
 * read as its protocol promises.
 */
export function withClientTokens<Reply extends Masked<HttpReply> | Masked<StreamedReply>>(
  reply: Reply,
  { decoded, caller }: { readonly decoded: DecodedCall; readonly caller: Caller },
  ports: FlowPorts,
): Reply | Masked<HttpReply> {
  if (isStreamed(reply)) return reply;
  const { calls, wire } = decoded;
  const [call] = calls;
  const binding = bindingOf(call, wire, caller);
  if (!isBound(binding, call, { caller, ports })) return reply;
  const change = (token: string) => wrapFlowToken(token, binding, ports.keyring);
  try {
    return rewritten(reply, (clear) => withReplyTexts(clear, { as: wire, names: binding.members.outputs, change }));
  } catch (cause) {
    throw new GatewayError('masking-failed', 'The reply goes on by a token that could not be found in it. It is withheld.', {
      cause,
    });
  }
}

function bindingOf(call: Call, { service, input, output }: Wire, { session, connection }: Caller): FlowBinding {
  return {
    principal: session.principal.id,
    connection: connection.name,
    call: { ...call, parameters: digestedParameters(call.parameters, input) },
    members: flowMembers(service.id, input, output),
  };
}

type By = { readonly caller: Caller; readonly ports: FlowPorts };

/** A connection that only observes refuses nothing, and so binds nothing. */
function isBound({ members }: FlowBinding, call: Call, { caller, ports }: By): boolean {
  if (members.inputs.length === 0 || caller.connection.mode === 'observe') return false;
  return readsParameters(ports.policies(), caller.session.principal, call);
}
