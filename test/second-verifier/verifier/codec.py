"""Strict readers of hex, RLP, tries, ABI and EIP-712 (formats.md §2, §7)."""
from __future__ import annotations

import re
from functools import cache
from typing import Any

from primitives import Fault, keccak, need, word

Item = Any  # bytes, or a list of items


def unhex(text: Any, size: int | None = None) -> bytes:
    """Bytes of lower-case "0x…" text, of a size where one is told."""
    need(isinstance(text, str) and re.fullmatch(r"0x(?:[0-9a-f]{2})*", text), "text is not lower-case hex")
    raw = bytes.fromhex(text[2:])
    need(size is None or len(raw) == size, "hex text has another length")
    return raw


def decimal(text: Any, bits: int = 64) -> int:
    """A number of decimal text without leading zeros."""
    need(isinstance(text, str) and len(text) < 80 and re.fullmatch(r"0|[1-9][0-9]*", text), "text is not a decimal number")
    value = int(text)
    need(value < 1 << bits, "number is too large")
    return value


# RLP: only the shortest form counts, so that one value has one encoding.

def rlp_decode(raw: bytes) -> Item:
    """The one item that the bytes are."""
    item, end = _rlp_item(raw, 0, 0)
    need(end == len(raw), "RLP has bytes behind its item")
    return item


def _rlp_item(raw: bytes, at: int, depth: int) -> tuple[Item, int]:
    need(at < len(raw) and depth < 16, "RLP ends early or nests too deep")
    first = raw[at]
    if first < 0x80:
        return raw[at:at + 1], at + 1
    base = 0x80 if first < 0xC0 else 0xC0
    size, start = first - base, at + 1
    if size > 55:
        width = size - 55
        size, start = int.from_bytes(raw[start:start + width], "big"), start + width
        need(start <= len(raw) and raw[at + 1] != 0 and size > 55, "RLP length is not the shortest")
    end = start + size
    need(end <= len(raw), "RLP ends early")
    if base == 0x80:
        need(size != 1 or raw[start] >= 0x80, "RLP byte is not the shortest")
        return raw[start:end], end
    items, at = [], start
    while at < end:
        item, at = _rlp_item(raw, at, depth + 1)
        items.append(item)
    need(at == end, "RLP list ends inside an item")
    return items, end


def rlp_encode(item: Item) -> bytes:
    """RLP of bytes, or of a list of items."""
    if isinstance(item, bytes):
        if len(item) == 1 and item[0] < 0x80:
            return item
        return _rlp_head(0x80, len(item)) + item
    body = b"".join(rlp_encode(part) for part in item)
    return _rlp_head(0xC0, len(body)) + body


def _rlp_head(base: int, size: int) -> bytes:
    if size <= 55:
        return bytes([base + size])
    width = (size.bit_length() + 7) // 8
    return bytes([base + 55 + width]) + size.to_bytes(width, "big")


def minimal(value: int) -> bytes:
    """A number as RLP writes it: big endian without leading zeros."""
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def number(item: Item, bits: int = 64) -> int:
    """A number of an RLP item."""
    need(isinstance(item, bytes) and len(item) * 8 <= bits and item[:1] != b"\x00", "RLP number is malformed")
    return int.from_bytes(item, "big")


def trie_root(values: list[bytes]) -> bytes:
    """Root of the trie from RLP(place) to value (§7; Yellow Paper, appendix D)."""
    pairs = [(rlp_encode(minimal(i)).hex(), value) for i, value in enumerate(values)]
    return keccak(rlp_encode(_trie_node(pairs, 0) if pairs else b""))


def _trie_path(nibbles: str, leaf: bool) -> bytes:
    flag = 2 if leaf else 0
    odd = len(nibbles) % 2
    return bytes.fromhex(f"{flag + odd:x}" + ("" if odd else "0") + nibbles)


def _trie_node(pairs: list[tuple[str, bytes]], depth: int) -> Item:
    if len(pairs) == 1:
        return [_trie_path(pairs[0][0][depth:], True), pairs[0][1]]
    keys = [key for key, _ in pairs]
    shared = depth
    while all(len(key) > shared and key[shared] == keys[0][shared] for key in keys):
        shared += 1
    if shared > depth:
        return [_trie_path(keys[0][depth:shared], False), _trie_link(_trie_node(pairs, shared))]
    branch: list[Item] = []
    for nibble in "0123456789abcdef":
        below = [pair for pair in pairs if pair[0][depth:depth + 1] == nibble]
        branch.append(_trie_link(_trie_node(below, depth + 1)) if below else b"")
    ending = [value for key, value in pairs if len(key) == depth]
    return branch + [ending[0] if ending else b""]


def _trie_link(node: Item) -> Item:
    raw = rlp_encode(node)
    return node if len(raw) < 32 else keccak(raw)


# ABI. The reader takes only the layout that an encoder writes, which is the one encoding of §2.

@cache
def split_type(kind: str) -> tuple[str, ...]:
    """The component types of "(a,b,…)"."""
    parts, depth, start = [], 0, 1
    for i, char in enumerate(kind):
        depth += (char == "(") - (char == ")")
        if (char == "," and depth == 1) or (char == ")" and depth == 0):
            parts.append(kind[start:i])
            start = i + 1
    return tuple(parts)


@cache
def static_size(kind: str) -> int | None:
    """Bytes of a static type, None for a dynamic one."""
    if kind.endswith("[]") or kind == "bytes":
        return None
    if kind[0] != "(":
        return 32
    sizes = [static_size(part) for part in split_type(kind)]
    return None if None in sizes else sum(sizes)  # type: ignore[arg-type]


def abi_decode(kind: str, raw: bytes) -> Any:
    """The value of abi.encode of one argument; refuses every other encoding of it."""
    (value,), end = _abi_sequence((kind,), raw, 0)
    need(end == len(raw), "data has bytes behind its value")
    return value


def _abi_sequence(kinds: tuple[str, ...], raw: bytes, base: int) -> tuple[list[Any], int]:
    head = base
    tail = base + sum(static_size(kind) or 32 for kind in kinds)
    need(tail <= len(raw), "data ends early")
    values = []
    for kind in kinds:
        size = static_size(kind)
        if size is None:
            need(int.from_bytes(raw[head:head + 32], "big") == tail - base, "data is not canonical")
            value, tail = _abi_value(kind, raw, tail)
            head += 32
        else:
            value, head = _abi_value(kind, raw, head)
        values.append(value)
    return values, tail


def _abi_value(kind: str, raw: bytes, at: int) -> tuple[Any, int]:
    if kind[0] == "(" and kind[-1] == ")":
        values, end = _abi_sequence(split_type(kind), raw, at)
        return values, end
    need(at + 32 <= len(raw), "data ends early")
    cell = raw[at:at + 32]
    value = int.from_bytes(cell, "big")
    if kind.endswith("[]"):
        need(value <= len(raw) // 32, "data ends early")
        return _abi_sequence((kind[:-2],) * value, raw, at + 32)
    if kind == "bytes":
        end = at + 32 + (value + 31) // 32 * 32
        need(value <= len(raw) and end <= len(raw), "data ends early")
        need(not any(raw[at + 32 + value:end]), "data is not canonical")
        return raw[at + 32:at + 32 + value], end
    if kind.startswith("bytes"):
        size = int(kind[5:])
        need(not any(cell[size:]), "data is not canonical")
        return cell[:size], at + 32
    if kind == "address":
        need(value < 1 << 160, "data is not canonical")
        return cell[12:], at + 32
    if kind == "bool":
        need(value < 2, "data is not canonical")
        return value == 1, at + 32
    if kind.startswith("int"):
        bits = int(kind[3:])
        signed = int.from_bytes(cell, "big", signed=True)
        need(-(1 << (bits - 1)) <= signed < 1 << (bits - 1), "data is not canonical")
        return signed, at + 32
    need(value < 1 << int(kind[4:]), "data is not canonical")
    return value, at + 32


# EIP-712

def typed_digest(domain: bytes, struct: str, values: list[bytes]) -> bytes:
    """The signing hash of a struct of 32-byte members, whose type text is `struct`."""
    return keccak(b"\x19\x01", domain, keccak(keccak(struct.encode()), *(value.rjust(32, b"\0") for value in values)))


def typed_domain(name: str, chain_id: int, salt: bytes, contract: bytes | None = None) -> bytes:
    """The hash of a domain of §2 (with a contract) or of §7 (without)."""
    members = "string name,string version,uint256 chainId," + ("address verifyingContract," if contract else "") + "bytes32 salt"
    middle = [contract.rjust(32, b"\0")] if contract else []
    return keccak(keccak(f"EIP712Domain({members})".encode()), keccak(name.encode()), keccak(b"1"),
                  word(chain_id), *middle, salt)


def canonical_json(value: object) -> bytes:
    """RFC 8785 of objects, arrays, strings, booleans and null (§3)."""
    if value is None or isinstance(value, bool):
        return {None: b"null", True: b"true", False: b"false"}[value]
    if isinstance(value, str):
        return _json_string(value)
    if isinstance(value, list):
        return b"[" + b",".join(canonical_json(part) for part in value) + b"]"
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return b"{" + b",".join(_json_string(name) + b":" + canonical_json(value[name]) for name in names) + b"}"
    raise Fault("canonical JSON has no numbers")


def _json_string(text: str) -> bytes:
    short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    out = "".join(short.get(char) or (f"\\u{ord(char):04x}" if ord(char) < 32 else char) for char in text)
    try:
        return b'"' + out.encode() + b'"'
    except UnicodeEncodeError as error:
        raise Fault("text is not Unicode") from error
