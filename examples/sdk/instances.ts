/**
 * An AWS SDK through the gateway: the profile that `countersign setup --connection mcp-prod` wrote is all that it needs.
 * `AWS_PROFILE=countersign-mcp-prod node instances.ts`
 */

import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';

const client = new EC2Client();
const { Reservations: reservations = [] } = await client.send(new DescribeInstancesCommand({}));

for (const { InstanceId: id } of reservations.flatMap(({ Instances: instances = [] }) => instances))
  process.stdout.write(`${id}\n`);
