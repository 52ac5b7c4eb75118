/** What answers in the gateway's place, and what to do about it: silence by its cause, and answers of somebody else by what they say. */

export type Answered = { readonly kind: 'answered'; readonly status: number; readonly headers: Headers; readonly body: string };

/** `code`: Node's, of why nobody answered. */
export type Silent = { readonly kind: 'silent'; readonly code: string };

export type Told = { readonly says: string; readonly cure: string };

const timeoutMilliseconds = 5000;

/** Never throws. */
export async function answerOf(url: string): Promise<Answered | Silent> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMilliseconds) });
    return { kind: 'answered', status: response.status, headers: response.headers, body: await response.text() };
  } catch (error) {
    return { kind: 'silent', code: codeOf(error) };
  }
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.name : 'unknown';
}

export function isLoopback(url: string): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(URL.parse(url)?.hostname ?? '');
}

/** `ofOurs`: what to do about one of this machine that does not run. */
export function silenceOf({ code }: Silent, url: string, ofOurs: string): Told {
  const host = URL.parse(url)?.hostname ?? url;
  if (['ENOTFOUND', 'EAI_AGAIN', 'ENODATA'].includes(code)) {
    return {
      says: `${url} does not answer: nobody knows the name ${host}`,
      cure: 'Look at its spelling; after a deploy, lead the name to the output ApiTarget (the wire’s to WireTarget).',
    };
  }
  if (/^(ERR_(TLS|SSL)|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) {
    return {
      says: `${url} cannot be trusted: ${code}`,
      cure: 'Look at the line "certificate", or name the gateway by the address in publicUrl.',
    };
  }
  if (isLoopback(url)) return { says: `${url} does not answer`, cure: ofOurs };
  const cure = 'Look whether a firewall, a VPN or a proxy is in the way, and whether this is the address in publicUrl.';
  return { says: `${url} does not answer: ${code}`, cure };
}

/** Of an answer that is not the gateway's; `undefined` where it says nothing of whose it is. */
export function strangerOf({ status, headers, body }: Answered): Told | undefined {
  if (status >= 300 && status < 400) {
    const to = URL.parse(headers.get('location') ?? '')?.host ?? 'another page';
    return {
      says: `leads to ${to} (${status})`,
      cure: 'Name the address in publicUrl; where a sign-in stands in front, have the gateway left out of it.',
    };
  }
  if (isPage(headers, body)) {
    const who = headers.get('server') ?? 'somebody else';
    return {
      says: `is answered by a page of ${who.slice(0, 40)} (${status})`,
      cure: 'A firewall, a proxy or a sign-in stands in front: have this address let through unchanged.',
    };
  }
  return ofAws(status, headers, body);
}

function isPage(headers: Headers, body: string): boolean {
  return /text\/html/.test(headers.get('content-type') ?? '') || /^\s*<(!doctype html|html)/i.test(body);
}

/** What Lambda and API Gateway answer by themselves. */
function ofAws(status: number, headers: Headers, body: string): Told | undefined {
  if (status === 403 && headers.get('x-amzn-errortype')?.startsWith('AccessDenied')) {
    return {
      says: 'is refused by AWS itself (403): the Function URL lets nobody in without a signature of AWS',
      cure: 'Run "npx cdk deploy Countersign --revert-drift": its AuthType is NONE and everybody may invoke it. Where an organisation’s policy forbids that, choose wire.host rest-api or fargate.',
    };
  }
  if (!/^\s*\{\s*"message"\s*:/i.test(body)) return undefined;
  switch (status) {
    case 403:
      return {
        says: 'is refused by API Gateway itself (403)',
        cure: 'It answers to its own name alone: name the address in publicUrl (the wire’s in wire.domainName).',
      };
    case 404:
      return {
        says: 'has no such path at API Gateway (404)',
        cure: 'Name the address without a path, as it stands in publicUrl.',
      };
    case 429:
      return {
        says: 'is throttled (429)',
        cure: 'See function-throttles in docs/operate.md: its concurrency is used up, or was set to 0.',
      };
    case 500:
    case 502:
    case 503:
    case 504:
      return {
        says: `has a function that fails (${status})`,
        cure: 'Read the function’s log: see function-errors in docs/operate.md.',
      };
    default:
      return undefined;
  }
}
