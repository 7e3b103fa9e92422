"""Internal blocks: submit calls, their digests, the ledgers' heads (formats.md §2)."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chain import Call, Log
from codec import abi_decode
from keys import AccountKeys
from network import Network
from primitives import keccak, need, recover, word

SUBMIT = keccak(b"submit((address,address,uint64,uint16,bytes32,bytes32,bytes32),bytes,bytes)")[:4]
BLOCK_RECORDED = keccak(b"BlockRecorded(bytes32,address,address,uint256,uint16,bytes32,bytes32)")
FUTURE = 900  # seconds by which an internal block may be ahead of the EVM block
ZERO = bytes(32)

POINT = "(uint256,uint256)"
PROOF = f"({POINT},uint256,uint256)"
LINE = f"(bytes32,bytes6,uint8,uint64,uint64,{POINT},bytes16,uint64,uint64,{POINT},bytes16)"
DECLARED = f"(uint8,{POINT})"
RANGE = "(bytes4,uint64,uint64)"
INVOICE = f"(bytes32,uint32,uint8,uint64,{LINE}[],{DECLARED}[],{POINT},bytes32,bytes)"

MONEY = {
    0x1201: INVOICE,
    0x1202: f"(bytes32,{POINT},bytes32,uint64,address,{PROOF},bytes)",
    0x1203: "(bytes32,bytes32,bool,uint256,bytes)",
    0x1204: "(bytes32,bytes32,uint8,bytes)",
    0x1205: "(bytes32,bytes32)",
    0x1206: "(bytes32,bytes32,uint8)",
    0x1207: "(bytes32)",
    0x1208: f"(bytes32,{POINT},{RANGE}[],uint8)",
    0x1209: f"(bytes32,{POINT},bytes)",
    0x120A: f"(bytes32,bytes32,uint64,{PROOF})",
}
# The table "Kinds and their data" of §2; the data of 0x1301, READINGS, is packed (§4).
KINDS: dict[str, dict[int, str]] = {
    "participants": {
        0x0001: "(bytes32)",
        0x0101: "(uint8,bytes,bytes)",
        0x0102: "(address,uint8,bytes32)",
        0x0103: "(address,bytes32)",
        0x0104: "(address)",
        0x0105: "(address)",
        0x0106: "(uint64,address,uint64,uint64,bytes,bytes)",
        0x0107: "(address,bytes,bytes)",
        0x0108: "(address,address,bytes,bytes)",
        0x0109: "(address)",
        0x010A: "(address,address)",
        0x010B: "(address)",
        0x010C: "(address,address,bytes,bytes,uint64,bytes[])",
        0x010D: "(bytes32,(bytes32,bytes)[],bytes32[])",
    },
    "meters": {
        0x0001: "(bytes32)",
        0x0201: "(uint8,bytes32,bytes32,uint8)",
        0x0202: "(bytes32,address,address,uint8,uint8,int8,uint8,int8,bytes32,uint64,bytes6[])",
        0x0203: "(bytes32,bytes32)",
        0x0204: "(bytes32,uint64)",
        0x0205: "(bytes32)",
        0x0206: "(bytes32,address,bool,bytes[],bytes)",
    },
    "tariffs": {
        0x0301: "(uint8,uint8,uint64,int8,uint64)",
        0x0302: "(uint8,uint8,uint64)",
    },
    "premises": {
        0x0001: "(bytes32)",
        0x0401: "(bytes32,uint32,bytes32[],(uint8,bytes32[],bytes32[])[])",
        0x0402: f"(bytes32,bytes32,uint8,uint32,{POINT},bytes)",
        0x0403: "(bytes32,uint32,bytes32[],uint64,uint256)",
        0x0404: "(bytes32,bytes32,uint32,address)",
    },
    "contractLedger": {
        0x1101: "(uint8,bytes32,uint64,bytes)",
        0x1102: "(bytes32,bytes32,bytes32[],bytes)",
        0x1103: "(bytes32,uint64,bytes)",
        0x1104: "(bytes32)",
        **MONEY,
    },
    "billingLedger": MONEY,
    "readingLedger": {
        0x1301: "",
        0x1302: "(bytes32,bytes32,uint32,bytes,bytes)",
        0x1303: "(bytes32,bool,uint64)",
        0x1304: "(uint8,uint8,address,bytes32,bytes)",
        0x1305: "(bytes32,uint8,bytes)",
    },
}


@dataclass
class Block:
    """An internal block that a ledger recorded."""
    ledger: str
    digest: bytes
    sender: bytes
    to: bytes
    timestamp: int
    kind: int
    subject: bytes
    data_hash: bytes
    replaces: bytes
    data: bytes
    value: Any  # what the data decodes to; None for READINGS
    clock: int  # the EVM block's timestamp
    number: int  # the EVM block's number
    logs: list[Log]


def read_submit(calldata: bytes) -> tuple[list[bytes], bytes, bytes]:
    """The seven words of the block, its signature and its data, read as a contract reads calldata.

    Only the data has one encoding: what else stands in the calldata is the carrier's and bound to nothing.
    """
    args = calldata[4:]
    need(len(args) >= 9 * 32, "submit call ends early")
    words = [args[i:i + 32] for i in range(0, 9 * 32, 32)]
    for i, size in ((0, 20), (1, 20), (2, 8), (3, 2)):
        need(not any(words[i][:32 - size]), "submit call has a member out of range")
    parts = []
    for offset in words[7:]:
        at = int.from_bytes(offset, "big")
        need(at + 32 <= len(args), "submit call ends early")
        size = int.from_bytes(args[at:at + 32], "big")
        need(at + 32 + size <= len(args), "submit call ends early")
        parts.append(args[at + 32:at + 32 + size])
    return words[:7], parts[0], parts[1]


class Ledger:
    """One ledger's head, count, digests and families."""

    def __init__(self, name: str, network: Network, keys: AccountKeys) -> None:
        self.name, self.network, self.keys = name, network, keys
        self.life = 900 if name == "participants" else 86_400
        self.head, self.count = ZERO, 0
        self.digests: set[bytes] = set()
        self.families: set[tuple[bytes, bytes]] = set()

    def take(self, call: Call, clock: int, number: int) -> Block:
        """Check a call that was recorded, and move the head by it."""
        words, signature, data = read_submit(call.data)
        digest = self.network.internal_digest(self.name, words)
        sender, timestamp, kind = words[0][12:], int.from_bytes(words[2], "big"), int.from_bytes(words[3], "big")
        need(digest not in self.digests, "internal block is recorded twice")
        need(recover(digest, signature) == self.keys.key_of(sender, clock), "internal block is not signed by its sender's key")
        need(keccak(data) == words[5], "data has another hash")
        need(timestamp <= clock + FUTURE, "internal block is ahead of its time")
        need(clock <= timestamp + self.life, "internal block's life is over")
        family = (sender, digest if words[6] == ZERO else words[6])
        need(family not in self.families, "internal block's place is taken")
        need(kind in KINDS[self.name], "kind is not the ledger's")
        layout = KINDS[self.name][kind]
        value = abi_decode(layout, data) if layout else None
        self.digests.add(digest)
        self.families.add(family)
        self.count += 1
        self.head = keccak(self.head, digest)
        self._check_event(call.logs, digest, words)
        return Block(self.name, digest, sender, words[1][12:], timestamp, kind, words[4], words[5], words[6],
                     data, value, clock, number, call.logs)

    def _check_event(self, logs: list[Log], digest: bytes, words: list[bytes]) -> None:
        recorded = [log for log in logs if log.topics[:1] == [BLOCK_RECORDED]]
        need(len(recorded) == 1 and recorded[0].address == self.network.contracts[self.name],
             "not one BlockRecorded of the ledger that was called")
        need(recorded[0].topics[1:] == [digest, words[0], words[1]], "BlockRecorded names another block")
        need(recorded[0].data == word(self.count) + words[3] + words[4] + self.head,
             "BlockRecorded has another position, kind, subject or head")
