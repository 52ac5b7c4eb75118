"""Calls of the unmodified boto3, one after another in one process. The arguments are access key id, secret and session token.

A line of JSON {endpoint, service, operation, mode, attempts} on standard input is one call; a line {code, message, requestId} answers it with
the error that its user would catch.
"""

import json
import sys

import boto3
import botocore.config
import botocore.exceptions

session = boto3.session.Session(*sys.argv[1:4], "eu-west-1")


def call(endpoint, service, operation, mode, attempts):
    config = botocore.config.Config(retries={"mode": mode, "total_max_attempts": attempts})
    client = session.client(service, endpoint_url=endpoint, config=config)
    try:
        getattr(client, operation)()
    except botocore.exceptions.ClientError as error:
        caught = error.response["Error"]
        return {"code": caught["Code"], "message": caught["Message"], "requestId": error.response["ResponseMetadata"].get("RequestId")}
    return {"code": "", "message": "no error"}


for line in sys.stdin:
    print(json.dumps(call(**json.loads(line))), flush=True)
