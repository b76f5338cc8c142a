#!/bin/sh
# Retrains both models on Debian 12: run.sh WORK_FOLDER [MINUTES]
# WORK_FOLDER takes encoded text, checkpoints and logs; keep it outside the project.
set -eu
work=$1
minutes=${2:-70}
here=$(cd "$(dirname "$0")" && pwd)
models=$(dirname "$here")
mkdir -p "$work"
work=$(cd "$work" && pwd)
cd "$here"

if ! dpkg -s python3-torch wordnet-base bible-kjv bible-kjv-text dict-jargon \
        libreoffice-help-en-us python3-regex python3-onnx libopenblas0-pthread >/dev/null 2>&1; then
    apt-get install -y --no-install-recommends python3-torch python3-numpy python3-regex \
        python3-onnx libopenblas0-pthread wordnet-base bible-kjv bible-kjv-text \
        dict-jargon libreoffice-help-en-us
fi

python=/usr/bin/python3
export PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
# glibc would hand the large buffers of every step back to the kernel and fault
# them in again; keeping them makes a step about a quarter faster.
export MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=8000000000
export MALLOC_TOP_PAD_=200000000 GLIBC_TUNABLES=glibc.malloc.hugetlb=1

for name in bert gpt; do
    $python prepare.py $name "$work" "$models/mini-$name"
done

# One thread each, side by side, suits two cores.
$python train.py bert --work "$work" --minutes "$minutes" > "$work/train-bert.log" &
bert=$!
part=$((minutes / 4))
$python train.py gpt --work "$work" --minutes "$part" > "$work/train-gpt-1.log"
for stage in 2 3 4; do
    $python train.py gpt --work "$work" --minutes "$part" --stage $stage --rate 2e-3 \
        > "$work/train-gpt-$stage.log"
done
wait $bert

for name in bert gpt; do
    $python export.py $name "$work" "$models/mini-$name"
    $python check_onnx.py $name "$work" "$models/mini-$name"
    $python evaluate.py $name "$work"
    $python patterns.py $name "$work" "$models/mini-$name"
done
