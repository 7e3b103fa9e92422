"""The segments of a log (formats.md §7)."""
from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import Any

from chain import read_frame, read_log
from codec import number, rlp_decode
from network import strict_json
from primitives import Fault, keccak, need, sha256

CHUNK_BYTES_MAX = 1 << 28
MEMBERS = {"first", "blocks", "starts", "ends", "bytes", "sha256", "chunks"}


class Reader:
    """Bytes from their beginning to their end."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, size: int) -> bytes:
        """The next bytes."""
        taken = self.raw[self.at:self.at + size]
        need(len(taken) == size, "record of a segment ends too early")
        self.at += size
        return taken

    def whole(self, size: int = 4) -> int:
        """The next integer."""
        return int.from_bytes(self.take(size), "big")

    def counted(self) -> str:
        """The next bytes that stand behind their length, as hex."""
        return "0x" + self.take(self.whole()).hex()

    def done(self) -> bool:
        """Whether nothing is left."""
        return self.at == len(self.raw)


def _record(raw: bytes) -> dict[str, Any]:
    """A record of a segment as the open part would have it."""
    body = Reader(raw)
    body.whole()
    r, parent, signature, header = body.whole(8), body.take(32), body.take(65), body.counted()
    transactions, receipts = ([body.counted() for _ in range(body.whole())] for _ in range(2))
    record = {"transactions": transactions, "receipts": receipts, "header": header}
    need(body.done(), "record of a segment has more bytes than it says")
    encoded = bytes.fromhex(header[2:])
    fields = rlp_decode(encoded)
    need(isinstance(fields, list) and len(fields) >= 16, "header has another number of fields")
    place = {"number": str(number(fields[8])), "timestamp": str(number(fields[11]))}
    need(isinstance(fields[13], bytes), "header is malformed")
    seal = {**place, "parentSeal": "0x" + parent.hex(), "blockHash": "0x" + keccak(encoded).hex(), "r": str(r),
            "signature": "0x" + signature.hex()}
    return {**place, "prevRandao": "0x" + fields[13].hex(), **record, "seal": seal}


def _chunk(packed: bytes, blocks: int, crc: int) -> list[dict[str, Any]]:
    need(zlib.crc32(packed) == crc, "chunk of a segment is damaged")
    unpacking = zlib.decompressobj(-15)
    try:
        reader = Reader(unpacking.decompress(packed, CHUNK_BYTES_MAX))
    except zlib.error as error:
        raise Fault("chunk of a segment is no DEFLATE") from error
    need(unpacking.eof and not unpacking.unused_data, "chunk of a segment has another length")
    records = []
    while not reader.done():
        records.append(_record(reader.take(reader.whole())))
    need(len(records) == blocks, "chunk of a segment has another number of blocks")
    return records


def _segment(folder: Path, line: Any, first: int, starts: int) -> tuple[list[dict[str, Any]], int]:
    """The records of a segment, and where the frames of the next block start."""
    need(isinstance(line, dict) and set(line) == MEMBERS, "manifest of the segments is malformed")
    need(line["first"] == first and line["starts"] == starts, "segments do not follow each other")
    file = folder / f"{first}.segment"
    need(file.exists(), "segment is missing")
    raw = file.read_bytes()
    need(len(raw) == line["bytes"] and "0x" + sha256(raw).hex() == line["sha256"], "segment is damaged")
    reader, records = Reader(raw), []
    for blocks, size, crc in line["chunks"]:
        records.extend(_chunk(reader.take(size), blocks, crc))
    need(reader.done() and len(records) == line["blocks"], "segment does not consist of its chunks")
    return records, line["ends"]


def _segments(folder: Path) -> tuple[list[Any], Fault | None]:
    records: list[Any] = []
    manifest = folder / "manifest"
    if not manifest.exists():
        return records, None
    lines = [read_frame(line) for line in manifest.read_bytes().split(b"\n")[:-1]]
    while lines and lines[-1] is None:
        lines.pop()
    starts = 0
    try:
        for line in lines:
            need(line is not None, "manifest has a broken frame before whole ones")
            read, starts = _segment(folder, strict_json(line or b""), len(records), starts)
            records.extend(read)
    except Fault as fault:
        return records, fault
    return records, None


def read_parts(log: Path) -> tuple[list[Any], Fault | None]:
    """The block records of a log and its segments up to their end or their first fault."""
    records, fault = _segments(log.with_name(log.name.removesuffix(".log") + ".segments"))
    if fault is not None:
        return records, fault
    head, rest = (log.read_bytes().split(b"\n", 1) + [b""])[:2]
    begins = re.fullmatch(rb'\{"first":(\d{1,15}),"starts":(\d{1,16})\}', read_frame(head) or b"")
    if begins is None:
        first, rest = 0, log.read_bytes()
    else:
        first = int(begins[1])
    if first > len(records):
        return records, Fault("open part of the log begins behind the segments")
    later, fault = read_log(rest)
    return records + later[len(records) - first:], fault
