/** An upstream that answers at once, always the same: STS, EC2's DescribeInstances, objects of so many bytes (`GET /b/<bytes>`). With `--proxy URL` a plain node reverse proxy. */

import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

const assumed = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAFIXED</AccessKeyId><SecretAccessKey>fixed</SecretAccessKey><SessionToken>fixed</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
const instance = (index: number) =>
  `<item><instanceId>i-${String(index).padStart(17, '0')}</instanceId><instanceType>t3.micro</instanceType></item>`;
const described = `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet><item><instancesSet>${Array.from({ length: 10 }, (_, index) => instance(index)).join('')}</instancesSet></item></reservationSet></DescribeInstancesResponse>`;

const proxied = process.argv[2] === '--proxy' ? new URL(process.argv[3] ?? '') : undefined;
const agent = new Agent({ keepAlive: true });
const server = createServer(proxied === undefined ? fixed : (incoming, outgoing) => forward(incoming, outgoing, proxied));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}\n`);
});

function fixed(incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (incoming.method === 'GET') return void object(outgoing, Number(/\/(\d+)(?:$|\?)/.exec(incoming.url ?? '')?.[1] ?? 0));
  let body = '';
  incoming.on('data', (chunk) => {
    body += chunk;
  });
  incoming.on('end', () => {
    const answer = body.includes('Action=AssumeRole') ? assumed : described;
    outgoing.writeHead(200, { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(answer) });
    outgoing.end(answer);
  });
}

const part = Buffer.alloc(64 * 1024);

function object(outgoing: ServerResponse, sizeBytes: number): void {
  outgoing.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': sizeBytes });
  let left = sizeBytes;
  const more = () => {
    while (left > 0) {
      const next = part.subarray(0, Math.min(left, part.length));
      left -= next.length;
      if (!outgoing.write(next)) return void outgoing.once('drain', more);
    }
    outgoing.end();
  };
  more();
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, to: URL): void {
  const { method, url, headers } = incoming;
  const sent = request({ agent, hostname: to.hostname, port: to.port, method, path: url, headers }, (reply) => {
    outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(outgoing);
  });
  incoming.pipe(sent);
}
