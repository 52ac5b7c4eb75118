/** The catalog: what AWS's models say about every service and operation, read from the generated data. */

import type { Operation } from './operation.ts';
import { openPack } from './pack.ts';
import { readOperations } from './read-operations.ts';
import { readServices } from './read-services.ts';
import { readShapes, type ShapeGraph } from './read-shapes.ts';
import type { Service } from './service.ts';
import type { Shape } from './shape.ts';
import { parseOperations, parseServices, parseShapes } from './stored.ts';

/** Where the generated data comes from. Shapes are asked for per service, on first use. */
export type CatalogSource = {
  /** The pack `index.pack`. */
  readonly index: Uint8Array;
  /** One service's blob of the pack `shapes.pack`, decompressed. */
  readonly shapes: (service: string) => Uint8Array;
};

/** AWS's regions are known by name only: nothing is derived from the shape of one. */
export type Region = { readonly partition: string; readonly suffix: string };

export type Catalog = {
  /** Versions of the sources that the data was generated from. */
  readonly version: string;
  readonly services: ReadonlyMap<string, Service>;
  readonly regions: ReadonlyMap<string, Region>;
  /** Services that share a name in the credential scope. */
  readonly servicesSignedAs: (signingName: string) => readonly Service[];
  readonly operation: (service: string, name: string) => Operation | undefined;
  /** The input or output shape of an operation; `undefined` where the model has none. */
  readonly shape: (operation: Operation, side: 'input' | 'output') => Shape | undefined;
  /** The shape of a service's error by its code; `undefined` for a code that the model does not name. */
  readonly errorShape: (service: string, code: string) => Shape | undefined;
};

/** A catalog over generated data. Only the list of services is read at once; operations and shapes are read per service, on first use. */
export function createCatalog(source: CatalogSource): Catalog {
  const index = openPack(source.index);
  const stored = parseServices(index.read('services'));
  const services = readServices(stored, (service) => readOperations(service, parseOperations(index.read(service.id))));
  const bySigningName = Map.groupBy(services.values(), ({ signingName }) => signingName);
  const graphs = new Map<string, ShapeGraph>();
  const graph = (service: string): ShapeGraph => {
    const known = graphs.get(service);
    if (known !== undefined) return known;
    const read = readShapes(parseShapes(source.shapes(service)));
    graphs.set(service, read);
    return read;
  };
  return {
    version: Object.entries(stored.sources)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    services,
    regions: readRegions(stored.partitions),
    servicesSignedAs: (signingName) => bySigningName.get(signingName) ?? [],
    operation: (service, name) => services.get(service)?.operations.get(name),
    shape: (operation, side) => {
      const name = operation[side];
      return name === undefined ? undefined : graph(operation.service).shape(name);
    },
    errorShape: (service, code) => (services.has(service) ? graph(service).error(code) : undefined),
  };
}

function readRegions(partitions: ReturnType<typeof parseServices>['partitions']): ReadonlyMap<string, Region> {
  return new Map(
    Object.entries(partitions).flatMap(([partition, { suffix, regions }]) =>
      regions.map((region): [string, Region] => [region, { partition, suffix }]),
    ),
  );
}
