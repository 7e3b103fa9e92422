"""Tamper with a real history and see that each copy is refused.

Some copies are bent in the file alone. Others are sealed anew, as a lying seal key would, with all that follows from
the change (roots, gas, blooms, heads, positions, seals) put right, so that only the rules behind the seal can find it.
"""
from __future__ import annotations

import copy
import json
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chain import Log, bloom_of, read_call, read_log
from check_vectors import public, sign
from codec import minimal, number, rlp_decode, rlp_encode, trie_root, unhex
from ledger import BLOCK_RECORDED, SUBMIT, read_submit
from network import Network, strict_json
from primitives import SECP_N, address_of, keccak, word
from scenarios import KEY_CASES, House, key_history, run_scenarios
from verify import verify

SEALER, CARRIER = (keccak(name) for name in (b"test sealer", b"test carrier"))
Records = list[dict[str, Any]]
Blocks = list[list[dict[str, Any]]]


def hexed(raw: bytes) -> str:
    """Bytes as the records write them."""
    return "0x" + raw.hex()


def frame(text: bytes) -> bytes:
    """A line of the log."""
    return b"%08x %d %s\n" % (zlib.crc32(text), len(text), text)


def as_log(records: Records) -> bytes:
    """A log in the form of a replica."""
    return b"".join(frame(json.dumps(record, separators=(",", ":")).encode()) for record in records)


def bend(text: str, at: int = -1) -> str:
    """Hex text with another digit."""
    at %= len(text)
    return text[:at] + ("1" if text[at] == "0" else "0") + text[at + 1:]


# Copies that are bent in the file; the places are found in the history itself.

def with_calls(records: Records, least: int) -> dict[str, Any]:
    """The last record with so many transactions."""
    return [record for record in records if len(record["transactions"]) >= least][-1]


def swap(items: list[Any]) -> None:
    """Exchange the first two."""
    items[0], items[1] = items[1], items[0]


FILE_CASES: dict[str, Callable[[Records], Any]] = {
    "a byte of a header": lambda r: r[5].update(header=bend(r[5]["header"], 100)),
    "a byte of a seal's signature": lambda r: r[6]["seal"].update(signature=bend(r[6]["seal"]["signature"], 40)),
    "the seal's nonce": lambda r: r[7]["seal"].update(r=str(int(r[7]["seal"]["r"]) + 1)),
    "the seal's time": lambda r: r[7]["seal"].update(timestamp=str(int(r[7]["seal"]["timestamp"]) + 1)),
    "the record's time": lambda r: r[7].update(timestamp=str(int(r[7]["timestamp"]) + 1)),
    "prevRandao": lambda r: r[8].update(prevRandao=bend(r[8]["prevRandao"])),
    "a dropped block": lambda r: r.pop(9),
    "a block that stands twice": lambda r: r.insert(9, copy.deepcopy(r[9])),
    "two blocks in another order": lambda r: r.insert(9, r.pop(10)),
    "two transactions in another order": lambda r: swap(with_calls(r, 2)["transactions"]),
    "two receipts in another order": lambda r: swap(with_calls(r, 2)["receipts"]),
    "a dropped transaction": lambda r: with_calls(r, 1)["transactions"].pop(),
    "a transaction without receipt": lambda r: with_calls(r, 1)["receipts"].pop(),
    "a byte of a transaction": lambda r: r[-1].update(transactions=[bend(r[-1]["transactions"][0], 900)]),
    "a byte of a receipt": lambda r: r[-1].update(receipts=[bend(r[-1]["receipts"][0])]),
    "a receipt's status": lambda r: r[-1].update(receipts=[r[-1]["receipts"][0].replace("f9", "f8", 1)]),
    "a genesis of another time": lambda r: r[0].update(header=bend(r[0]["header"], -140)),
    "a member too many": lambda r: r[3].update(more="1"),
    "a number that is none": lambda r: r[3].update(number=3),
    "a list that is none": lambda r: r[3].update(transactions={"0": "1"}),
    "a seal that is none": lambda r: r[3].update(seal=[]),
}


# Copies that are sealed anew.

def parse(records: Records, network: Network) -> Blocks:
    """Each block's calls: where they go, with what, and what became of them."""
    blocks: Blocks = []
    for record in records:
        calls, gas = [], 0
        for transaction, receipt in zip(record["transactions"], record["receipts"]):
            call = read_call(unhex(transaction), unhex(receipt), network.chain_id)
            calls.append({"to": call.to, "data": call.data, "status": call.status, "used": call.gas_so_far - gas, "logs": call.logs})
            gas = call.gas_so_far
        blocks.append(calls)
    return blocks


def put_right(call: dict[str, Any], network: Network, ledgers: dict[bytes, tuple[int, bytes]]) -> None:
    """Let the BlockRecorded of a call say what follows from its calldata and the blocks before."""
    if call["to"] not in network.ledger_of or not call["status"] or call["data"][:4] != SUBMIT:
        return
    words, _, _ = read_submit(call["data"])
    digest = network.internal_digest(network.ledger_of[call["to"]], words)
    count, head = ledgers.get(call["to"], (0, bytes(32)))
    ledgers[call["to"]] = count, head = count + 1, keccak(head, digest)
    for log in call["logs"]:
        if log.topics[0] == BLOCK_RECORDED:
            log.topics, log.data = [BLOCK_RECORDED, digest, words[0], words[1]], word(count) + words[3] + words[4] + head


def seal_anew(records: Records, blocks: Blocks, network: Network, right: bool) -> Records:
    """The records of other calls, by the test's own seal key and carrier, without proof of work."""
    out: Records = []
    nonce, parent, parent_seal = 0, bytes(32), bytes(32)
    ledgers: dict[bytes, tuple[int, bytes]] = {}
    for place, (record, calls) in enumerate(zip(records, blocks)):
        transactions, receipts, gas, all_logs = [], [], 0, []
        for call in calls:
            if right:
                put_right(call, network, ledgers)
            unsigned = [minimal(network.chain_id), minimal(nonce), b"", b"", minimal(1 << 24), call["to"], b"", call["data"], []]
            signature = sign(CARRIER, keccak(b"\x02" + rlp_encode(unsigned)), 0)
            parts = [int.from_bytes(signature[i:j], "big") for i, j in ((64, 65), (0, 32), (32, 64))]
            transactions.append(b"\x02" + rlp_encode([*unsigned, *(minimal(part) for part in parts)]))
            nonce, gas, logs = nonce + 1, gas + call["used"], call["logs"]
            all_logs += logs
            receipts.append(b"\x02" + rlp_encode([minimal(call["status"]), minimal(gas), bloom_of(logs),
                                                  [[log.address, log.topics, log.data] for log in logs]]))
        header = rlp_decode(unhex(record["header"]))
        header[0], header[4], header[5], header[6] = parent, trie_root(transactions), trie_root(receipts), bloom_of(all_logs)
        header[10] = minimal(gas)
        raw = rlp_encode(header)
        seal: list[Any] = [place, parent_seal, keccak(raw), number(header[11]), 0]
        parent, parent_seal = keccak(raw), network.seal_hash(seal)
        out.append({**record, "transactions": [hexed(t) for t in transactions], "receipts": [hexed(r) for r in receipts],
                    "header": hexed(raw), "seal": {
                        "number": str(place), "parentSeal": hexed(seal[1]), "blockHash": hexed(parent), "timestamp": str(seal[3]),
                        "r": "0", "signature": hexed(sign(SEALER, parent_seal))}})
    return out


def seal_house(house: House, records: Records) -> Records:
    """The calls of a house as a history: one block for all of a time, in the form of a real history's records."""
    house.network.seal_key, house.network.target_bits = address_of(public(SEALER)), 0
    frames, blocks = records[:1], parse(records[:1], house.network)
    for clock in sorted({clock for clock, _ in house.calls}):
        header = rlp_decode(unhex(records[1]["header"]))
        header[8], header[11] = minimal(len(frames)), minimal(clock)
        frames.append({**records[1], "number": str(len(frames)), "timestamp": str(clock), "header": hexed(rlp_encode(header))})
        blocks.append([{"to": call.to, "data": call.data, "status": call.status, "used": call.gas_so_far, "logs": call.logs}
                       for at, call in house.calls if at == clock])
    return seal_anew(frames, blocks, house.network, True)


def find(blocks: Blocks, kind: int, last: bool = False) -> tuple[list[dict[str, Any]], int]:
    """The first or last call that submits a kind: the block's calls, and the place among them."""
    hits = [(calls, i) for calls in blocks for i, call in enumerate(calls) if submits(call, kind)]
    return hits[-1 if last else 0]


def submits(call: dict[str, Any], kind: int) -> bool:
    """Whether a call submits a kind."""
    return call["data"][:4] == SUBMIT and int.from_bytes(call["data"][100:132], "big") == kind


def drop(kind: int, last: bool = False) -> Callable[[Blocks], None]:
    """Leave a block out."""
    def change(blocks: Blocks) -> None:
        calls, i = find(blocks, kind, last)
        calls.pop(i)
    return change


def drop_all(kind: int) -> Callable[[Blocks], None]:
    """Leave out every block of a kind."""
    def change(blocks: Blocks) -> None:
        for calls in blocks:
            calls[:] = [call for call in calls if not submits(call, kind)]
    return change


def again(kind: int) -> Callable[[Blocks], None]:
    """Record a block twice."""
    def change(blocks: Blocks) -> None:
        calls, i = find(blocks, kind)
        calls.append(copy.deepcopy(calls[i]))
    return change


def exchange(first: int, second: int) -> Callable[[Blocks], None]:
    """Put the first block of one kind where the first of another is, and the other way round."""
    def change(blocks: Blocks) -> None:
        (a, i), (b, j) = find(blocks, first), find(blocks, second, first == second)
        a[i], b[j] = b[j], a[i]
    return change


def data_byte(kind: int, at: int) -> Callable[[Blocks], None]:
    """Bend a byte of a submit call."""
    def change(blocks: Blocks) -> None:
        calls, i = find(blocks, kind)
        raw = bytearray(calls[i]["data"])
        raw[at] ^= 1
        calls[i]["data"] = bytes(raw)
    return change


def high_s(blocks: Blocks) -> None:
    """Give a signature its other form."""
    calls, i = find(blocks, 0x0301)
    raw = bytearray(calls[i]["data"])
    at = 4 + int.from_bytes(raw[4 + 7 * 32:4 + 8 * 32], "big") + 32
    raw[at + 32:at + 64] = word(SECP_N - int.from_bytes(raw[at + 32:at + 64], "big"))
    raw[at + 64] ^= 7
    calls[i]["data"] = bytes(raw)


def edit_log(change: Callable[[list[Log]], Any], kind: int = 0x1301) -> Callable[[Blocks], None]:
    """Change the logs of a call."""
    def run(blocks: Blocks) -> None:
        calls, i = find(blocks, kind)
        change(calls[i]["logs"])
    return run


def refuse(keep_logs: bool) -> Callable[[Blocks], None]:
    """Say of a call that it was refused."""
    def change(blocks: Blocks) -> None:
        calls, i = find(blocks, 0x0301)
        calls[i].update(status=0, logs=calls[i]["logs"] if keep_logs else [])
    return change


def astray(blocks: Blocks) -> None:
    """Send a block of the reading ledger to the register of meters."""
    calls, i = find(blocks, 0x0301)
    others, j = find(blocks, 0x0201)
    calls[i].update(to=others[j]["to"])


def position(logs: list[Log]) -> None:
    """Let a BlockRecorded tell another position."""
    log = next(log for log in logs if log.topics[0] == BLOCK_RECORDED)
    log.data = word(999) + log.data[32:]


# What is changed, whether the heads behind it are put right, and words of the fault that has to be told.
SEALED_CASES: dict[str, tuple[Callable[[Blocks], Any], bool, str]] = {
    "a block left out": (drop(0x1304), False, "position"),
    "a block said to be refused": (refuse(False), False, "position"),
    "a refused call with logs": (refuse(True), False, "has logs"),
    "no BlockRecorded": (edit_log(list.clear), False, "not one BlockRecorded"),
    "another position": (edit_log(position), False, "position"),
    "a block recorded twice": (again(0x0301), True, "recorded twice"),
    "a byte of a signature": (data_byte(0x0301, 4 + 10 * 32 + 5), True, "sign"),
    "a signature with high s": (high_s, True, "high s"),
    "a byte of data": (data_byte(0x0301, 4 + 14 * 32 + 31), True, "another hash"),
    "a byte of the subject": (data_byte(0x1201, 4 + 5 * 32 - 1), True, "not signed"),
    "a call to another ledger": (astray, True, "not signed"),
    "no REGISTER": (drop(0x0102), True, "sender"),
    "no ATTEST": (drop(0x0103), True, ""),
    "no RATE": (drop_all(0x0301), True, "no rate"),
    "not the newest RATE": (drop(0x0301, True), True, ""),
    "no DEVICE_REGISTER": (drop(0x0201), True, "device"),
    "no METER_REGISTER": (drop(0x0202), True, ""),
    "no READINGS": (drop(0x1301), True, ""),
    "READINGS in another order": (exchange(0x1301, 0x1301), True, ""),
    "a byte of a frame": (data_byte(0x1301, 4 + 15 * 32), True, "another hash"),
    "no ReadingsRecorded": (edit_log(lambda logs: logs.__setitem__(slice(None), [
        log for log in logs if log.topics[0] == BLOCK_RECORDED])), True, "ReadingsRecorded"),
    "no READING_REQUEST": (drop(0x1303), True, "no request"),
    "no OFFER": (drop(0x1101), True, "contract"),
    "no COPY": (drop(0x1102), True, "signed by both"),
    "no PAYMENT": (drop(0x1202), True, "payment"),
    "a receipt before its payment": (exchange(0x1202, 0x1203), True, "payment"),
    "an answer before its appeal": (exchange(0x1304, 0x1305), True, "appeal"),
    "a bill before its contract": (exchange(0x1201, 0x1102), True, "contract"),
}


def main(arguments: list[str]) -> int:
    """Exit code 0: each copy is refused, and the history itself is not; 1: some is not; 2: wrong usage."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: selftest.py FOLDER  (with network.json and blocks.log)", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    file, log = strict_json((folder / "network.json").read_bytes()), (folder / "blocks.log").read_bytes()
    network = Network(file)
    records, _ = read_log(log)
    missed = 0

    def tell(name: str, answer: dict[str, Any], right: bool) -> None:
        nonlocal missed
        missed += not right
        place = "" if answer["ok"] else f"block {answer['block']}: {answer['what']}"
        print(f"{'refused' if right else 'MISSED '}  {name}: {place}", flush=True)

    def of_log(raw: bytes) -> dict[str, Any]:
        read, late = read_log(raw)
        return verify(network, read, late)

    honest = of_log(log)
    assert honest["ok"], honest
    lines = log.splitlines(keepends=True)
    two = [frame(part) for record in records for part in (
        json.dumps({**record, "seal": {k: v for k, v in record["seal"].items() if k != "signature"}}).encode(),
        record["seal"]["signature"].encode())]
    assert of_log(b"".join(two)) == honest, "the sealer's form of the log reads as the replica's"
    assert of_log(log + b"".join(two)[:500])["blocks"] == honest["blocks"], "a broken last frame is cut"
    broken = of_log(lines[0] + b"0" + lines[1] + b"".join(lines[2:]))
    tell("a broken frame before whole ones", broken, not broken["ok"] and broken["block"] == 1)
    for name, change in FILE_CASES.items():
        bent = copy.deepcopy(records)
        change(bent)
        answer = of_log(as_log(bent))
        tell(name, answer, not answer["ok"] and "malformed (" not in answer["what"])

    network.seal_key, network.target_bits = address_of(public(SEALER)), 0
    blocks = parse(records, network)
    same = verify(network, seal_anew(records, copy.deepcopy(blocks), network, True), None, False)
    assert same == honest, "the history sealed anew holds"
    for name, (turn, right, words) in SEALED_CASES.items():
        bent_blocks = copy.deepcopy(blocks)
        turn(bent_blocks)
        answer = verify(network, seal_anew(records, bent_blocks, network, right), None, False)
        tell(name, answer, not answer["ok"] and words in answer["what"] and "malformed (" not in answer["what"])
    for name, words in {"": "", **KEY_CASES}.items():
        house = key_history(name)
        answer = verify(house.network, seal_house(house, records), None, False)
        if name:
            tell(name, answer, not answer["ok"] and words in answer["what"])
        else:
            assert answer["ok"] and answer["internalBlocks"] == len(house.calls), answer
    missed += run_scenarios()
    print("all refused" if not missed else f"{missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
