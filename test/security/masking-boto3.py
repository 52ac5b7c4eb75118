"""Masked replies as boto3's own clients read them, one JSON object a line in and out.

In: service, operation, replies (clear, masked), each with headers and body (base64). The client does all that it ever does, and gets
its answer from here instead of the network. Out: the same names, with `difference` where the two are not of the same types, and
`error` where the client cannot read one.
"""

import base64
import datetime
import json
import sys

import boto3
from botocore.awsrequest import AWSResponse
from botocore.config import Config


class Raw:
    def __init__(self, body):
        self.body = body

    def stream(self, *_args, **_kwargs):
        yield self.body


def types(value):
    if isinstance(value, dict):
        return {('(key)' if key.startswith(('[masked:', 'key-')) else key): types(item) for key, item in value.items() if key != 'ResponseMetadata'}
    if isinstance(value, list):
        return [types(item) for item in value]
    if isinstance(value, datetime.datetime):
        return 'date'
    return type(value).__name__


def required(shape):
    if shape is None:
        return {}
    return {name: sample(shape.members[name]) for name in shape.required_members}


def sample(shape):
    if shape.type_name == 'structure':
        return required(shape)
    if shape.type_name == 'list':
        return [sample(shape.member)]
    if shape.type_name == 'map':
        return {}
    if shape.type_name in ('integer', 'long', 'float', 'double'):
        return 1
    if shape.type_name == 'boolean':
        return False
    if shape.type_name == 'timestamp':
        return datetime.datetime(2026, 1, 1)
    if shape.type_name == 'blob':
        return b'x'
    return shape.enum[0] if shape.enum else 'x' * max(8, shape.metadata.get('min', 1))


def client_of(service, answers):
    config = Config(parameter_validation=False, retries={'total_max_attempts': 1})
    client = boto3.client(service, region_name='eu-west-1', aws_access_key_id='a', aws_secret_access_key='b', config=config)

    def answer(request, **_kwargs):
        reply = answers.pop()
        return AWSResponse(request.url, 200, dict(reply['headers']), Raw(base64.b64decode(reply['body'])))

    client.meta.events.register_first('before-send', answer)
    return client


def main():
    clients = {}
    for line in sys.stdin:
        asked = json.loads(line)
        service, operation = asked['service'], asked['operation']
        if service not in clients:
            answers = []
            clients[service] = (client_of(service, answers), answers)
        client, answers = clients[service]
        out = {'service': service, 'operation': operation}
        try:
            seen = []
            for kind in ('clear', 'masked'):
                answers[:] = [asked[kind]]
                model = client.meta.service_model.operation_model(operation)
                seen.append(types(client._make_api_call(operation, required(model.input_shape))))
            if seen[0] != seen[1]:
                out['difference'] = [repr(part)[:400] for part in seen]
        except Exception as error:
            out['error'] = f'{type(error).__name__}: {error}'[:300]
        print(json.dumps(out), flush=True)


main()
