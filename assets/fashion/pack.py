"""Makes fashion-*-images.packed.gz of the IDX files of Fashion-MNIST's images.

    python assets/fashion/pack.py fashion-train-5000-images-idx3-ubyte.gz fashion-t10k-1000-images-idx3-ubyte.gz

src/data/packed.rs says what is in them and reads them. The same images give the same file.
"""

import gzip
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HEADER, ROUGH, EMPTY, BRIGHT = 16, 9, 16, 8


def surroundings(values, at, stride):
    """The guess for the pixel at `at` and the group of its surroundings."""
    above = at - stride
    left, left2, up, up2 = values[at - 1], values[at - 2], values[above], values[above - stride]
    up_left, up_right = values[above - 1], values[above + 1]
    low, high = min(left, up), max(left, up)
    guess = low if up_left >= high else high if up_left <= low else left + up - up_left
    roughness = abs(left - up_left) + abs(up - up_left) + abs(up - up_right) + abs(left - left2)
    steps = sum(roughness >> step > 3 for step in range(7))
    around = (left, up, up_right, up_left, left2, up2)
    rough = steps + 1 if any(around) else 0
    empty = sum((value == 0) << bit for bit, value in enumerate(around[:4]))
    return guess, (rough * EMPTY + empty) * BRIGHT + guess // (256 // BRIGHT)


def packed(idx):
    """The packed file of an IDX file's bytes."""
    images, rows, columns = struct.unpack(">3I", idx[4:HEADER])
    pixels = idx[HEADER:]
    marks = bytearray((len(pixels) + 7) // 8)
    groups = [bytearray() for _ in range(ROUGH * EMPTY * BRIGHT)]
    stride, next_pixel = columns + 3, 0
    for _ in range(images):
        values = bytearray(stride * (rows + 2))
        for row in range(rows):
            for at in range((row + 2) * stride + 2, (row + 2) * stride + 2 + columns):
                value = pixels[next_pixel]
                if value:
                    guess, group = surroundings(values, at, stride)
                    groups[group].append((value - guess) % 256)
                    marks[next_pixel // 8] |= 0x80 >> next_pixel % 8
                values[at] = value
                next_pixel += 1
    counts = b"".join(struct.pack(">I", len(group)) for group in groups)
    return idx[:HEADER] + marks + counts + b"".join(groups)


def main(files):
    for file in map(Path, files):
        idx = file.read_bytes()
        idx = gzip.decompress(idx) if idx[:2] == b"\x1f\x8b" else idx
        target = HERE / (file.name.removesuffix(".gz").removesuffix("-idx3-ubyte") + ".packed.gz")
        target.write_bytes(gzip.compress(packed(idx), 9, mtime=0))
        print(f"{target.name}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
