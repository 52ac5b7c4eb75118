/** The catalog: what AWS's models say about every service and operation, read from the generated data. */

import type { Operation } from './operation.ts';
import type { Service } from './service.ts';
import type { Shape } from './shape.ts';

/** Where the generated data comes from. Shapes are asked for per service, on first use. */
export type CatalogSource = {
  readonly index: Uint8Array;
  readonly shapes: (service: string) => Uint8Array;
};

export type Catalog = {
  /** Versions of the sources that the data was generated from. */
  readonly version: string;
  readonly services: ReadonlyMap<string, Service>;
  /** Services that share a name in the credential scope. */
  readonly servicesSignedAs: (signingName: string) => readonly Service[];
  readonly operation: (service: string, name: string) => Operation | undefined;
  /** The input or output shape of an operation; `undefined` where the model has none. */
  readonly shape: (operation: Operation, side: 'input' | 'output') => Shape | undefined;
};
