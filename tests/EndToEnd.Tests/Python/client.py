"""A client in another language: client.py HOST:PORT CORPUS.

Uploads a text corpus, watches its job and fetches a map, taking up both streams in the middle, with stubs that protoc made from protos/.
Prints one JSON object of what it saw.
"""

import json
import struct
import sys

import grpc

from attentionviz.v1 import atlas_service_pb2, atlas_service_pb2_grpc
from attentionviz.v1 import corpus_pb2, corpus_service_pb2, corpus_service_pb2_grpc
from attentionviz.v1 import job_pb2, job_service_pb2, job_service_pb2_grpc


def upload(path):
    yield corpus_service_pb2.UploadCorpusRequest(
        header=corpus_pb2.CorpusHeader(name="python", format=corpus_pb2.CORPUS_FORMAT_TEXT)
    )
    with open(path, "rb") as file:
        while chunk := file.read(1000):
            yield corpus_service_pb2.UploadCorpusRequest(chunk=chunk)


def main(target, path):
    channel = grpc.insecure_channel(target)
    corpora = corpus_service_pb2_grpc.CorpusServiceStub(channel)
    jobs = job_service_pb2_grpc.JobServiceStub(channel)
    atlases = atlas_service_pb2_grpc.AtlasServiceStub(channel)

    corpus = corpora.UploadCorpus(upload(path)).corpus
    spec = job_pb2.JobSpec(
        model_id="mini-gpt",
        corpus_id=corpus.corpus_id,
        token_budget=40,
        maps=[job_pb2.MapSpec(method=job_pb2.MAP_METHOD_UMAP, dimensions=2)],
    )
    job = jobs.SubmitJob(job_service_pb2.SubmitJobRequest(spec=spec)).job
    # A watch that breaks is taken up behind the last event that was seen: here after the third message.
    sequence, states, ready, resumed_from, resumed_events = 0, [], 0, 0, 0
    watch = jobs.WatchJob(job_service_pb2.WatchJobRequest(job_id=job.job_id))
    for seen, event in enumerate(watch):
        sequence = event.sequence
        if event.HasField("state_change"):
            states.append(job_pb2.JobState.Name(event.state_change.state))
        ready += event.HasField("head_ready")
        if seen == 2:
            watch.cancel()
            break
    resumed_from = sequence
    for event in jobs.WatchJob(job_service_pb2.WatchJobRequest(job_id=job.job_id, after_sequence=sequence)):
        if event.HasField("snapshot"):
            continue
        resumed_events += 1
        sequence = event.sequence
        if event.HasField("state_change"):
            states.append(job_pb2.JobState.Name(event.state_change.state))
        ready += event.HasField("head_ready")

    atlas = atlases.GetAtlas(atlas_service_pb2.GetAtlasRequest(job_id=job.job_id)).atlas
    request = atlas_service_pb2.StreamMapRequest(
        job_id=job.job_id, layer=1, head=2, method=job_pb2.MAP_METHOD_UMAP, dimensions=2
    )
    header, points = None, []
    for part in atlases.StreamMap(request):
        if part.HasField("header"):
            header = part.header
        else:
            points += struct.unpack(f"<{len(part.chunk.data) // 4}f", part.chunk.data)

    # A stream of rows is taken up at any row.
    request.start_row = 10
    rest = []
    for part in atlases.StreamMap(request):
        if part.HasField("chunk"):
            rest += struct.unpack(f"<{len(part.chunk.data) // 4}f", part.chunk.data)

    json.dump(
        {
            "sequences": corpus.sequences,
            "lastState": states[-1],
            "lastSequence": sequence,
            "headsReady": ready,
            "heads": len(atlas.heads),
            "tokens": atlas.tokens,
            "rows": header.rows,
            "columns": header.columns,
            "values": len(points),
            "distinct": len(set(points)),
            "resumedFrom": resumed_from,
            "resumedEvents": resumed_events,
            "resumedMapIsTheSame": rest == points[10 * header.columns :],
        },
        sys.stdout,
    )


main(*sys.argv[1:])
