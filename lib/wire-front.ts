/** What the AWS wire runs in and what stands in front of it: one value of the operator's file (`wire.host`), and the same code. */

import { join } from 'node:path';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Config } from '#config/config.ts';
import { GatewayFunction, type GatewayFunctionUse } from './constructs/gateway-function.ts';
import { WireContainers, type WireMetrics } from './constructs/wire-containers.ts';
import { WireRestApi } from './constructs/wire-rest-api.ts';
import { WireUrl } from './constructs/wire-url.ts';
import type { Keeping } from './stage.ts';

export type WireFrontProps = {
  readonly config: Pick<Config, 'wire' | 'concurrency'>;
  readonly bundleDirectory: string;
  readonly keeping: Keeping;
};

/** It has the role of the wire, whatever it is: spokes trust that by its name. */
export type WireHost = GatewayFunction | WireContainers;

export function wireHost(scope: Construct, { config, bundleDirectory, keeping }: WireFrontProps): WireHost {
  const { wire, concurrency } = config;
  if (wire.host === 'fargate')
    return new WireContainers(scope, 'Wire', { bundleDirectory: join(bundleDirectory, 'container'), keeping, wire });
  return new GatewayFunction(scope, 'Wire', {
    description: 'Countersign: the AWS wire',
    caller: 'Wire',
    isTraced: wire.isTraced,
    bundleDirectory: join(bundleDirectory, 'wire'),
    timeoutSeconds: 90,
    reservedConcurrency: keeping.isProtected ? concurrency.wire : undefined,
    removalPolicy: keeping.removalPolicy,
  });
}

export type WireMade = {
  /** What clients are told; without a slash at its end where the name is the operator's own. */
  readonly url: string;
  /** What the operator's own name must lead to. */
  readonly target?: string;
  readonly handler?: lambda.Function;
  /** Of what stands in front, where that counts. */
  readonly metrics?: WireMetrics;
};

export function createWire(host: WireHost, use: GatewayFunctionUse, { config, keeping }: WireFrontProps): WireMade {
  const { wire } = config;
  const { domainName = '', certificateArn = '' } = wire;
  const url = `https://${domainName}`;
  if (host instanceof WireContainers) return { url, ...host.create(use) };
  const handler = host.create(use);
  const scope = host.node.scope ?? host;
  if (wire.host === 'function-url') return { url: new WireUrl(scope, 'WireFront', handler).url, handler };
  const { removalPolicy } = keeping;
  const { target, serverErrors } = new WireRestApi(scope, 'WireFront', { handler, domainName, certificateArn, removalPolicy });
  return { url, target, handler, metrics: { serverErrors } };
}
