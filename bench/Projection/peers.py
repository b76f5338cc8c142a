"""Runs other implementations of t-SNE and UMAP on the data that the benchmark wrote, beside its figures.

    python3 peers.py FOLDER [--most POINTS] [--threads N] [sklearn] [opentsne] [fitsne] [umap]

FOLDER holds NAME.npy and results.json. CPU seconds are those of process and children, over all threads. The divergence
is the one the benchmark prints: affinities of 90 neighbours at perplexity 30, Z over all pairs, double precision.
"""
import argparse
import json
import os
import shutil
import sys

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("peers", nargs="*")
parser.add_argument("--most", type=int, default=10000)
parser.add_argument("--threads", type=int, default=1)
options = parser.parse_intermixed_args()
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = str(options.threads)

try:
    import numpy as np
except ImportError:
    print("peers skipped: numpy is not installed")
    sys.exit(0)

NEIGHBOURS, PERPLEXITY = 90, 30


def cpu():
    return sum(os.times()[:4])


def blocks(n):
    return (slice(s, min(n, s + 500)) for s in range(0, n, 500))


def squares(points, rows):
    difference = (points[rows] ** 2).sum(1)[:, None] + (points ** 2).sum(1)[None, :] - 2 * points[rows] @ points.T
    difference[np.arange(difference.shape[0]), np.arange(rows.start, rows.stop)] = np.inf
    return np.maximum(difference, 0)


def nearest(points, k):
    index = np.empty((len(points), k), int)
    square = np.empty((len(points), k))
    for rows in blocks(len(points)):
        d = squares(points, rows)
        near = np.argpartition(d, k, axis=1)[:, :k]
        near = np.take_along_axis(near, np.take_along_axis(d, near, 1).argsort(1), 1)
        index[rows], square[rows] = near, np.take_along_axis(d, near, 1)
    return index, square


def affinities(index, square):
    """Symmetric p_ij as (i, j, p); (j, i) follows by symmetry."""
    n = len(index)
    square = square - square[:, :1]
    low, high = np.zeros(n), np.full(n, np.inf)
    precision = 1 / np.maximum(square.mean(1), 1e-300)
    for _ in range(100):
        p = np.exp(-square * precision[:, None])
        total = p.sum(1)
        p /= total[:, None]
        excess = np.log(total) + precision * (p * square).sum(1) - np.log(PERPLEXITY)
        low, high = np.where(excess > 0, precision, low), np.where(excess > 0, high, precision)
        precision = np.where(np.isinf(high), 2 * precision, (low + high) / 2)
    i, j = np.repeat(np.arange(n), index.shape[1]), index.ravel()
    key = np.concatenate([i * n + j, j * n + i])
    key, inverse = np.unique(key, return_inverse=True)
    value = np.bincount(inverse, np.concatenate([p.ravel(), p.ravel()])) / (2 * n)
    return key // n, key % n, value


def divergence(p, points):
    i, j, value = p
    z = sum((1 / (1 + squares(points, rows))).sum() for rows in blocks(len(points)))
    keep = value > 0
    i, j, value = i[keep], j[keep], value[keep]
    return float((value * np.log(value * (1 + ((points[i] - points[j]) ** 2).sum(1)) * z)).sum())


def recall(index, points):
    near, _ = nearest(points, 10)
    return float(np.mean([len(np.intersect1d(a, b)) for a, b in zip(near, index[:, :10])]) / 10)


def sklearn(points, dimensions):
    from sklearn.manifold import TSNE
    return TSNE(dimensions, perplexity=PERPLEXITY, init="pca", learning_rate="auto", n_jobs=options.threads, random_state=1).fit_transform(points)


def opentsne(points, dimensions):
    from openTSNE import TSNE
    return np.asarray(TSNE(dimensions, perplexity=PERPLEXITY, n_jobs=options.threads, random_state=1).fit(points))


def fitsne(points, dimensions):
    program = shutil.which("fast_tsne") or shutil.which("FIt-SNE")
    if program is None or dimensions != 2:
        raise ImportError
    sys.path.insert(0, os.path.dirname(os.path.realpath(program)))
    from fast_tsne import fast_tsne
    return fast_tsne(points, perplexity=PERPLEXITY, nthreads=options.threads, seed=1)


def umap(points, dimensions):
    from umap import UMAP
    return UMAP(n_components=dimensions, random_state=1).fit_transform(points)


PEERS = {"sklearn": (sklearn, "tsne"), "opentsne": (opentsne, "tsne"), "fitsne": (fitsne, "tsne"), "umap": (umap, "umap")}

with open(os.path.join(options.folder, "results.json")) as file:
    ours = json.load(file)
for data in dict.fromkeys(row["data"] for row in ours):
    rows = {row["stage"]: row for row in ours if row["data"] == data}
    if next(iter(rows.values()))["points"] > options.most:
        continue
    points = np.load(os.path.join(options.folder, data + ".npy"))
    truth = p = None
    for name in options.peers or PEERS:
        run, method = PEERS[name]
        for dimensions in (2, 3):
            stage = f"{method} {dimensions}-D"
            if stage not in rows and method == "tsne":
                continue
            start = cpu()
            try:
                result = np.asarray(run(points, dimensions), float)
            except ImportError:
                print(f"{data} {name} {stage}: skipped: not installed")
                continue
            seconds = cpu() - start
            if truth is None:
                truth, square = nearest(points.astype(float), NEIGHBOURS)
                p = affinities(truth, square)
            # Like for like: peers find neighbours and affinities themselves.
            own = sum(rows[s]["cpu_seconds"] for s in ("pca", "neighbours", stage) if s in rows) if stage in rows else None
            print(f"{data} {name} {stage}: {seconds:.2f} CPU s"
                  + (f"  KL {divergence(p, result):.4f}" if method == "tsne" else "")
                  + f"  recall@10 {recall(truth, result):.3f}"
                  + (f"  ratio to ours, all stages: {seconds / own:.1f}" if own else ""), flush=True)
