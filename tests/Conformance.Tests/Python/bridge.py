"""Makes any call of the contract as Python does: bridge.py HOST:PORT.

Reads one JSON object a line, {"file", "service", "method", "requests": [base64]}, and prints one a line,
{"messages": [base64], "code", "message", "details": base64}. Requests and answers pass through the
classes that protoc made.
"""

import base64
import importlib
import json
import sys

import grpc


def call(channel, asked):
    pb2 = importlib.import_module(f"attentionviz.v1.{asked['file']}_pb2")
    stubs = importlib.import_module(f"attentionviz.v1.{asked['file']}_pb2_grpc")
    method = pb2.DESCRIPTOR.services_by_name[asked["service"]].methods_by_name[asked["method"]]
    requests = [method.input_type._concrete_class.FromString(base64.b64decode(r)) for r in asked["requests"]]
    invoke = getattr(getattr(stubs, asked["service"] + "Stub")(channel), asked["method"])
    messages = []
    try:
        answer = invoke(iter(requests) if isinstance(invoke, grpc.StreamUnaryMultiCallable) else requests[0], timeout=60)
        messages += answer if isinstance(invoke, grpc.UnaryStreamMultiCallable) else [answer]
    except grpc.RpcError as e:
        details = dict(e.trailing_metadata()).get("grpc-status-details-bin", b"")
        error = {"code": e.code().value[0], "message": e.details(), "details": base64.b64encode(details).decode()}
    else:
        error = {"code": 0, "message": "", "details": ""}
    return {"messages": [base64.b64encode(m.SerializeToString()).decode() for m in messages], **error}


def main(target):
    with grpc.insecure_channel(target) as channel:
        for line in sys.stdin:
            print(json.dumps(call(channel, json.loads(line))), flush=True)


main(*sys.argv[1:])
