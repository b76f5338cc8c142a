"""Byte-pair merging over word counts, shared by both tokenizers."""
import heapq
from collections import Counter, defaultdict


def learn_merges(words, join, merge_count, minimum=2):
    """Learns merges from `words`, a list of (tuple of symbols, count).

    `join(left, right)` spells the merged symbol. Pair counts are updated only
    for the words that contain the merged pair; the heap may hold stale counts,
    which are recognised when popped.
    """
    words = [(list(symbols), count) for symbols, count in words]
    counts = Counter()
    places = defaultdict(set)
    for index, (symbols, count) in enumerate(words):
        for pair in zip(symbols, symbols[1:]):
            counts[pair] += count
            places[pair].add(index)
    heap = [(-count, pair) for pair, count in counts.items()]
    heapq.heapify(heap)
    merges, known = [], set()
    while heap and len(known) < merge_count:
        negative, pair = heapq.heappop(heap)
        if counts[pair] != -negative:
            continue
        if -negative < minimum:
            break
        merged = join(*pair)
        merges.append(pair)
        known.add(merged)
        changed = set()
        for index in places.pop(pair):
            symbols, count = words[index]
            for old in zip(symbols, symbols[1:]):
                counts[old] -= count
                changed.add(old)
            words[index] = (apply_merge(symbols, pair, merged), count)
            for new in zip(words[index][0], words[index][0][1:]):
                counts[new] += count
                places[new].add(index)
                changed.add(new)
        counts[pair] = 0
        for other in changed:
            if counts[other] > 0:
                heapq.heappush(heap, (-counts[other], other))
    return merges


def apply_merge(symbols, pair, merged):
    result, i = [], 0
    while i < len(symbols):
        if i + 1 < len(symbols) and symbols[i] == pair[0] and symbols[i + 1] == pair[1]:
            result.append(merged)
            i += 2
        else:
            result.append(symbols[i])
            i += 1
    return result
