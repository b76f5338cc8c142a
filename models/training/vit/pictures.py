"""Draws labelled pictures: one to four textured objects on a soft background.

The largest object is the subject. All randomness comes from the generator given.
"""
import numpy as np

SIZE, PATCH = 64, 8
SHAPES = ["circle", "square", "triangle", "ring", "cross", "diamond"]
COLOURS = ["red", "orange", "yellow", "green", "cyan", "blue", "magenta"]
TEXTURES = ["plain", "stripes", "checks", "dots"]
PLACES = ["top-left", "top", "top-right", "left", "middle", "right",
          "bottom-left", "bottom", "bottom-right"]
MOST = 4
# Groups of the classifier's outputs, in order.
TARGETS = {"shape": SHAPES, "colour": COLOURS, "texture": TEXTURES, "place": PLACES,
           "objects": [str(n + 1) for n in range(MOST)]}

PAINTS = np.array([[0.88, 0.12, 0.14], [0.96, 0.55, 0.08], [0.95, 0.90, 0.15],
                   [0.15, 0.70, 0.20], [0.15, 0.80, 0.85], [0.15, 0.25, 0.90],
                   [0.85, 0.20, 0.80]], np.float32)
CELL = SIZE / 3


def cross(x, y):
    x, y = abs(x), abs(y)
    return np.maximum(np.minimum(x, y) - 0.30, np.maximum(x, y) - 0.95)


# Signed distance (about) from a shape of unit radius: negative inside.
OUTSIDE = [
    lambda x, y: np.sqrt(x * x + y * y) - 0.95,
    lambda x, y: np.maximum(abs(x), abs(y)) - 0.82,
    lambda x, y: np.maximum(y - 0.62, abs(x) * 0.87 - y * 0.5 - 0.48),
    lambda x, y: abs(np.sqrt(x * x + y * y) - 0.70) - 0.27,
    cross,
    lambda x, y: abs(x) + abs(y) - 1.05,
]

# Brightness at pixel offsets from the object's centre.
SHADE = [
    np.ones_like,
    lambda x, y: np.where(np.mod(y, 6) < 3, 1.0, 0.35),
    lambda x, y: np.where((np.mod(x, 8) < 4) == (np.mod(y, 8) < 4), 1.0, 0.35),
    lambda x, y: np.where((np.mod(x, 6) - 3) ** 2 + (np.mod(y, 6) - 3) ** 2 < 4, 0.3, 1.0),
]


def background(random, count):
    tone = random.uniform(0.05, 0.5, (count, 1, 1, 1)) + random.uniform(-0.04, 0.04, (count, 1, 1, 3))
    slope = random.uniform(-0.15, 0.15, (count, 2, 1, 1, 1))
    ramp = np.linspace(-1, 1, SIZE)
    tone = tone + slope[:, 0] * ramp[None, :, None, None] + slope[:, 1] * ramp[None, None, :, None]
    grain = random.standard_normal((count, SIZE, SIZE, 1), np.float32)
    return (tone + grain * random.uniform(0, 0.06, (count, 1, 1, 1))).astype(np.float32)


def paint(pixels, owner, place, kind, middle, radius, turn, light):
    """Draws one object into [SIZE, SIZE, 3] and marks its pixels as `place`."""
    shape, colour, texture = kind
    low = np.maximum(np.floor(middle - 1.3 * radius).astype(int), 0)
    high = np.minimum(np.ceil(middle + 1.3 * radius).astype(int), SIZE)
    y = np.arange(low[0], high[0], dtype=np.float32)[:, None] + np.float32(0.5 - middle[0])
    x = np.arange(low[1], high[1], dtype=np.float32)[None, :] + np.float32(0.5 - middle[1])
    cos, sin = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    u, v = x * cos - y * sin, x * sin + y * cos
    size = np.float32(radius)
    cover = np.clip(0.5 - OUTSIDE[shape](u / size, v / size) * size, 0, 1)
    tint = SHADE[texture](u) if texture == 0 else SHADE[texture](u, v)
    box = np.s_[low[0]:high[0], low[1]:high[1]]
    pixels[box] += cover[..., None] * (tint[..., None] * (PAINTS[colour] * light) - pixels[box])
    owner[box][cover > 0.5] = place


def patch_owners(owner):
    """The object that covers most of each patch, -1 where none covers a quarter."""
    side = SIZE // PATCH
    tiles = owner.reshape(-1, side, PATCH, side, PATCH).transpose(0, 1, 3, 2, 4)
    tiles = tiles.reshape(len(owner), side * side, PATCH * PATCH)
    votes = np.stack([(tiles == place).sum(-1) for place in range(MOST)], -1)
    return np.where(votes.max(-1) >= PATCH * PATCH // 4, votes.argmax(-1), -1)


def draw(random, count):
    """Images [count, SIZE, SIZE, 3] in 0..1, labels {target: [count]} and patch labels
    {object, shape, colour, texture: [count, patches]}, -1 for background."""
    pixels = background(random, count)
    objects = random.integers(1, MOST + 1, count)
    cells = np.argsort(random.random((count, 9)), axis=1)[:, :MOST]
    kinds = np.stack([random.integers(0, len(names), (count, MOST))
                      for names in (SHAPES, COLOURS, TEXTURES)], -1)
    # The subject is at place 0; the others are drawn before it, so never over it.
    radius = random.uniform(5.5, 8.0, (count, MOST))
    radius[:, 0] = random.uniform(10.0, 14.5, count)
    middle = (np.stack([cells // 3, cells % 3], -1) + 0.5) * CELL + random.uniform(-3.5, 3.5, (count, MOST, 2))
    middle = np.clip(middle, 0.9 * radius[..., None], SIZE - 0.9 * radius[..., None])
    turn = random.uniform(-0.2, 0.2, (count, MOST))
    light = random.uniform(0.85, 1.0, (count, MOST)).astype(np.float32)
    owner = np.full((count, SIZE, SIZE), -1, np.int8)
    for i in range(count):
        for place in reversed(range(objects[i])):
            paint(pixels[i], owner[i], place, kinds[i, place], middle[i, place],
                  radius[i, place], turn[i, place], light[i, place])
    patches = {"object": patch_owners(owner)}
    chosen = np.maximum(patches["object"], 0)
    for at, name in enumerate(("shape", "colour", "texture")):
        values = np.take_along_axis(kinds[..., at], chosen, 1)
        patches[name] = np.where(patches["object"] < 0, -1, values)
    labels = {"shape": kinds[:, 0, 0], "colour": kinds[:, 0, 1], "texture": kinds[:, 0, 2],
              "place": cells[:, 0], "objects": objects - 1}
    return np.clip(pixels, 0, 1), labels, patches
