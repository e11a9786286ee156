"""Writes a safetensors file for a test: safetensors.py FILE NAME=EXTENTxEXTENT... [--option value]

Values count up from 0 over the file. Options make the file lie.
"""

import argparse
import json
import struct


def tensor(text):
    """("0.weight", [8, 3]) of "0.weight=8x3"."""
    name, _, shape = text.partition("=")
    return name, [int(extent) for extent in shape.split("x") if extent]


def layout(tensors, options):
    """The header's records, one behind the other, and the data they describe."""
    records, data = [], b""
    for name, shape in tensors:
        count = 1
        for extent in shape:
            count *= extent
        first = len(data) // 4
        begin = len(data) - (4 if options.overlap and records else 0)
        data += struct.pack(f"<{count}f", *range(first, first + count))
        end = len(data) - (4 if options.overlap and records else 0)
        records.append((name, {"dtype": options.dtype, "shape": shape, "data_offsets": [begin, end]}))
    return records, data


def header_text(records, options):
    if options.header is not None:
        return options.header.encode()
    # Not json.dumps of a dictionary: a name may stand here twice.
    return ("{" + ",".join(f"{json.dumps(name)}:{json.dumps(record)}" for name, record in records) + "}").encode()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("tensors", nargs="*", type=tensor)
    parser.add_argument("--dtype", default="F32")
    parser.add_argument("--header", help="stands in place of the real header")
    parser.add_argument("--length", type=int, help="what the file claims its header's length to be")
    parser.add_argument("--truncate", type=int, default=0, help="bytes to leave out at the end")
    parser.add_argument("--extra", type=int, default=0, help="bytes behind the last tensor")
    parser.add_argument("--overlap", action="store_true")
    parser.add_argument("--misalign", action="store_true")
    options = parser.parse_args()
    records, data = layout(options.tensors, options)
    header = header_text(records, options)
    header += b" " * (-len(header) % 8 + (1 if options.misalign else 0))
    length = len(header) if options.length is None else options.length
    content = struct.pack("<Q", length) + header + data + bytes(options.extra)
    with open(options.file, "wb") as file:
        file.write(content[:len(content) - options.truncate])


main()
