/**
 * Cognito's trigger before it makes tokens (event version 2): what the identity provider says of a person's groups becomes a list
 * in both tokens, and the access token says for whom it is. It lies in the template as it stands here, so that it needs no asset.
 */
exports.handler = async (event) => {
  const { email = '', 'custom:groups': groups = '' } = event.request.userAttributes;
  const claims = { groups: exports.groupsOf(groups), email, email_verified: email !== '' };
  // Cognito takes no other audience than the client itself.
  const accessClaims = { ...claims, aud: event.callerContext.clientId };
  const overrides = {
    idTokenGeneration: { claimsToAddOrOverride: claims },
    accessTokenGeneration: { claimsToAddOrOverride: accessClaims },
  };
  return { ...event, response: { claimsAndScopeOverrideDetails: overrides } };
};

/** Several values come as `[a, b+c]`, each form-encoded; one comes as it is. What is neither gives nobody a token. */
exports.groupsOf = (text) => {
  if (text === '') return [];
  if (!text.startsWith('[')) return [text];
  if (!text.endsWith(']')) throw new Error('the groups were cut off: send fewer, or shorter ones');
  const values = text.slice(1, -1).split(',');
  return values.map((value) => decodeURIComponent(value.trim().replaceAll('+', ' '))).filter((value) => value !== '');
};
