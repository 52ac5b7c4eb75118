/** What stands in front of the wire, by the template: one of the three that `wire.host` knows. */

import type { RequestListener } from 'node:http';
import { createContainers } from './containers.ts';
import { createFunctionUrl } from './function-url.ts';
import type { LambdaOptions, LambdaService } from './lambda-service.ts';
import type { Role } from './permissions.ts';
import { createRestApi } from './rest-api.ts';

export type FrontName = 'function-url' | 'rest-api' | 'fargate';

export type WireFront = {
  readonly host: string;
  readonly listener: RequestListener;
  /** What runs beside the functions; called when everything that it asks is there. */
  readonly start?: () => Promise<void>;
  /** Of what runs beside the functions. */
  readonly callerOf?: (accessKeyId: string) => Role | undefined;
  readonly log?: () => string;
  readonly stop?: () => Promise<void>;
};

export type WireFrontOptions = LambdaOptions & { readonly lambda: Pick<LambdaService, 'invokeStreaming'> };

export function createWireFront(name: FrontName, options: WireFrontOptions): WireFront {
  switch (name) {
    case 'function-url':
      return createFunctionUrl(options);
    case 'rest-api':
      return createRestApi(options);
    case 'fargate':
      return createContainers(options);
  }
}
