"""Verify a house's blocks from network.json and its log alone (formats.md), without executing the EVM."""
from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from billing import Billing
from chain import GAS_LIMIT, Call, Sealed, bloom_of, read_block, read_call
from codec import abi_decode, decimal, minimal, number, rlp_encode, unhex
from contracts import Contracts
from keys import AccountKeys
from ledger import BLOCK_RECORDED, SUBMIT, Block, Ledger
from network import LEDGERS, Network, SealKeys, strict_json
from premises import Premises
from primitives import Fault, keccak, need, word
from readings import Readings
from registers import Meters, Participants, Tariffs
from segments import read_parts

# What each contract's constructor takes behind the network's hash, as the founding transactions have it.
CONSTRUCTORS = {
    "participants": ("company", "portal", "seal"),
    "meters": ("participants", "readingLedger", "contractLedger"),
    "tariffs": ("participants",),
    "readingLedger": ("participants", "meters"),
    "contractLedger": ("participants", "meters", "tariffs", "readingLedger"),
    "billingLedger": ("participants", "meters", "tariffs", "readingLedger", "contractLedger"),
    "premises": ("participants", "meters"),
}


LOST_KEY_TERMS = "(uint64,bytes32,uint64,address,uint64,bytes,bytes,bytes[])"
LOST_KEY = keccak(f"replaceLostSealKey({LOST_KEY_TERMS},bytes)".encode())[:4]
LOST_KEY_PROOF = "(bytes32,uint64,bytes,bytes,bytes[],bytes[])"


def deployed(sender: bytes, nonce: int) -> bytes:
    """The address at which an account's transaction of a nonce puts a contract (Yellow Paper, 7)."""
    return keccak(rlp_encode([sender, minimal(nonce)]))[12:]


class Verifier:
    """Reads blocks in order and raises a Fault at the first that cannot be."""

    def __init__(self, network: Network, founding: bool = True) -> None:
        self.network, self.founding = network, founding
        self.keys = SealKeys(network)
        account_keys = AccountKeys(network)
        self.ledgers = {name: Ledger(name, network, account_keys) for name in LEDGERS}
        self.participants = Participants(network, self.keys, account_keys)
        self.meters = Meters(network)
        self.tariffs = Tariffs(self.participants)
        self.premises = Premises(network, self.participants, self.meters)
        self.contracts = Contracts(self.participants, self.meters)
        self.readings = Readings(network, self.participants, self.meters)
        self.billing = {name: Billing(name, network, self.participants, self.meters, self.tariffs, self.contracts)
                        for name in ("contractLedger", "billingLedger")}
        self.before: Sealed | None = None
        self.nonces: dict[bytes, int] | None = {}
        self.blocks = self.refused = 0
        self.at: int | None = None  # place of the transaction that is being read

    def take(self, record: Any) -> None:
        """Check the next block record."""
        self.at = None
        self._lost_key(record)
        block = read_block(record, self.network, self.keys, self.before)
        gas, bloom = 0, 0
        need(block.number or not block.calls, "genesis has transactions")
        calls: list[Call] = []
        for self.at, (transaction, receipt) in enumerate(block.calls):
            call = read_call(transaction, receipt, self.network.chain_id)
            need(gas < call.gas_so_far <= gas + call.gas, "receipt's gas is out of range")
            need(call.bloom == bloom_of(call.logs), "receipt's bloom is not that of its logs")
            gas, bloom = call.gas_so_far, bloom | int.from_bytes(call.bloom, "big")
            self._nonce(call)
            need(call.status or not call.logs, "a refused call has logs")
            self._call(call, block)
            calls.append(call)
        self.at = None
        need(gas == number(block.header[10]) and gas <= GAS_LIMIT, "header's gas is not that of the receipts")
        need(bloom.to_bytes(256, "big") == block.header[6], "header's bloom is not that of the receipts")
        if block.number == 1 and self.founding:
            self._found(calls)
            self.participants.found(block.time)
        self.before = block
        self.blocks += 1

    def _lost_key(self, record: Any) -> None:
        """A block that begins with it is under another key than the lost one (§7). Of its proof only the seal is read: the state is known here."""
        calls, receipts = (record.get(name) if isinstance(record, dict) else None for name in ("transactions", "receipts"))
        pairs = list(zip(calls, receipts)) if isinstance(calls, list) and isinstance(receipts, list) else []
        for later in pairs[1:]:
            need(self._lost_key_call(*later) is None, "lost key is said behind another transaction")
        call = self._lost_key_call(*pairs[0]) if pairs and self.before else None
        if call is None:
            return
        terms, proof = abi_decode(f"({LOST_KEY_TERMS},bytes)", word(32) + call.data[4:])
        parent_seal, r, _, header, _, _ = abi_decode(LOST_KEY_PROOF, proof)
        head, head_seal, head_time = terms[:3]
        shown = self.network.seal_hash([word(head), parent_seal, keccak(header), word(head_time), word(r)])
        need((head_seal, head_time) == (self.before.seal_hash, self.before.time), "lost key is said of another block")
        need(shown == head_seal, "lost key's proof is of another block")
        need(call.status, "the register refused what is said of a lost key")
        portal = self.participants.keys.key_of(self.network.portal, head_time)
        statement = self.keys.lose(decimal(record["number"]), decimal(record["timestamp"]), terms, portal)
        self.participants.witnesses.check_majority(statement, terms[7], head_time)

    def _lost_key_call(self, raw: Any, receipt: Any) -> Call | None:
        """The call that tells the register of a lost key, if the transaction is one."""
        data = unhex(raw)
        if data[:1] != b"\x02" or self.network.contracts["participants"] not in data:
            return None
        call = read_call(data, unhex(receipt), self.network.chain_id)
        return call if call.to == self.network.contracts["participants"] and call.data[:4] == LOST_KEY else None

    def _nonce(self, call: Call) -> None:
        """Each account counts its transactions from 0; with code set by signature it may count more."""
        if call.sets_code:
            self.nonces = None
        if self.nonces is not None:
            need(call.nonce == self.nonces.get(call.sender, 0), "transaction's nonce does not follow")
            self.nonces[call.sender] = call.nonce + 1

    def _found(self, calls: list[Call]) -> None:
        """The founding of §7: who deploys, in which order, to which addresses, with which arguments."""
        carriers = [call.sender for call in calls if deployed(call.sender, 0) == self.network.contracts[LEDGERS[0]]]
        need(carriers, "block 1 does not found the network by a carrier that puts the contracts at their addresses")
        founding = [call for call in calls if call.sender == carriers[0]][:8]
        need(len(founding) == 8 and all(call.status for call in founding), "block 1 does not found the network")
        places = {**self.network.contracts, "company": self.network.company, "portal": self.network.portal,
                  "seal": self.network.seal_key}
        for nonce, name in enumerate(LEDGERS):
            call = founding[nonce]
            need(deployed(carriers[0], nonce) == self.network.contracts[name], f"{name} does not stand at its address")
            arguments = self.network.hash + b"".join(places[part].rjust(32, b"\0") for part in CONSTRUCTORS[name])
            if name == "participants":
                # A list: where it begins, how long it is, and two words for each entry.
                entries = [part.rjust(32, b"\0") for entry in self.network.witnesses for part in entry]
                arguments += word(160) + word(len(self.network.witnesses)) + b"".join(entries)
            need(call.to == b"" and call.nonce == nonce, f"{name} is not deployed by its transaction")
            need(call.data.endswith(arguments), f"{name} is founded with other arguments")
        need(founding[7].to == bytes(20) and founding[7].data == self.network.hash, "founding names another network")

    def _call(self, call: Call, sealed: Sealed) -> None:
        name = self.network.ledger_of.get(call.to)
        if name is None or call.data[:4] != SUBMIT:
            inner = any(log.topics[:1] == [BLOCK_RECORDED] and log.address in self.network.ledger_of for log in call.logs)
            need(not inner, "a block is recorded by a call that is no submit")
            return
        if not call.status:
            self.refused += 1
            return
        block = self.ledgers[name].take(call, sealed.time, sealed.number)
        self.topic(block)

    def topic(self, block: Block) -> None:
        if block.ledger in self.billing and block.kind >= 0x1201:
            self.billing[block.ledger].take(block)
            return
        topics: dict[str, Any] = {"participants": self.participants, "meters": self.meters, "tariffs": self.tariffs, "premises": self.premises,
                                  "contractLedger": self.contracts, "readingLedger": self.readings}
        topics[block.ledger].take(block)

    def counts(self) -> dict[str, Any]:
        """What was read."""
        order = ("participants", "meters", "tariffs", "premises", "contractLedger", "billingLedger", "readingLedger")
        return {
            "ok": True,
            "blocks": self.blocks,
            "internalBlocks": sum(ledger.count for ledger in self.ledgers.values()),
            "refused": self.refused,
            "frames": self.readings.frames,
            "bills": sum(len(billing.invoices) for billing in self.billing.values()),
            "heads": {name: "0x" + self.ledgers[name].head.hex() for name in order},
        }


def verify(network: Network, records: list[Any], late: Fault | None = None, founding: bool = True) -> dict[str, Any]:
    """The answer on a list of block records; `late` is a fault of the file behind them."""
    verifier = Verifier(network, founding)
    try:
        for record in records:
            verifier.take(record)
        verifier.at = None
        if late:
            raise late
        need(verifier.blocks, "there is no block")
    except Fault as fault:
        what = str(fault)
    except Exception as error:  # whatever a hostile byte may cause is a fault of its block, never a stack trace
        what = f"block is malformed ({type(error).__name__})"
    else:
        return verifier.counts()
    place = {} if verifier.at is None else {"transaction": verifier.at}
    return {"ok": False, "block": verifier.blocks, **place, "what": what}


def main(arguments: list[str]) -> int:
    """Exit code 0: it holds; 1: a fault; 2: wrong usage."""
    parser = argparse.ArgumentParser(prog="verify.py", description=__doc__)
    parser.add_argument("network", help="network.json, from a source that you trust")
    parser.add_argument("log", nargs="?", help="blocks.log")
    parser.add_argument("--records", metavar="FILE", help="a JSON list of block records, in place of the log")
    parser.add_argument("--skip-founding", action="store_true", help="do not check how block 1 founds the network")
    options = parser.parse_args(arguments)
    if (options.log is None) == (options.records is None):
        parser.error("give either a log or --records")
    try:
        network = Network(strict_json(Path(options.network).read_bytes()))
        raw = Path(options.records).read_bytes() if options.records else b""
    except (OSError, Fault) as error:
        parser.error(str(error))
    late: Fault | None = None
    if options.records:
        try:
            records = strict_json(raw)
            need(isinstance(records, list), "records are no list")
        except Fault as fault:
            records, late = [], fault
    else:
        try:
            records, late = read_parts(Path(options.log))
        except OSError as error:
            parser.error(str(error))
    answer = verify(network, records, late, not options.skip_founding)
    print(json.dumps(answer, separators=(",", ":"), ensure_ascii=True))
    return 0 if answer["ok"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
