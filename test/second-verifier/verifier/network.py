"""network.json, its hash and what is bound to it (formats.md §2, §3, §7)."""
from __future__ import annotations

import json
from typing import Any

from codec import canonical_json, decimal, typed_digest, typed_domain, unhex
from primitives import Fault, keccak, need, recover, word

SILENCE = 1_209_600  # seconds for which nobody may have sealed with a lost key
LEDGERS = ("participants", "meters", "tariffs", "readingLedger", "contractLedger", "billingLedger", "premises")
SEAL = "Seal(uint64 number,bytes32 parentSeal,bytes32 blockHash,uint64 timestamp,uint64 r)"
SEAL_KEY = "SealKey(uint64 number,address next,uint64 validFrom,uint64 validUntil)"
LOST_SEAL_KEY = "LostSealKey(uint64 head,bytes32 headSeal,uint64 headTime,address next,uint64 time)"
ACCOUNT_KEY = "AccountKey(address account,address retiring,address key,bytes encryptionKey)"
FOUNDER_REKEY = "FounderRekey(address account,address retiring,address key,bytes encryptionKey,uint64 time)"
ADMISSION = "Admission(bytes32 digest,address key,uint64 head,bytes32 headSeal,uint64 byBlock,uint64 byTime,bytes32 before)"
REFUSAL = "Refusal(bytes32 digest,string code,uint64 head,uint64 time)"
SEEN = "Seen(bytes32 digest,uint64 time)"
STANDING = "Standing(uint64 number,bytes32 sealHash,uint64 time)"
INTERNAL = "InternalBlock(address from,address to,uint64 timestamp,uint16 kind,bytes32 subject,bytes32 dataHash,bytes32 replaces)"


def strict_json(text: str | bytes) -> Any:
    """JSON in which no member stands twice."""
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        need(len({name for name, _ in items}) == len(items), "JSON has a member twice")
        return dict(items)
    try:
        return json.loads(text.decode() if isinstance(text, bytes) else text, object_pairs_hook=pairs)
    except (ValueError, RecursionError) as error:
        raise Fault("JSON is malformed") from error


def network_hash(file: dict[str, Any]) -> bytes:
    """keccak256 of the canonical JSON, targetBits as a decimal string (§7)."""
    seal = {**file["seal"], "targetBits": str(file["seal"]["targetBits"])}
    return keccak(canonical_json({**file, "seal": seal}))


class Network:
    """What the file says, with the hash and the domains that follow from it."""

    def __init__(self, file: Any) -> None:
        try:
            self.chain_id = decimal(file["chainId"], 256)
            self.company = unhex(file["company"], 20)
            self.portal = unhex(file["portal"], 20)
            self.seal_key = unhex(file["seal"]["address"], 20)
            self.witnesses = [(unhex(one["key"], 20), unhex(one["owner"], 20)) for one in file["witnesses"]]
            self.target_bits = decimal(str(file["seal"]["targetBits"]), 8)
            self.contracts = {name: unhex(file["contracts"][name], 20) for name in LEDGERS}
            self.hash = network_hash(file)
        except (KeyError, TypeError, AttributeError) as error:
            raise Fault("network.json lacks a member") from error
        need(len(set(self.contracts.values())) == len(LEDGERS), "network.json names one contract twice")
        self.ledger_of = {address: name for name, address in self.contracts.items()}
        self.seal_domain = typed_domain("Domledger Seal", self.chain_id, self.hash)
        self.domains = {name: typed_domain("Domledger", self.chain_id, self.hash, address)
                        for name, address in self.contracts.items()}
        self.frame_domain = keccak(word(self.chain_id), self.hash, self.contracts["readingLedger"])

    def seal_hash(self, seal: list[Any]) -> bytes:
        """The signing hash of [number, parentSeal, blockHash, timestamp, r]."""
        return typed_digest(self.seal_domain, SEAL, [v if isinstance(v, bytes) else word(v) for v in seal])

    def handover_hash(self, first: int, following: bytes, valid_from: int, valid_until: int) -> bytes:
        """The signing hash of a handover's statement."""
        return typed_digest(self.seal_domain, SEAL_KEY, [word(first), following, word(valid_from), word(valid_until)])

    def lost_key_hash(self, head: int, head_seal: bytes, head_time: int, following: bytes, said: int) -> bytes:
        """The signing hash of the statement that the key of the seal is lost."""
        return typed_digest(self.seal_domain, LOST_SEAL_KEY, [word(head), head_seal, word(head_time), following, word(said)])

    def account_key_hash(self, account: bytes, retiring: bytes, key: bytes, encryption_key: bytes) -> bytes:
        """The signing hash of what a new key of an account accepts (§2)."""
        return typed_digest(self.domains["participants"], ACCOUNT_KEY, [account, retiring, key, keccak(encryption_key)])

    def founder_rekey_hash(self, account: bytes, retiring: bytes, key: bytes, encryption_key: bytes, time: int) -> bytes:
        """The signing hash of a witness's word on who follows a founder's lost key (§2)."""
        return typed_digest(self.domains["participants"], FOUNDER_REKEY, [account, retiring, key, keccak(encryption_key), word(time)])

    def admission_hash(self, digest: bytes, key: bytes, head: int, head_seal: bytes, by_block: int, by_time: int, before: bytes) -> bytes:
        """The signing hash of an admission receipt (§7)."""
        return typed_digest(self.seal_domain, ADMISSION, [digest, key, word(head), head_seal, word(by_block), word(by_time), before])

    def refusal_hash(self, digest: bytes, code: str, head: int, time: int) -> bytes:
        """The signing hash of a refusal (§7)."""
        return typed_digest(self.seal_domain, REFUSAL, [digest, keccak(code.encode()), word(head), word(time)])

    def seen_hash(self, digest: bytes, time: int) -> bytes:
        """The signing hash of a witness's word that it saw an internal block (§7)."""
        return typed_digest(self.seal_domain, SEEN, [digest, word(time)])

    def standing_hash(self, height: int, seal_hash: bytes, time: int) -> bytes:
        """The signing hash of the company's word which block is its newest (§7)."""
        return typed_digest(self.seal_domain, STANDING, [word(height), seal_hash, word(time)])

    def internal_digest(self, ledger: str, words: list[bytes]) -> bytes:
        """The digest of an internal block, given its seven members as words (§2)."""
        return typed_digest(self.domains[ledger], INTERNAL, words)


class SealKeys:
    """Which key seals which block: handovers in the order in which they were recorded (§7)."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.keys: list[tuple[int, bytes]] = [(0, network.seal_key)]

    def of(self, block: int) -> bytes:
        """The key that seals the block of a number."""
        return [key for first, key in self.keys if first <= block][-1]

    def record(self, block: int, data: list[Any]) -> None:
        """A SEAL_KEY that was recorded in the EVM block of a number."""
        first, following, valid_from, valid_until, signature, acceptance = data
        need(valid_from <= block <= valid_until, "handover is recorded outside of its blocks")
        need(block < first <= block + 100_000, "handover begins before its record or too far behind it")
        need(first > self.keys[-1][0], "handover numbers do not rise")
        need(following not in [key for _, key in self.keys], "a seal key comes back")
        digest = self.network.handover_hash(first, following, valid_from, valid_until)
        need(recover(digest, signature) == self.keys[-1][1], "handover is not signed by the key before")
        need(recover(digest, acceptance) == following, "handover is not accepted by the next key")
        self.keys.append((first, following))

    def lose(self, block: int, time: int, terms: list[Any], portal: bytes) -> bytes:
        """A lost key is followed in the block of a number and a time; the statement, which witnesses have to have signed."""
        head, head_seal, head_time, following, said, consent, acceptance, _ = terms
        need(head + 1 == block, "lost key is said of another block")
        need(said >= head_time, "key is said to be lost before its newest block")
        need(time >= said + SILENCE, "the living key has its time still")
        need(following not in [key for _, key in self.keys], "a seal key comes back")
        statement = self.network.lost_key_hash(head, head_seal, head_time, following, said)
        need(recover(statement, consent) == portal, "the portal did not say that the key is lost")
        need(recover(statement, acceptance) == following, "handover is not accepted by the next key")
        # Behind those that had not begun: of a block's keys the last one of the list counts.
        self.keys.append((block, following))
        return statement
