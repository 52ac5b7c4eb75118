import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileUri, matchUri, pathSegments, scoreSegments } from './uri-template.ts';

test('labels keep the encoding that the client sent', () => {
  const labels = matchUri('/{Bucket}/{Key+}', '/bkt/a%20b%2Fc/%C3%BC', '');

  assert.deepEqual(Object.fromEntries(labels ?? []), { Bucket: 'bkt', Key: 'a%20b%2Fc/%C3%BC' });
});

test('a greedy label keeps slashes, empty segments, dots and a slash at the end', () => {
  const labels = matchUri('/{Bucket}/{Key+}', '/bkt/a//b/../c/./d/', '');

  assert.equal(labels?.get('Key'), 'a//b/../c/./d/');
});

test('a greedy label in the middle leaves what follows it', () => {
  const labels = matchUri('/portals/{portalArn+}/userSettings', '/portals/arn:aws:x/y/z/userSettings', '');

  assert.equal(labels?.get('portalArn'), 'arn:aws:x/y/z');
});

test('a segment of text and labels gives each label its part', () => {
  const labels = matchUri('/things/{id}:{verb}', '/things/a-1:run', '');

  assert.deepEqual(Object.fromEntries(labels ?? []), { id: 'a-1', verb: 'run' });
});

test('no label is empty', () => {
  assert.equal(matchUri('/{Bucket}/{Key+}', '/bkt/', ''), undefined);
  assert.equal(matchUri('/functions/{name}/code', '/functions//code', ''), undefined);
});

test('one slash more or less at the end is tolerated, two are not', () => {
  assert.ok(matchUri('/{Bucket}', '/bkt/', ''));
  assert.ok(matchUri('/2015-03-31/functions/', '/2015-03-31/functions', ''));
  assert.equal(matchUri('/{Bucket}', '/bkt//', ''), undefined);
  assert.equal(matchUri('/functions', '/functions/x', ''), undefined);
});

test('every query literal of the template must be there, with its value where it has one', () => {
  assert.ok(matchUri('/{Bucket}?acl', '/bkt', 'acl'));
  assert.ok(matchUri('/{Bucket}?acl', '/bkt', 'x=1&acl='));
  assert.ok(matchUri('/{Bucket}?list-type=2', '/bkt', 'list-type=2&prefix=a'));
  assert.equal(matchUri('/{Bucket}?list-type=2', '/bkt', 'list-type=1'), undefined);
  assert.equal(matchUri('/{Bucket}?acl', '/bkt', 'ACL'), undefined);
});

test('a query name is compared as it is meant, not as it is spelt', () => {
  assert.ok(matchUri('/{Bucket}?acl', '/bkt', '%61cl'));
});

test('a literal with a reserved character matches bare and encoded', () => {
  assert.ok(matchUri('/@connections/{id}', '/@connections/1', ''));
  assert.ok(matchUri('/@connections/{id}', '/%40connections/1', ''));
});

test('a literal outranks a label, a label a greedy one, and a missing slash costs five', () => {
  const score = (template: string, path: string) => scoreSegments(compileUri(template), pathSegments(path));

  assert.equal(score('/a/b', '/a/b'), 200);
  assert.equal(score('/a/{x}', '/a/b'), 110);
  assert.equal(score('/a/{x+}', '/a/b'), 101);
  assert.equal(score('/a/{x}:go', '/a/b:go'), 160);
  assert.equal(score('/a/{x}', '/a/b/'), 105);
  assert.equal(score('/a/c', '/a/b'), undefined);
});
