/** Posts a form to an identity provider's token endpoint: over https, without redirects, in bounded time and size. */

export type PostForm = (url: string, form: Readonly<Record<string, string>>) => Promise<unknown>;

const timeoutMilliseconds = 5000;
const largestBytes = 262_144;

/** @throws Error that holds nothing of the answer. */
export const postForm: PostForm = async (url, form) => {
  const { protocol } = new URL(url);
  if (protocol !== 'https:') throw new Error(`${url}: a token endpoint is used over https only`);
  return postAnywhere(url, form);
};

/** Without a look at the protocol: for callers that have checked where the address leads. */
export const postAnywhere: PostForm = async (url, form) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(form),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });
  const text = await response.text();
  if (response.status !== 200 || text.length > largestBytes)
    throw new Error(`${url}: answered ${response.status} instead of tokens`);
  return JSON.parse(text);
};
