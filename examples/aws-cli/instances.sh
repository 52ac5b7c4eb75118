#!/bin/sh
# The unmodified aws CLI through the gateway. `countersign setup --connection mcp-prod` wrote the profile; signed in is who ran
# `countersign login`. Nothing but the profile tells the gateway from AWS.
set -eu
export AWS_PROFILE="${AWS_PROFILE:-countersign-mcp-prod}"

# Allowed: it goes through, and is recorded.
aws ec2 describe-instances --query 'Reservations[].Instances[].InstanceId' --output text

# Denied by a guardrail: AWS never hears of it, and the error says which policy and why.
if aws iam create-user --user-name mallory; then
  echo 'the guardrail is not there' >&2
  exit 1
fi
