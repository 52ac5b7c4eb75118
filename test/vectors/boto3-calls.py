"""One call of each protocol and awkward form by the unmodified boto3; prints what each user would read, and after how many attempts.

Arguments: endpoint, access key id, secret, session token, retry mode, attempts at most. Answer: a JSON list of {name, message, attempts}.
"""

import io
import json
import sys

import boto3
import botocore.config
import botocore.exceptions

endpoint, key_id, secret, token, mode, attempts = sys.argv[1:7]
session = boto3.session.Session(key_id, secret, token, "eu-west-1")
config = botocore.config.Config(
    retries={"mode": mode, "total_max_attempts": int(attempts)},
    s3={"addressing_style": "path"},
)

CALLS = [
    ("ec2", "run_instances", {"ImageId": "ami-1", "MinCount": 1, "MaxCount": 1, "UserData": "a+b c&d"}),
    ("ec2", "describe_instances", {"Filters": [{"Name": "tag:a b", "Values": ["ü"]}]}),
    ("sts", "get_caller_identity", {}),
    ("iam", "create_user", {"UserName": "eve"}),
    ("cloudwatch", "list_metrics", {}),
    ("sqs", "list_queues", {}),
    ("dynamodb", "put_item", {"TableName": "orders", "Item": {"id": {"S": "ü🚀"}}}),
    ("ssm", "get_parameter", {"Name": "/prod/db", "WithDecryption": True}),
    ("secretsmanager", "get_secret_value", {"SecretId": "prod/db"}),
    ("lambda", "get_function", {"FunctionName": "arn:aws:lambda:eu-west-1:123456789012:function:f"}),
    ("cloudfront", "list_distributions", {}),
    ("s3", "list_objects_v2", {"Bucket": "bkt", "Prefix": "a b/ü+&="}),
    ("s3", "get_object", {"Bucket": "bkt", "Key": "a b/ü+&=?#%2F~!*()//x/../y"}),
    ("s3", "put_object", {"Bucket": "bkt", "Key": "k", "Body": io.BytesIO(b"hello"), "Metadata": {"spaced": "two  words"}}),
    ("s3", "delete_objects", {"Bucket": "bkt", "Delete": {"Objects": [{"Key": "a&b<c>"}]}}),
    ("s3", "head_object", {"Bucket": "bkt", "Key": "k"}),
]


def read(service, operation, parameters):
    client = session.client(service, endpoint_url=endpoint, config=config)
    try:
        getattr(client, operation)(**parameters)
    except botocore.exceptions.ClientError as error:
        retries = error.response["ResponseMetadata"]["RetryAttempts"]
        return {"name": f"{service} {operation}", "message": str(error), "attempts": retries + 1}
    return {"name": f"{service} {operation}", "message": "no error", "attempts": 0}


print(json.dumps([read(*call) for call in CALLS]))
