import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { packLine, unpackLine } from './packed-line.ts';

const line =
  '{"action_id":1,"activity_id":2,"api":{"operation":"DescribeInstances","service":{"name":"ec2"}},"category_uid":6,"class_uid":6003,' +
  '"metadata":{"product":{"name":"Countersign","vendor_name":"Countersign","version":"0.1.0"},"profiles":["cloud","datetime","security_control","record_integrity"]}}';

test('a line comes back as it was, whatever it holds', () => {
  for (const text of [line, '', '{"a":"ü𝄞\u0000"}', line.repeat(500)]) assert.equal(unpackLine(packLine(text)), text);
});

test('what lines have in common takes half of what gzip makes of it', () => {
  assert.ok(packLine(line).length < gzipSync(line).length / 2);
});

test('the dictionary is the one that was stored with: what an earlier version packed is read', () => {
  const packed = Buffer.from('ASNY4+GuP5CbprhrAcIF1SAvL2prAQ==', 'base64');

  assert.equal(unpackLine(packed), line);
});

test('what was packed in another way is no line', () => {
  for (const bytes of [undefined, new Uint8Array(), gzipSync(line)]) assert.throws(() => unpackLine(bytes), TypeError);
});
