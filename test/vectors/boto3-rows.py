"""What boto3 sends beside the plain calls of boto3-calls.py: one row of the facts about clients each; prints what was called, in order.

Arguments: endpoint over http, endpoint over https with a certificate of its own, access key id, secret, session token.
"""

import io
import json
import sys
import urllib.error
import urllib.request
import warnings

import boto3
import botocore.config
import botocore.exceptions

warnings.filterwarnings("ignore")
plain, secure, key_id, secret, token = sys.argv[1:6]
session = boto3.session.Session(key_id, secret, token, "eu-west-1")
settings = {"retries": {"total_max_attempts": 1}, "s3": {"addressing_style": "path"}, "inject_host_prefix": False}

METRICS = [{"MetricName": f"m{index}", "Value": index + 0.5, "Dimensions": [{"Name": "host", "Value": "n"}]} for index in range(200)]
RECORD = {"Name": "a.test", "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": '"<&>"'}]}
PART = {"Bucket": "bkt", "Key": "big", "UploadId": "VXBsb2FkIElE"}

ROWS = [
    ("cloudwatch", "put_metric_data", "gzip", {"Namespace": "App", "MetricData": METRICS}),
    ("sqs", "send_message", "by QueueUrl", {"QueueUrl": f"{plain}/123456789012/jobs", "MessageBody": "a b&c=d"}),
    ("lambda", "invoke", "payload", {"FunctionName": "f", "Payload": b'{"a":1}'}),
    ("route53", "change_resource_record_sets", "XML body", {"HostedZoneId": "Z1", "ChangeBatch": {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": RECORD}]}}),
    ("apigateway", "get_rest_apis", "accept", {"limit": 5}),
    ("logs", "put_log_events", "", {"logGroupName": "/app/web", "logStreamName": "s", "logEvents": [{"timestamp": 1769903999500, "message": 'line "one"'}]}),
    ("bedrock", "list_foundation_models", "", {}),
    ("secretsmanager", "create_secret", "idempotency token", {"Name": "prod/new", "SecretString": "not-a-real-one"}),
    ("stepfunctions", "start_sync_execution", "without its host prefix", {"stateMachineArn": "arn:aws:states:eu-west-1:123456789012:stateMachine:m", "input": "{}"}),
    ("ec2", "copy_snapshot", "a URL for the source", {"SourceRegion": "us-east-1", "SourceSnapshotId": "snap-0123456789abcdef0"}),
    ("rds", "copy_db_snapshot", "a URL for the source", {"SourceRegion": "us-east-1", "SourceDBSnapshotIdentifier": "arn:aws:rds:us-east-1:123456789012:snapshot:nightly", "TargetDBSnapshotIdentifier": "copy"}),
    ("s3", "put_object", "over TLS", {"Bucket": "bkt", "Key": "k", "Body": b"hello"}),
    ("s3", "put_object", "a stream over TLS", {"Bucket": "bkt", "Key": "k", "Body": io.BytesIO(b"hello")}),
    ("s3", "create_multipart_upload", "", {"Bucket": "bkt", "Key": "big"}),
    ("s3", "upload_part", "", {**PART, "PartNumber": 1, "Body": b"part"}),
    ("s3", "complete_multipart_upload", "", {**PART, "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": '"e"'}]}}),
    ("s3", "copy_object", "", {"Bucket": "bkt", "Key": "copy", "CopySource": {"Bucket": "bkt", "Key": "a b+"}}),
]


def client(service, endpoint, **more):
    config = botocore.config.Config(**settings, **more)
    return session.client(service, endpoint_url=endpoint, config=config, verify=False)


def send(service, operation, detail, parameters):
    endpoint = secure if "over TLS" in detail else plain
    try:
        getattr(client(service, endpoint), operation)(**parameters)
    except botocore.exceptions.ClientError:
        pass


def open_presigned(**more):
    url = client("s3", plain, **more).generate_presigned_url("get_object", {"Bucket": "bkt", "Key": "a b/ü+"}, ExpiresIn=300)
    try:
        urllib.request.urlopen(url)
    except urllib.error.HTTPError:
        pass


for row in ROWS:
    send(*row)
# The presigned forms: the one that is set, and the default at an endpoint of one's own.
open_presigned(signature_version="s3v4")
open_presigned()

names = [f"{service} {operation}, {detail}".removesuffix(", ") for service, operation, detail, _ in ROWS]
print(json.dumps([*names, "s3 get_object, presigned", "s3 get_object, presigned by SigV2"]))
