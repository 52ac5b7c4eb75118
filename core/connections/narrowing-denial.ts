/** A denial that narrowing caused, recognised in AWS's own words, and what the caller is told of it. */

/** How IAM ends its sentence when the session policy is what did not allow an action, in every service that tells why. */
const byNarrowing = /\bno session policy allows the ([\w-]+:[\w*]+) action/i;
/** The only denials that the gateway itself writes are those that hold a call to its tags. */
const byTags = /\bexplicit deny in a session policy\b/i;
const denialCode =
  /^(?:AccessDenied(?:Exception)?|UnauthorizedOperation|Client\.UnauthorizedOperation|AuthorizationError(?:Exception)?|NotAuthorized(?:Exception)?|AccessDeniedFault)$/;

export type UpstreamDenial = { readonly code: string; readonly message: string };

/**
 * The sentence for the caller; `undefined` for an error that has another cause. A role's own policies and boundary are denied in other words
 * ("no identity-based policy allows", "no permissions boundary allows").
 */
export function narrowingDenial(error: UpstreamDenial | undefined, { role }: { readonly role: string }): string | undefined {
  if (error === undefined || !denialCode.test(error.code)) return undefined;
  if (byTags.test(error.message)) return tagsChanged;
  const found = byNarrowing.exec(error.message);
  if (found === null) return undefined;
  return (
    `AWS denied ${found[1]}: the gateway had cut the role ${role} down to what it knows that this call needs, and that was left out. ` +
    'The policies had allowed the call. Report the operation to the keepers of the gateway; "narrow" of the role says how far it is cut.'
  );
}

const tagsChanged =
  'AWS denied the call: a tag that a guardrail looked at was changed between the decision and the call. Nothing was done. Send it again: it is decided anew.';
