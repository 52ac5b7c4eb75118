/** As much of SQS and STS as a client of one queue needs: it names queues by its own address, as SQS does, and says the MD5 that SDKs check. */

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json, text } from 'node:stream/consumers';

export type QueueDouble = {
  readonly url: string;
  /** Operations and queue addresses as they arrived, in order. */
  readonly seen: readonly { readonly operation: string; readonly queueUrl: string | undefined }[];
  readonly stop: () => Promise<void>;
};

type Asked = { readonly QueueName?: string; readonly QueueUrl?: string; readonly MessageBody?: string };

export async function startQueueDouble(account = '123456789012'): Promise<QueueDouble> {
  const seen: { operation: string; queueUrl: string | undefined }[] = [];
  const messages: string[] = [];
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.headers['x-amz-target'];
    if (typeof target !== 'string') return assumeRole(response, await text(request));
    const operation = target.slice(target.indexOf('.') + 1);
    const asked = (await json(request)) as Asked;
    seen.push({ operation, queueUrl: asked.QueueUrl });
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'r' });
    response.end(JSON.stringify(reply(operation, asked)));
  }

  function reply(operation: string, { QueueName = 'jobs', MessageBody = '' }: Asked): object {
    switch (operation) {
      case 'CreateQueue':
      case 'GetQueueUrl':
        return { QueueUrl: `${url}/${account}/${QueueName}` };
      case 'SendMessage':
        messages.push(MessageBody);
        return { MessageId: String(messages.length), MD5OfMessageBody: md5(MessageBody) };
      case 'ReceiveMessage':
        return {
          Messages: messages.map((Body, index) => ({ MessageId: `${index}`, ReceiptHandle: 'h', Body, MD5OfBody: md5(Body) })),
        };
      case 'ListQueues':
        return { QueueUrls: [`${url}/${account}/jobs`] };
      default:
        return {};
    }
  }

  return {
    url,
    seen,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function md5(body: string): string {
  return createHash('md5').update(body).digest('hex');
}

function assumeRole(response: ServerResponse, body: string): void {
  const action = /Action=(\w+)/.exec(body)?.[1] ?? '';
  const credentials = `<AccessKeyId>ASIAQUEUE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration>`;
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials>${credentials}</Credentials></${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`,
  );
}
