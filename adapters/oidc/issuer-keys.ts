/** One issuer's verifier with its keys: fetched on first use, again for an unknown key id, and again when they have grown old. */

import { JwtVerifier } from 'aws-jwt-verify';
import { SimpleJwksCache, SimplePenaltyBox } from 'aws-jwt-verify/jwk';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import type { Issuer } from '#core/model.ts';
import { checkAudience, checkToken } from './check-token.ts';
import type { FetchDocument } from './discover-keys.ts';
import { createKeyFetcher } from './key-fetcher.ts';

/** A key that the issuer has withdrawn is refused after this time. */
const keysLiveSeconds = 600;
/** While the issuer cannot be reached its last keys stay good for so long. */
const staleKeysLiveSeconds = 3600;
/** After an unknown key id or a failed fetch the issuer is not asked again for this time. */
const waitSeconds = 10;

/** `resources`: audiences beside those of the issuer. */
export type IssuerKeys = { readonly verify: (token: string, resources: readonly string[]) => Promise<JwtPayload> };

type Loaded = { readonly verifier: IssuerKeys; readonly loadedAt: number };

export function createIssuerKeys(issuer: Issuer, fetchDocument: FetchDocument): IssuerKeys {
  const fetcher = createKeyFetcher(issuer.issuer, fetchDocument, waitSeconds);
  const penaltyBox = new SimplePenaltyBox({ waitSeconds });
  let held: Loaded | undefined;
  let loading: Promise<Loaded> | undefined;

  async function load(): Promise<Loaded> {
    try {
      const verifier = await loadVerifier(issuer, new SimpleJwksCache({ fetcher, penaltyBox }));
      held = { verifier, loadedAt: Date.now() };
      return held;
    } finally {
      loading = undefined;
    }
  }

  async function current(): Promise<Loaded> {
    const last = held;
    if (last !== undefined && ageSeconds(last) < keysLiveSeconds) return last;
    loading ??= load();
    return last !== undefined && ageSeconds(last) < staleKeysLiveSeconds ? loading.catch(() => last) : loading;
  }

  return { verify: async (token, resources) => (await current()).verifier.verify(token, resources) };
}

/** A fresh verifier for each set of keys: the library would keep the key object of a key id that was given to another key. */
async function loadVerifier(issuer: Issuer, jwksCache: SimpleJwksCache): Promise<IssuerKeys> {
  await jwksCache.getJwks(issuer.issuer);
  const properties = {
    issuer: issuer.issuer,
    // Looked at below: the library knows neither resources nor tokens that name their client alone.
    audience: null,
    // Only the name under which the keys are cached: the fetcher finds their address itself.
    jwksUri: issuer.issuer,
    customJwtCheck: checkToken,
  };
  const verifier = JwtVerifier.create(properties, { jwksCache });
  return {
    verify: async (token, resources) => {
      const claims = await verifier.verify(token);
      checkAudience(claims, [...issuer.audience, ...resources]);
      return claims;
    },
  };
}

function ageSeconds(loaded: Loaded): number {
  return (Date.now() - loaded.loadedAt) / 1000;
}
