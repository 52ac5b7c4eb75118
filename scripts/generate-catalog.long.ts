import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { endpointOf } from '#core/catalog/endpoints.ts';
import { writePack } from './catalog/pack.ts';
import { findBotocore, generateData, recordedVersion, versionOf } from './generate-catalog.ts';

const data = new URL('../core/catalog/data/', import.meta.url);
const botocore = findBotocore(undefined);
const isRecorded = botocore !== undefined && versionOf(botocore) === recordedVersion;
const skipped = `skipped: botocore ${recordedVersion} is not on this machine`;

test('the committed packs are byte for byte what the recorded sources give', (context) => {
  if (botocore === undefined || !isRecorded) {
    context.diagnostic(skipped);
    return;
  }

  for (const [name, values] of Object.entries(generateData(botocore))) {
    assert.ok(Buffer.from(writePack(values)).equals(readFileSync(new URL(`${name}.pack`, data))), `${name}.pack`);
  }
});

/** botocore's own reading of its rule sets: an implementation that shares nothing with ours. */
const oracle = `
import gzip, json, os, sys
from botocore.endpoint_provider import EndpointProvider, RuleSetEndpoint
from botocore.exceptions import EndpointProviderError
root = sys.argv[1]
partitions = json.load(open(os.path.join(root, 'partitions.json')))
regions = [r for p in partitions['partitions'] for r in p['regions'] if not r.endswith('-global')]
found = {}
for service in sorted(os.listdir(root)):
    if not os.path.isdir(os.path.join(root, service)): continue
    version = sorted(os.listdir(os.path.join(root, service)))[-1]
    rules = json.load(gzip.open(os.path.join(root, service, version, 'endpoint-rule-set-1.json.gz')))
    provider = EndpointProvider(rules, partitions)
    extra = {'ApiType': 'ControlPlane'} if 'ApiType' in rules['parameters'] else {}
    for region in regions:
        try:
            endpoint = provider.resolve_endpoint(Region=region, UseFIPS=False, UseDualStack=False, **extra)
        except EndpointProviderError:
            continue
        schemes = [s for s in endpoint.properties.get('authSchemes', []) if s['name'] == 'sigv4'] or [{}]
        found[service + ' ' + region] = [endpoint.url, schemes[0].get('signingRegion', region)]
json.dump(found, sys.stdout)
`;

test('every endpoint is the one that botocore resolves itself', (context) => {
  if (botocore === undefined || !isRecorded) {
    context.diagnostic(skipped);
    return;
  }
  const catalog = readCatalog();

  const resolved = resolveWithBotocore(join(botocore, 'data'));
  const differing = [...resolved].filter(([place, expected]) => {
    const [service = '', region = ''] = place.split(' ');
    const endpoint = endpointOf(catalog, service, region);
    return endpoint === undefined || `https://${endpoint.host}${endpoint.basePath} ${endpoint.signingRegion}` !== expected;
  });

  assert.equal(resolved.size, 423 * catalog.regions.size);
  const pinned = [...catalog.regions].filter(([, { partition }]) => partition === 'aws').map(([region]) => `health ${region}`);
  assert.deepEqual(
    differing.map(([place]) => place),
    pinned,
  );
  context.diagnostic(`${resolved.size} endpoints compared, ${pinned.length} of them pinned by hand (health)`);
});

function resolveWithBotocore(dataDirectory: string): ReadonlyMap<string, string> {
  const output = execFileSync('python3', ['-c', oracle, dataDirectory], { encoding: 'utf8', maxBuffer: 64_000_000 });
  const found = JSON.parse(output) as { readonly [place: string]: readonly string[] };
  return new Map(Object.entries(found).map(([place, parts]) => [place, parts.join(' ')]));
}
