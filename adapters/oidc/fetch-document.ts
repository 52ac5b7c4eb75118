/** Fetches the public documents of an identity provider: over https, without redirects, in bounded time and size. */

const timeoutMilliseconds = 5000;
const largestBytes = 1_048_576;

/** @throws Error when the document cannot be had, whatever the reason. */
export async function fetchDocument(url: string): Promise<Uint8Array> {
  const { protocol } = new URL(url);
  if (protocol !== 'https:') throw new Error(`${url}: an identity provider's documents are fetched over https only`);
  return download(url);
}

/** Without a look at the protocol: for callers that have checked where the address leads. */
export async function download(url: string): Promise<Uint8Array> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMilliseconds) });
  if (response.status !== 200 || response.body === null)
    throw new Error(`${url}: answered ${response.status} instead of the document`);
  return collect(url, response.body);
}

async function collect(url: string, body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.length;
    if (sizeBytes > largestBytes) throw new Error(`${url}: the document is larger than ${largestBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
