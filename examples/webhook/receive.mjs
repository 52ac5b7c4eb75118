// Receives state changes and believes only what the gateway signed, lately: a SIEM's or a pager's end of `recording.webhooks`.
//   node receive.mjs SECRET_FILE PORT
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [secretFile, port] = process.argv.slice(2);
const secret = readFileSync(secretFile, 'utf8').trim();
const fiveMinutes = 300_000;
const mostBytes = 1_000_000;
const mostSeen = 10_000;
const seen = new Set();

/** Over the bytes as they came, before anything reads them. */
function isFromGateway(headers, body) {
  const timestamp = headers['x-countersign-timestamp'] ?? '';
  const age = Math.abs(Date.now() - Date.parse(timestamp));
  const expected = `v1=${createHmac('sha256', secret).update(`v1:${timestamp}:`).update(body).digest('hex')}`;
  const given = Buffer.from(headers['x-countersign-signature'] ?? '');
  return age <= fiveMinutes && given.length === expected.length && timingSafeEqual(given, Buffer.from(expected));
}

/** `undefined` for what is too large: nothing that is not signed may fill the memory. */
async function bodyOf(request) {
  const [chunks, size] = [[], { bytes: 0 }];
  for await (const chunk of request) {
    size.bytes += chunk.length;
    if (size.bytes > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function receive(request, response) {
  const body = await bodyOf(request);
  if (body === undefined || !isFromGateway(request.headers, body)) return response.writeHead(401).end();
  for (const change of JSON.parse(body).changes) {
    // The same change may come twice, with the same id.
    if (!seen.has(change.id)) console.log(JSON.stringify(change));
    seen.add(change.id);
    if (seen.size > mostSeen) seen.delete(seen.values().next().value);
  }
  response.writeHead(204).end();
}

// A sender that hangs up, or sends what is no JSON, ends its own request and nothing else.
const server = createServer((request, response) => receive(request, response).catch(() => response.destroy()));
server.listen(Number(port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
