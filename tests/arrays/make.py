"""What tests/arrays.rs reads: arrays of every kind, order and layout, and what NumPy says of them.

pip install numpy safetensors ml_dtypes && python make.py
"""

import json
import zipfile

import ml_dtypes
import numpy
from safetensors.numpy import save_file

KINDS = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]
SHAPES = {"row": (5,), "table": (3, 4), "images": (2, 3, 2), "colour": (2, 2, 3, 3), "one": (), "none": (0, 4)}


def values(kind, shape):
    """Numbers that a wrong order of bytes or indices shows."""
    count = int(numpy.prod(shape))
    rising = numpy.arange(count).reshape(shape)
    dtype = numpy.dtype(kind)
    if dtype.kind == "b":
        return rising % 3 == 0
    if dtype.kind == "f":
        found = (rising - 4) * 0.75
        if count > 6:
            found.flat[5], found.flat[6] = numpy.inf, 1e-7
        return found.astype(dtype)
    limits = numpy.iinfo(dtype)
    found = rising.astype(dtype)
    if count > 2:
        found.flat[1], found.flat[2] = limits.max, limits.min
    return found


def told(array, name):
    flat = array.ravel(order="C")
    if array.dtype.kind in "US":
        return {"dtype": name, "shape": array.shape, "strings": [x if isinstance(x, str) else x.decode() for x in flat]}
    # A float of Python holds all but the largest whole numbers; those are told as text.
    number = (lambda x: str(int(x))) if array.dtype.kind in "iub" else (lambda x: float(x).hex())
    return {"dtype": name, "shape": array.shape, "values": [number(x) for x in flat]}


def main():
    arrays = {}
    for kind in KINDS:
        for shape_name, shape in SHAPES.items():
            for order in "<>" if kind not in ["?", "i1", "u1"] else "|":
                for layout in "CF" if len(shape) > 1 else "C":
                    array = values(kind, shape).astype(numpy.dtype(kind).newbyteorder(order))
                    name = f"{shape_name}-{numpy.dtype(kind).name}-{'big' if order == '>' else 'little'}-{layout}"
                    arrays[name] = numpy.asarray(array, order=layout)
    arrays["names-little"] = numpy.array(["cat", "Ankle boot", "狗", ""])
    arrays["names-big"] = arrays["names-little"].astype(">U12")
    arrays["names-bytes"] = numpy.array([b"cat", b"dog"])
    numpy.savez_compressed("arrays.npz", **arrays)
    numpy.savez("stored.npz", features=arrays["table-float32-little-C"], labels=numpy.array([0, 1, 1]))
    expected = {name: told(array, array.dtype.name.rstrip("0123456789") if array.dtype.kind in "US" else array.dtype.name)
                for name, array in arrays.items()}

    tensors = {numpy.dtype(kind).name: values(kind, (3, 4)) for kind in KINDS}
    tensors["bfloat16"] = values("f4", (3, 4)).astype(ml_dtypes.bfloat16)
    save_file(tensors, "tensors.safetensors")
    expected_tensors = {name: told(numpy.asarray(array, "f4") if name == "bfloat16" else array, name)
                        for name, array in tensors.items()}
    with open("expected.json", "w") as file:
        json.dump({"arrays.npz": expected, "tensors.safetensors": expected_tensors}, file, separators=(",", ":"))

    numpy.save("objects.npy", numpy.array([{}, None], dtype=object), allow_pickle=True)
    numpy.save("records.npy", numpy.zeros(2, dtype=[("x", "f4"), ("y", "i4")]))
    numpy.save("complex.npy", numpy.zeros(2, dtype="c8"))
    # As torch.save lays its checkpoints out, without torch.
    with zipfile.ZipFile("model.pt", "w") as file:
        file.writestr("model/data.pkl", b"\x80\x02}q\x00.")
        file.writestr("model/data/0", b"\x00" * 8)
    with zipfile.ZipFile("texts.zip", "w") as file:
        file.writestr("readme.txt", "nothing")


main()
