// Receives state changes and believes only what the gateway signed, lately: a SIEM's or a pager's end of `recording.webhooks`.
//   node receive.mjs SECRET_FILE PORT
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [secretFile, port] = process.argv.slice(2);
const secret = readFileSync(secretFile, 'utf8').trim();
const fiveMinutes = 300_000;

/** Over the bytes as they came, before anything reads them. */
function isFromGateway(headers, body) {
  const timestamp = headers['x-countersign-timestamp'] ?? '';
  const age = Math.abs(Date.now() - Date.parse(timestamp));
  const expected = `v1=${createHmac('sha256', secret).update(`v1:${timestamp}:`).update(body).digest('hex')}`;
  const given = Buffer.from(headers['x-countersign-signature'] ?? '');
  return age <= fiveMinutes && given.length === expected.length && timingSafeEqual(given, Buffer.from(expected));
}

const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray());
  if (!isFromGateway(request.headers, body)) return response.writeHead(401).end();
  // The same change may come twice, with the same id.
  for (const change of JSON.parse(body).changes) console.log(JSON.stringify(change));
  response.writeHead(204).end();
});
server.listen(Number(port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
