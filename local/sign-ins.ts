/** How people sign in on the pages of one machine: by every human issuer that has a client for them. */

import { postAnywhere, postForm } from '#adapters/oidc/post-form.ts';
import { createSignIn } from '#adapters/oidc/sign-in.ts';
import type { Config } from '#config/config.ts';
import type { SignIn } from '#core/ports.ts';
import { fetchLoopbackDocument, isPlainLoopback } from './issuer/fetch-loopback.ts';

/** @throws Error for a client whose secret only AWS keeps. */
export function createLocalSignIns({ identity }: Pick<Config, 'identity'>): readonly SignIn[] {
  return identity.issuers.flatMap((issuer) => {
    const { kind, name, webClientId, webClientSecretArn } = issuer;
    if (kind !== 'human' || webClientId === undefined) return [];
    if (webClientSecretArn !== undefined) {
      throw new Error(
        `identity.issuers: "${name}" has webClientSecretArn, which one machine cannot read. Give it a public client.`,
      );
    }
    const posting = {
      postForm: (url: string, form: Readonly<Record<string, string>>) =>
        (isPlainLoopback(url) ? postAnywhere : postForm)(url, form),
    };
    return [createSignIn({ issuer, clientId: webClientId, fetchDocument: fetchLoopbackDocument, ...posting })];
  });
}
