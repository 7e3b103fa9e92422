"""The log, sealed blocks, transactions and receipts (formats.md §7)."""
from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import Any

from codec import Item, decimal, minimal, number, rlp_decode, rlp_encode, trie_root, unhex
from network import Network, SealKeys, strict_json
from primitives import Fault, keccak, need, recover, recover_parity, sha256, word

EMPTY_TRIE = keccak(rlp_encode(b""))
NO_OMMERS = keccak(rlp_encode([]))
GENESIS_HASH = bytes.fromhex("d3077667d9b2ce8c21d0afa3bc22d4090d48ab8e1bf45497157676bd8b5d90f5")
GENESIS_TIME = 1_767_225_600
GAS_LIMIT = 4_000_000_000
QBFT_MIX = bytes.fromhex("63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365")
RECORD = {"number", "timestamp", "prevRandao", "transactions", "receipts", "header", "seal"}
SEAL_MEMBERS = {"number", "parentSeal", "blockHash", "timestamp", "r", "signature"}


@dataclass
class Log:
    """One log of a receipt."""
    address: bytes
    topics: list[bytes]
    data: bytes


@dataclass
class Call:
    """A transaction with its receipt."""
    sender: bytes
    nonce: int
    to: bytes
    data: bytes
    gas: int
    status: int
    gas_so_far: int
    bloom: bytes
    logs: list[Log]
    sets_code: bool


def read_frame(line: bytes) -> bytes | None:
    """The text of a log line, None where the line is broken."""
    head = re.match(rb"([0-9a-f]{8}) (0|[1-9][0-9]{0,9}) ", line)
    text = line[head.end():] if head else b""
    if not head or int(head[2]) != len(text) or int(head[1], 16) != zlib.crc32(text):
        return None
    return text


def read_log(raw: bytes) -> tuple[list[Any], Fault | None]:
    """The block records of a log up to its end or its first fault.

    A broken last frame is cut, and an unsigned record without its signature is no block yet.
    """
    *lines, rest = raw.split(b"\n")
    texts: list[Any] = [read_frame(line) for line in lines]
    if not rest and texts and texts[-1] is None:
        texts.pop()
    records: list[Any] = []
    waiting: dict[str, Any] | None = None
    try:
        for text in texts:
            need(text is not None, "log has a broken frame before whole ones")
            if waiting is not None:
                waiting["seal"]["signature"] = (text or b"").decode("ascii", "replace")
                records.append(waiting)
                waiting = None
                continue
            record = strict_json(text or b"")
            seal = record.get("seal") if isinstance(record, dict) else None
            need(isinstance(seal, dict), "record has no seal")
            if seal and "signature" in seal:
                records.append(record)
            else:
                waiting = record
    except Fault as fault:
        return records, fault
    return records, None


def _fields(item: Item, count: int, what: str) -> list[Item]:
    need(isinstance(item, list) and len(item) == count, what + " has another number of fields")
    return item


def _bytes(item: Item, size: int, what: str) -> bytes:
    need(isinstance(item, bytes) and len(item) == size, what + " has another size")
    return item


def read_receipt(raw: bytes) -> tuple[int, int, int, bytes, list[Log]]:
    """Type, status, gas used up to here, bloom and logs of a receipt."""
    kind = raw[0] if raw and raw[0] < 0x80 else 0
    status, gas, bloom, logs = _fields(rlp_decode(raw[1:] if kind else raw), 4, "receipt")
    need(status in (b"", b"\x01") and isinstance(logs, list), "receipt is malformed")
    read = []
    for log in logs:
        address, topics, data = _fields(log, 3, "log")
        need(isinstance(topics, list) and len(topics) <= 4 and isinstance(data, bytes), "log is malformed")
        read.append(Log(_bytes(address, 20, "log address"), [_bytes(topic, 32, "log topic") for topic in topics], data))
    return kind, len(status), number(gas), _bytes(bloom, 256, "bloom"), read


def bloom_of(logs: list[Log]) -> bytes:
    """The bloom of 2048 bits of addresses and topics (Yellow Paper, 4.3.1)."""
    bits = 0
    for log in logs:
        for entry in (log.address, *log.topics):
            hashed = keccak(entry)
            for at in (0, 2, 4):
                bits |= 1 << (int.from_bytes(hashed[at:at + 2], "big") & 2047)
    return bits.to_bytes(256, "big")


# Per transaction type: number of fields, places of nonce, gas, to and data. The last three are the signature.
SHAPES = {0: (9, 0, 2, 3, 5), 1: (11, 1, 3, 4, 6), 2: (12, 1, 4, 5, 7), 4: (13, 1, 4, 5, 7)}


def read_call(raw: bytes, receipt: bytes, chain_id: int) -> Call:
    """A transaction as EIP-2718 writes it, with its sender, and its receipt."""
    kind = raw[0] if raw and raw[0] < 0x80 else 0
    need(kind in SHAPES, "transaction is of another type")
    count, at_nonce, at_gas, at_to, at_data = SHAPES[kind]
    tx = _fields(rlp_decode(raw[1:] if kind else raw), count, "transaction")
    v, r, s = (number(part, 256) for part in tx[-3:])
    unsigned = tx[:-3]
    if kind == 0:
        if v >= 35:
            need((v - 35) // 2 == chain_id, "transaction is of another chain")
            unsigned, v = [*unsigned, minimal(chain_id), b"", b""], (v - 35) % 2
        else:
            v -= 27
    else:
        need(number(tx[0], 256) == chain_id, "transaction is of another chain")
    need(v in (0, 1), "transaction's signature is malformed")
    digest = keccak((bytes([kind]) if kind else b"") + rlp_encode(unsigned))
    to, data = tx[at_to], tx[at_data]
    need(isinstance(to, bytes) and len(to) in (0, 20) and isinstance(data, bytes), "transaction is malformed")
    receipt_kind, status, gas_so_far, bloom, logs = read_receipt(receipt)
    need(receipt_kind == kind, "receipt is of another type than its transaction")
    return Call(recover_parity(digest, word(r) + word(s), v), number(tx[at_nonce]), to, data, number(tx[at_gas]),
                status, gas_so_far, bloom, logs, kind == 4)


@dataclass
class Sealed:
    """A block whose seal and header hold."""
    number: int
    time: int
    hash: bytes
    seal_hash: bytes
    calls: list[tuple[bytes, bytes]]
    header: list[Item]


def read_block(record: Any, network: Network, keys: SealKeys, before: Sealed | None) -> Sealed:
    """Check seal, header and roots of a record against the block before it."""
    need(isinstance(record, dict) and set(record) == RECORD, "record has other members")
    seal = record["seal"]
    need(isinstance(seal, dict) and set(seal) == SEAL_MEMBERS, "seal has other members")
    place, time = decimal(record["number"]), decimal(record["timestamp"])
    words: list[Any] = [decimal(seal["number"]), unhex(seal["parentSeal"], 32), unhex(seal["blockHash"], 32),
             decimal(seal["timestamp"]), decimal(seal["r"])]
    need(place == (before.number + 1 if before else 0), "block number does not follow")
    need(words[0] == place and words[3] == time, "seal is of another number or time")
    need(words[1] == (before.seal_hash if before else bytes(32)), "seal's parent is another")
    sealed = network.seal_hash(words)
    need(int.from_bytes(sealed, "big") < 1 << (256 - network.target_bits), "seal hash is above the target")
    need(recover(sealed, unhex(seal["signature"], 65)) == keys.of(place), "seal is not signed by the seal key")
    raw = unhex(record["header"])
    need(keccak(raw) == words[2], "header does not hash to blockHash")
    header = _fields(rlp_decode(raw), 21, "header")
    _check_header(header, place, time, unhex(record["prevRandao"], 32), before)
    for name in ("transactions", "receipts"):
        need(isinstance(record[name], list), name + " are no list")
    transactions = [unhex(text) for text in record["transactions"]]
    receipts = [unhex(text) for text in record["receipts"]]
    need(len(transactions) == len(receipts), "not one receipt for each transaction")
    need(header[4] == trie_root(transactions), "transactions are not those of the header")
    need(header[5] == trie_root(receipts), "receipts are not those of the header")
    return Sealed(place, time, words[2], sealed, list(zip(transactions, receipts)), header)


def _check_header(h: list[Item], place: int, time: int, randao: bytes, before: Sealed | None) -> None:
    """The fields that §7 fixes; a QBFT chain has its own extraData, proposer and difficulty."""
    need(h[0] == (before.hash if before else bytes(32)), "header's parent is another")
    need(number(h[8]) == place and number(h[11]) == time, "header is of another number or time")
    need(h[13] == randao, "prevRandao is not the header's")
    need(h[1] == NO_OMMERS and h[14] == bytes(8), "header has ommers or a nonce")
    _bytes(h[3], 32, "state root"), _bytes(h[6], 256, "bloom")
    need(number(h[9]) == GAS_LIMIT and number(h[10]) <= GAS_LIMIT, "header has another gas limit")
    need(number(h[15]) == 0 and number(h[17]) == 0 and number(h[18]) == 0, "header has a base fee or blobs")
    need(h[16] == EMPTY_TRIE and h[19] == bytes(32) and h[20] == sha256(), "header has withdrawals or requests")
    if h[13] != QBFT_MIX:
        need(h[2] == bytes(20) and h[7] == b"" and h[12] == b"", "header has a recipient, difficulty or extra data")
    if before:
        need(time > before.time, "time does not rise")
    else:
        need(time == GENESIS_TIME and number(h[10]) == 0, "genesis is another")
        need(h[13] == QBFT_MIX or keccak(rlp_encode(h)) == GENESIS_HASH, "genesis is another")
