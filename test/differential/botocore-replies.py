"""Replies of AWS operations, parsed by botocore's own parsers, one JSON object a line in and out.

In: service, operation, protocol, status, headers, body (base64). Out: the canonical output, normalised here, independently of the
gateway's decoder: model member names, timestamps in ISO 8601 with milliseconds, blobs in base64, integers beyond 2^53 as text.
"""

import base64
import datetime
import json
import math
import sys

import botocore.session
from botocore.awsrequest import HeadersDict
from botocore.model import ServiceModel
from botocore.parsers import PROTOCOL_PARSERS


def canonical(value):
    if isinstance(value, dict):
        return {key: canonical(item) for key, item in value.items()}
    if isinstance(value, list):
        return [canonical(item) for item in value]
    if isinstance(value, datetime.datetime):
        utc = value.astimezone(datetime.timezone.utc)
        return f'{utc.year:04}-{utc:%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03}Z'
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 9007199254740991:
        return str(value)
    if isinstance(value, float):
        if math.isnan(value):
            return 'NaN'
        if math.isinf(value):
            return 'Infinity' if value > 0 else '-Infinity'
        if value.is_integer() and abs(value) < 1e15:
            return int(value)
    return value


def main():
    loader = botocore.session.get_session().get_component('data_loader')
    models = {}
    for line in sys.stdin:
        asked = json.loads(line)
        service = asked['service']
        if service not in models:
            version = loader.determine_latest_version(service, 'service-2')
            models[service] = ServiceModel(loader.load_data(f'{service}/{version}/service-2'), service)
        name = 'smithy-rpc-v2-cbor' if asked['protocol'] == 'cbor' else asked['protocol']
        response = {
            'status_code': asked['status'],
            'headers': HeadersDict(dict(asked['headers'])),
            'body': base64.b64decode(asked['body']),
            'context': {},
        }
        try:
            shape = models[service].operation_model(asked['operation']).output_shape
            parsed = PROTOCOL_PARSERS[name]().parse(response, shape)
            parsed.pop('ResponseMetadata', None)
            payload = shape.serialization.get('payload') if shape is not None else None
            # A blob that is no stream comes as text.
            if payload in parsed and shape.members[payload].type_name == 'blob' and isinstance(parsed[payload], str):
                parsed[payload] = parsed[payload].encode()
            answer = {'parsed': canonical(parsed)}
        except Exception as error:
            answer = {'unparsed': f'{type(error).__name__}: {error}'}
        print(json.dumps(answer, default=str))


if __name__ == '__main__':
    main()
