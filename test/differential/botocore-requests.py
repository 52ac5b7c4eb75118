"""Sample requests of AWS operations, built from the models by botocore's own serializers, one JSON object a line.

usage: botocore-requests.py STEP SEED SERVICE...   every STEP-th operation of each service; no service means all of them.

Each line has the request as it goes over the wire and the canonical parameters that went into it, normalised here, independently of the
gateway's decoder: model member names, timestamps in ISO 8601 with milliseconds, blobs in base64, integers beyond 2^53 as text.
"""

import base64
import datetime
import json
import random
import sys

import botocore.session
from botocore.awsrequest import create_request_object, prepare_request_dict
from botocore.model import ServiceModel
from botocore.serialize import SERIALIZERS, create_serializer

MAX_DEPTH = 5
TEXTS = ['plain', 'a b/c+d&e=f?g#h%2Fi~!*()', 'ünï-¢ødé 漢字 🙂', '"quoted", \\back\\', '<tag attr="x">&amp;</tag>', ' edge ', "it's;[x]{y}", 'line\nbreak\ttab']
SAFE_TEXTS = ['plain', 'two words', 'a,b;c=d', 'x"y', 'UPPER-lower_0.9']
SCALARS = {'string', 'integer', 'long', 'float', 'double', 'boolean', 'timestamp', 'blob'}
EPOCHS = [0, 1, 1700000000, 951782400, 4102444799]


class Sampler:
    def __init__(self, rng):
        self.rng = rng
        self.budget = 400

    def structure(self, shape, depth, path_names):
        members = {}
        names = list(shape.members)
        if getattr(shape, 'is_tagged_union', False):
            names = [self.rng.choice(names)]
        for name in names:
            member = shape.members[name]
            required = name in shape.required_members
            if not required and depth > 0 and self.rng.random() < 0.4:
                continue
            if not required and (depth >= MAX_DEPTH or self.budget <= 0 or member.name in path_names):
                continue
            value = self.value(member, depth + 1, path_names)
            if value is not None:
                members[name] = value
        # The form protocols cannot write a structure without members, so none is sampled below the top.
        if depth > 0 and not members:
            scalars = [name for name in names if shape.members[name].type_name in SCALARS]
            return {scalars[0]: self.scalar(shape.members[scalars[0]])} if scalars else None
        return members

    def value(self, shape, depth, path_names):
        self.budget -= 1
        kind = shape.type_name
        if kind == 'structure':
            if shape.is_document_type:
                return self.document()
            if depth > 12 or path_names.count(shape.name) > 1:
                return None
            return self.structure(shape, depth, path_names + [shape.name])
        if kind == 'list':
            count = 0 if depth > MAX_DEPTH else self.rng.choice([1, 1, 2, 3])
            in_header = shape.serialization.get('location') == 'header' and shape.member.type_name == 'string'
            item = lambda: self.rng.choice(SAFE_TEXTS) if in_header else self.value(shape.member, depth + 1, path_names + [shape.name])
            items = [item() for _ in range(count)]
            items = [item for item in items if item is not None]
            return items if items else None
        if kind == 'map':
            pairs = {}
            in_header = shape.serialization.get('location') == 'headers'
            for index in range(0 if depth > MAX_DEPTH else self.rng.choice([1, 2])):
                value = self.rng.choice(SAFE_TEXTS) if in_header else self.value(shape.value, depth + 1, path_names + [shape.name])
                if value is not None:
                    key = 'Key' if in_header else self.rng.choice(['k', 'a.b', 'K y', 'ü'])
                    pairs[f'{key}{index}'] = value
            return pairs if pairs else None
        return self.scalar(shape)

    def scalar(self, shape):
        kind = shape.type_name
        location = shape.serialization.get('location')
        if kind == 'string':
            if shape.serialization.get('hostLabel'):
                return 'label-1'
            if getattr(shape, 'enum', None):
                return self.rng.choice(shape.enum)
            if shape.serialization.get('jsonvalue') and location == 'header':
                return {'a': [1, 'b', None, True], 'c': {'d': 1.5}}
            if location in ('header', 'headers'):
                return self.rng.choice(SAFE_TEXTS)
            return self.rng.choice(TEXTS)
        if kind == 'integer':
            return self.rng.choice([0, 1, -1, 2147483647, -2147483648, 443])
        if kind == 'long':
            return self.rng.choice([0, 7, 9007199254740991, 9007199254740993, -9223372036854775808, 9223372036854775807])
        if kind in ('float', 'double'):
            return self.rng.choice([0.5, 1.25, -2.0, 1e-7, 1e22, 3.0])
        if kind == 'boolean':
            return self.rng.choice([True, False])
        if kind == 'timestamp':
            return datetime.datetime.fromtimestamp(self.rng.choice(EPOCHS), datetime.timezone.utc)
        if kind == 'blob':
            return bytes(self.rng.randrange(256) for _ in range(self.rng.choice([1, 2, 3, 17])))
        raise ValueError(kind)

    def document(self):
        return {'text': 'x', 'n': [1, 2.5, True, None, 9007199254740991], 'o': {'k': ''}}


def canonical(shape, value):
    kind = shape.type_name
    if kind == 'structure':
        if shape.is_document_type:
            return plain(value)
        return {name: canonical(shape.members[name], item) for name, item in value.items()}
    if kind == 'list':
        return [canonical(shape.member, item) for item in value]
    if kind == 'map':
        lower = shape.serialization.get('location') == 'headers'
        return {(key.lower() if lower else key): canonical(shape.value, item) for key, item in value.items()}
    if kind == 'timestamp':
        return value.strftime('%Y-%m-%dT%H:%M:%S.000Z')
    if kind == 'blob':
        return base64.b64encode(value).decode()
    return plain(value)


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 9007199254740991:
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def expected(operation, parameters, protocol):
    shape = operation.input_shape
    if shape is None:
        return {}
    result = canonical(shape, parameters)
    for name, member in shape.members.items():
        if name not in result:
            continue
        where = member.serialization.get('location')
        if protocol.startswith('rest') and where == 'header' and member.serialization.get('name', '').lower() == 'content-length':
            del result[name]
    payload = shape.serialization.get('payload')
    if protocol == 'rest-json' and payload in shape.required_members and payload not in result and shape.members[payload].type_name == 'structure':
        result[payload] = {}  # botocore writes {} for a payload that is not there
    if protocol.startswith('rest') and payload in result:
        kind = shape.members[payload].type_name
        if kind == 'blob':
            result[payload] = {'sizeBytes': len(parameters[payload])}
        if kind == 'structure' and result[payload] == {} and protocol == 'rest-json' and payload not in shape.required_members:
            del result[payload]
    if protocol in ('query', 'ec2'):
        result = without_empty(result)
    return result


def without_empty(value):
    """The form protocols have no way to write an empty structure or map."""
    if not isinstance(value, dict):
        return value
    kept = {key: without_empty(item) if isinstance(item, dict) else item for key, item in value.items()}
    return {key: item for key, item in kept.items() if item != {}}


def sample(service, operation, protocol, seed):
    rng = random.Random(f'{seed}:{service}:{operation.name}')
    shape = operation.input_shape
    parameters = {} if shape is None else Sampler(rng).structure(shape, 0, [])
    if service == 's3' and 'Bucket' in (parameters or {}):
        parameters['Bucket'] = 'my-bucket'
    serialized = create_serializer(protocol, include_validation=False).serialize_to_request(parameters, operation)
    serialized.pop('host_prefix', None)
    prepare_request_dict(serialized, endpoint_url='http://127.0.0.1:4181', user_agent='sample')
    request = create_request_object(serialized).prepare()
    path, _, query = request.url.removeprefix('http://127.0.0.1:4181').partition('?')
    body = request.body or b''
    headers = [[name, value.decode('latin-1') if isinstance(value, bytes) else str(value)] for name, value in request.headers.items()]
    return {
        'service': service,
        'operation': operation.name,
        'protocol': 'cbor' if protocol == 'smithy-rpc-v2-cbor' else protocol,
        'signingName': operation.service_model.signing_name,
        'method': request.method,
        'path': path,
        'query': query,
        'headers': headers,
        'body': base64.b64encode(body.encode() if isinstance(body, str) else bytes(body)).decode(),
        'expected': expected(operation, parameters, protocol),
    }


def main(step, seed, services):
    session = botocore.session.get_session()
    loader = session.get_component('data_loader')
    for service in services or session.get_available_services():
        # Read raw: what botocore adds to the models for itself never goes over the wire.
        version = loader.determine_latest_version(service, 'service-2')
        model = ServiceModel(loader.load_data(f'{service}/{version}/service-2'), service)
        protocols = [name for name in model.metadata.get('protocols', [model.metadata['protocol']]) if name in SERIALIZERS]
        for index, name in enumerate(model.operation_names):
            if (index + seed) % step != 0:
                continue
            operation = model.operation_model(name)
            if operation.has_event_stream_input:
                continue
            for protocol in protocols:
                try:
                    line = sample(service, operation, protocol, seed)
                except Exception as error:  # the oracle's own limits are counted, not hidden
                    line = {'service': service, 'operation': name, 'protocol': protocol, 'unsampled': f'{type(error).__name__}: {error}'}
                print(json.dumps(line))


if __name__ == '__main__':
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
