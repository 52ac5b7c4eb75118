/** An event's line as an item holds it: deflated with a dictionary of what every line says, which halves it (RFC 1951; zlib's preset dictionary). */

import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * What lines have in common, the most frequent at its end. It is part of what is stored: a change of one letter makes what was stored
 * unreadable, so another dictionary gets another version, and this one stays.
 */
const dictionary = Buffer.from(
  [
    '"act":{"name":"","uid":""},"delegate":"","agent":"agent","workload":"workload","permissions":"permissions","secret-read":"secret-read"',
    '"decision":"deny","policy":{"desc":"","name":"","uid":"guardrail"}}],"decision":{"cause":"no-permit","outcome":"needs-approval","policies":[{"id":"","reason":""',
    '"error":"AccessDenied","error_message":"","response":{"code":403,"data":{},"error":"","error_message":""',
    '"write","actions":["ec2:RunInstances","iam:PassRole"],"access":"read","actions":["s3:GetObject","dynamodb:Query","lambda:Invoke","ssm:","sts:","kms:","secretsmanager:GetSecretValue"]',
    '"resources":[{"cloud_partition":"aws","data":{},"name":"","owner":{"account":{"uid":""}},"region":"eu-west-1","type":"instance","uid":"arn:aws:ec2:eu-west-1:123456789012:instance/i-"',
    '"region":"us-east-1","region":"us-west-2","region":"eu-central-1","user_agent":"aws-cli/2 md/awscrt ua/2.1 os/linux#6 md/arch#x86_64 lang/python#3 md/pyimpl#CPython botocore/1 Boto3/1 ua/2.1 os/linux lang/js md/nodejs#24 api/',
    '"http_response":{"code":200,"latency":1},"raw_data_hash":{"algorithm_id":3,"encoding_id":1,"serialization_id":1,"value":""},"status_code":"200","status_id":1,',
    '"body":{"bytes":,"place":"inline","sha256":""},"kind":"outcome","marks":[],"masking":{"bytesIn":,"bytesOut":,"masker":"2","ruleSet":"","upstreamRequestId":"",',
    '{"action_id":1,"activity_id":2,"actor":{"idp":{"name":"okta","uid":"https://"},"session":{"is_mfa":true,"issuer":"https://","uid":"01"},"user":{"email_addr":"","groups":[{"name":""}],"name":"","uid":"okta:"}},',
    '"api":{"operation":"Describe","request":{"data":{},"uid":"01"},"response":{"code":200,"data":{}},"service":{"name":"ec2"}},',
    '"attestation_list":[{"authority_uid":"","chain_uid":"01","fingerprint":{"algorithm_id":3,"encoding_id":1,"serialization_id":2,"value":""},"prev_event":{"fingerprint":{"algorithm_id":3,"encoding_id":1,"serialization_id":2,"value":""},"type_uid":600302,"uid":"01"},"uid":"01"}],',
    '"authorizations":[{"decision":"allow","policy":{"uid":"","version":""}}],"category_uid":6,"class_uid":6003,"cloud":{"account":{"uid":""},"provider":"AWS","region":"eu-west-1"},"disposition_id":1,',
    '"http_request":{"user_agent":""},"metadata":{"product":{"name":"Countersign","vendor_name":"Countersign","version":"0.1.0"},"profiles":["cloud","datetime","security_control","record_integrity"],"sequence":1,"tenant_uid":"","uid":"01","version":"1.9.0-dev"},',
    '"severity_id":1,"src_endpoint":{"ip":""},"status_id":0,"time":17,"time_dt":"2026-","type_uid":600302,"unmapped":{"countersign":{"access":"list","actions":["ec2:Describe"],"caller":{"kind":"user","subject":""},"channel":"aws","connection":"","decision":{"outcome":"allow","version":""},',
    '"facts":{"context":{"approvals":[],"breakGlass":false,"channel":"aws","connection":"","hasReason":false,"isMfa":true,"now":"2026-","sourceIp":"","timeZone":"Europe/Berlin"},"principal":{"claims":{},"groups":[""],"id":"","kind":"user"},"resources":[]},',
    '"kind":"intent","marks":[],"masking":{"masker":"2","ruleSet":""},"masks":[],"resourcesKnown":true,"roleArn":"arn:aws:iam::123456789012:role/countersign/","sourceIdentity":"","v":1}}}',
  ].join(''),
);

/** The first byte: which dictionary. */
const version = 1;

export function packLine(line: string): Uint8Array {
  return Buffer.concat([Buffer.of(version), deflateRawSync(line, { level: 9, dictionary })]);
}

/** Errors: `TypeError` for what was not packed here. */
export function unpackLine(packed: Uint8Array | undefined): string {
  if (packed?.[0] !== version) throw new TypeError('the line of an event is packed in a way that this version does not know');
  return inflateRawSync(packed.subarray(1), { dictionary }).toString('utf8');
}
