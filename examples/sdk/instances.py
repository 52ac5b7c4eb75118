"""boto3 through the gateway: the profile that `countersign setup --connection mcp-prod` wrote is all that it needs.

AWS_PROFILE=countersign-mcp-prod python3 instances.py
"""

import boto3

for reservation in boto3.client("ec2").describe_instances()["Reservations"]:
    for instance in reservation["Instances"]:
        print(instance["InstanceId"])
