#!/bin/sh
# Retrains mini-vit and redraws its sample corpus on Debian 12: run.sh WORK_FOLDER [MINUTES]
# WORK_FOLDER takes checkpoints and logs; keep it outside the project.
set -eu
work=$1
minutes=${2:-32}
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)
mkdir -p "$work"
work=$(cd "$work" && pwd)
cd "$here"

if ! dpkg -s python3-torch python3-numpy python3-pil libopenblas0-pthread >/dev/null 2>&1; then
    apt-get install -y --no-install-recommends python3-torch python3-numpy python3-pil libopenblas0-pthread
fi

python=/usr/bin/python3
export PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
# Keeping the large buffers of a step instead of handing them back to the kernel.
export MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=8000000000 MALLOC_TOP_PAD_=200000000

$python train.py --work "$work" --minutes "$minutes" > "$work/train-vit.log"
$python export.py "$work" "$project/models/mini-vit"
$python evaluate.py "$work"
$python patterns.py "$work"
$python samples.py "$project/samples/shapes.zip"
