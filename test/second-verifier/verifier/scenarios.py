"""A small house of its own, for rules that a history may not come to: transfers, replacements, voids, refunds, handovers,
keys of accounts.

Most blocks are handed to the ledgers' rules as if a submit call had been read: what stands before that, selftest.py tries.
Where keys of accounts change, calls are signed and read as they stand in a block.
"""
from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial
from typing import Any

from billing import Billing
from chain import Call, Log
from check_vectors import abi_encode, public, sign
from keys import FOUNDER_WAIT, STANDING, WAIT
from ledger import BLOCK_RECORDED, KINDS, SUBMIT, ZERO, Block
from network import SILENCE, Network, SealKeys
from primitives import BN_N, INFINITY, Fault, Point, add, address_of, commit, keccak, negative, sha256, word
from readings import READINGS_RECORDED
from verify import Verifier

KEY = {name: keccak(name.encode()) for name in (
    "seal", "next", "company", "portal", "provider", "anna", "boris", "collector", "device", "second", "third", "w1", "w2", "w3")}
ADDRESS = {name: address_of(public(key)) for name, key in KEY.items()} | {"nobody": bytes(20)}
OBIS = bytes.fromhex("0100010800ff")
START = 1_767_225_600 + 86_400 * 31  # the first of February 2026
MONTH = 86_400 * 28
DAY = 86_400


def a_network() -> Network:
    """The network of the house."""
    contracts = {name: "0x" + keccak(name.encode())[:20].hex() for name in (
        "participants", "meters", "tariffs", "readingLedger", "contractLedger", "billingLedger", "premises")}
    return Network({"name": "test", "chainId": "53278", "salt": "0x" + "11" * 32, "currency": "RUB", "timeZone": "Europe/Moscow",
                    "seal": {"address": "0x" + ADDRESS["seal"].hex(), "targetBits": 12},
                    "company": "0x" + ADDRESS["company"].hex(), "portal": "0x" + ADDRESS["portal"].hex(), "contracts": contracts,
                    "witnesses": [{"key": "0x" + ADDRESS[key].hex(), "owner": "0x" + ADDRESS[owner].hex()}
                                  for key, owner in (("w1", "boris"), ("w2", "w2"), ("w3", "portal"))]})


class House:
    """Participants, one meter of Anna's, a rate and a contract with the provider."""

    def __init__(self, furnished: bool = True) -> None:
        self.network = a_network()
        self.verifier = Verifier(self.network)
        self.sent, self.clock = 0, START
        self.calls: list[tuple[int, Call]] = []
        if furnished:
            self.furnish()

    def furnish(self) -> None:
        """What most scenarios begin with."""
        for name, role in (("provider", 2), ("anna", 1), ("boris", 1), ("collector", 5)):
            who, key = ADDRESS[name], public(KEY[name])
            self.send("participants", 0x0101, name, [role, key, b""])
            self.send("participants", 0x0102, "company", [who, role, keccak(key)])
            if role == 1:
                self.send("participants", 0x0103, "portal", [who, keccak(key)])
        x, y = public(KEY["device"])[:32], public(KEY["device"])[32:]
        self.device = keccak(b"\x02", x, y)
        self.send("meters", 0x0201, "company", [2, x, y, 2])
        self.meter = self.new_meter(b"\x01" * 32, "anna")
        self.send("tariffs", 0x0301, "provider", [1, 0, 5, -3, START])
        self.contract = self.sign_contract("anna", [self.meter])

    def send(self, ledger: str, kind: int, sender: str, value: Any, subject: bytes = ZERO, to: str = "company",
             data: bytes = b"", logs: list[Log] | None = None) -> bytes:
        """Hand a block to its ledger's rules; its digest."""
        self.sent += 1
        digest = keccak(b"digest", word(self.sent))
        self.verifier.topic(Block(ledger, digest, ADDRESS[sender], ADDRESS[to], self.clock, kind, subject,
                                  keccak(repr(value).encode()), ZERO, data, value, self.clock, 10, logs or []))
        return digest

    def call(self, ledger: str, kind: int, sender: str, value: Any, key: str = "", subject: bytes = ZERO,
             timestamp: int | None = None, to: str = "nobody") -> Call:
        """A submit call, signed by a key; nothing is checked."""
        data, into = abi_encode((KINDS[ledger][kind],), [value]), self.verifier.ledgers[ledger]
        words = [ADDRESS[sender].rjust(32, b"\0"), ADDRESS[to].rjust(32, b"\0"), word(self.clock if timestamp is None else timestamp), word(kind), subject,
                 keccak(data), ZERO]
        digest = self.network.internal_digest(ledger, words)
        calldata = SUBMIT + b"".join(words) + abi_encode(("bytes", "bytes"), [sign(KEY[key or sender], digest), data], len(words))
        event = Log(self.network.contracts[ledger], [BLOCK_RECORDED, digest, *words[:2]],
                    word(into.count + 1) + words[3] + words[4] + keccak(into.head, digest))
        call = Call(ADDRESS["collector"], 0, self.network.contracts[ledger], calldata, 1 << 24, 1, 100_000, bytes(256), [event], False)
        self.calls.append((self.clock, call))
        return call

    def submit(self, ledger: str, kind: int, sender: str, value: Any, key: str = "", subject: bytes = ZERO,
               timestamp: int | None = None, to: str = "nobody") -> None:
        """Let a ledger take a submit call, and hand its block to the ledger's rules."""
        call = self.call(ledger, kind, sender, value, key, subject, timestamp, to)
        self.verifier.topic(self.verifier.ledgers[ledger].take(call, self.clock, 10))

    def accepted(self, account: str, retiring: str, key: str, by: str = "") -> list[Any]:
        """Key, encryption key and acceptance, as KEY_ROTATE and REKEY name them."""
        statement = self.network.account_key_hash(ADDRESS[account], ADDRESS[retiring], ADDRESS[key], public(KEY[key]))
        return [ADDRESS[key], public(KEY[key]), sign(KEY[by or key], statement)]

    def move_in(self) -> None:
        """Anna and the provider, by submit calls."""
        for name, role in (("anna", 1), ("provider", 2)):
            who, key = ADDRESS[name], public(KEY[name])
            self.submit("participants", 0x0101, name, [role, key, b""])
            self.submit("participants", 0x0102, "company", [who, role, keccak(key)])
            if role == 1:
                self.submit("participants", 0x0103, "portal", [who, keccak(key)])
            self.clock += 60

    def new_meter(self, meter_id: bytes, owner: str, ends: tuple[int, int] = (0, 0)) -> bytes:
        """Register a meter; `ends` are the digits of its counter and their scale."""
        self.send("meters", 0x0202, "company", [meter_id, ADDRESS[owner], ADDRESS["provider"], 1, 1, 0, *ends, self.device,
                                                START + 3000 * DAY, [OBIS]])
        return meter_id

    def sign_contract(self, owner: str, meters: list[bytes]) -> bytes:
        """Offer and both copies."""
        contract = self.send("contractLedger", 0x1101, owner, [1, ZERO, self.clock + DAY, b""], to="provider")
        for sender, to in (("provider", owner), (owner, "provider")):
            self.send("contractLedger", 0x1102, sender, [contract, ZERO, meters, b""], contract, to)
        return contract

    def read(self, meter: bytes, value: int, flags: int = 16) -> list[Any]:
        """A frame of a register at the clock: (sequence, time, point, link)."""
        channel_id = keccak(meter, OBIS)[:4]
        channel = self.verifier.meters.channels[channel_id]
        point, ciphertext = commit(value, value * 7), bytes(26)
        commitment = word(point[0]) + word(point[1])
        raw = (b"\x02\x02" + flags.to_bytes(2, "big") + self.network.frame_domain + channel_id + (channel.sequence + 1).to_bytes(4, "big")
               + self.clock.to_bytes(4, "big") + channel.link + commitment + keccak(ciphertext))
        digest = sha256(sha256(raw))
        data = (b"\x02\x01" + self.device + b"\x00\x01" + sign(KEY["device"], digest) + channel_id + flags.to_bytes(2, "big")
                + self.clock.to_bytes(4, "big") + commitment + ciphertext)
        event = Log(self.network.contracts["readingLedger"], [READINGS_RECORDED, self.device], word(1) + digest)
        self.send("readingLedger", 0x1301, "collector", None, data=data, logs=[event])
        return [channel.sequence, self.clock, point, channel.link]

    def bill(self, opened: list[Any], closed: list[Any], period: int, account: Point = INFINITY, meter: bytes = b"",
             series: int = 0, contract: bytes = b"", owner: str = "anna", replaces: bytes = ZERO) -> bytes:
        """A bill of one line."""
        contract, meter = contract or self.contract, meter or self.meter
        line = [meter, OBIS, 0, *opened, *closed]
        invoice = keccak(ADDRESS["provider"].rjust(32, b"\0"), contract, word(period), word(series))
        self.send("billingLedger", 0x1201, "provider", [contract, period, series, self.clock + DAY, [line], [], account, replaces, b""],
                  invoice, owner)
        return invoice

    def prove(self, text: bytes, *statement: bytes, value: int, blinding: int) -> list[Any]:
        """Okamoto's proof (§6)."""
        t, c = commit(11, 13), commit(value, blinding)
        whole = text + self.network.hash + self.network.contracts["billingLedger"] + b"".join(statement)
        challenge = int.from_bytes(keccak(whole, *(word(n) for n in (*c, *t))), "big") % BN_N
        return [list(t), (11 + challenge * value) % BN_N, (13 + challenge * blinding) % BN_N]

    def pay(self, invoice: bytes, value: int, blinding: int, reference: bytes) -> bytes:
        """A payment that the portal passes on."""
        proof = self.prove(b"Domledger payment v1", bytes(20), invoice, reference, self.clock.to_bytes(8, "big"),
                           value=value, blinding=blinding)
        return self.send("billingLedger", 0x1202, "portal", [invoice, list(commit(value, blinding)), reference, self.clock, bytes(20),
                                                             proof, b""], invoice, "anna")

    def receipt(self, invoice: bytes, payment: bytes, opening: int | None = None) -> None:
        """A receipt, that settles where an opening is told."""
        self.send("billingLedger", 0x1203, "provider", [invoice, payment, opening is not None, opening or 0, b""], invoice, "anna")


RATE = 5 * 10 ** 9


def refused(words: str, act: Callable[[], Any], house: House | None = None) -> None:
    """See that a rule refuses; the house is then as before."""
    kept = copy.deepcopy(house.verifier) if house else None
    try:
        act()
    except Fault as fault:
        assert words in str(fault), f"{words!r} expected, not {fault}"
        if house and kept:
            house.verifier = kept
        return
    raise AssertionError(f"{words!r} expected, but nothing was refused")


def money() -> None:
    """Pay, settle, reverse, carry, void and refund; at each step the sums are those of the openings."""
    house = House()

    def billing() -> Billing:
        return house.verifier.billing["billingLedger"]

    def no(words: str, act: Callable[[], Any]) -> None:
        refused(words, act, house)

    def order_of(kind: int, sender: str, value: list[Any], to: str = "anna") -> bytes:
        return house.send("billingLedger", kind, sender, value, value[0], to)
    request = [house.meter, False, house.clock]
    no("another than the owner", lambda: house.send("readingLedger", 0x1303, "provider", request, to="collector"))
    house.send("readingLedger", 0x1303, "provider", request, to="anna")
    a = house.read(house.meter, 100)
    house.clock += MONTH
    b = house.read(house.meter, 150)
    total, blinding, channel = 50 * RATE, 350 * RATE, keccak(house.meter, OBIS)[:4]
    no("no such frame", lambda: house.bill(a, [*b[:2], commit(151, 1050), b[3]], 202602))
    no("beyond the period", lambda: house.bill(a, b, 202601))
    invoice = house.bill(a, b, 202602)
    assert billing().invoices[invoice].outstanding == commit(total, blinding)
    no("issued already", lambda: house.bill(a, b, 202602))
    no("billed last", lambda: house.bill(a, b, 202602, series=1))
    payment = house.pay(invoice, total, 42, b"\x01" * 32)
    no("reference", lambda: house.pay(invoice, total, 43, b"\x01" * 32))
    no("opening·H", lambda: house.receipt(invoice, payment, blinding))
    house.receipt(invoice, payment, blinding - 42)
    no("taken already", lambda: house.receipt(invoice, payment))
    no("go to the subscriber", lambda: order_of(0x1206, "portal", [invoice, payment, 1], "provider"))
    order_of(0x1206, "portal", [invoice, payment, 1])
    assert billing().accounts[house.contract] == commit(total, 42)
    house.clock += MONTH
    c = house.read(house.meter, 170)
    no("account is another", lambda: house.bill(b, c, 202603, account=commit(total, 43)))
    second = house.bill(b, c, 202603, account=commit(total, 42))
    lines = commit(20 * RATE, 140 * RATE)
    assert billing().accounts[house.contract] == INFINITY
    assert billing().invoices[second].outstanding == add(lines, commit(total, 42))
    order_of(0x1207, "provider", [second])
    no("lines are others", lambda: order_of(0x1208, "provider", [second, list(lines), [[channel, a[0], c[0]]], 1]))
    order_of(0x1208, "provider", [second, list(lines), [[channel, b[0], c[0]]], 1])
    assert billing().accounts[house.contract] == commit(total, 42)
    third = house.bill(b, c, 202603, series=1, replaces=second)
    assert billing().invoices[third].outstanding == lines
    late = house.pay(third, 5, 6, b"\x02" * 32)
    no("overdue", lambda: order_of(0x1205, "anna", [third, late]))
    house.clock += 7 * DAY
    order_of(0x1205, "anna", [third, late])
    assert billing().invoices[third].outstanding == add(lines, negative(commit(5, 6)))
    order = order_of(0x1209, "provider", [house.contract, list(commit(9, 8)), b""])
    proof = house.prove(b"Domledger refund v1", order, b"\x03" * 32, house.clock.to_bytes(8, "big"), value=9, blinding=8)
    value = [order, b"\x03" * 32, house.clock, proof]
    no("unproved", lambda: order_of(0x120A, "portal", [*value[:3], [proof[0], proof[1], proof[2] ^ 1]]))
    no("portal to subscriber", lambda: order_of(0x120A, "portal", value, "provider"))
    order_of(0x120A, "portal", value)
    assert billing().accounts[house.contract] == add(commit(total, 42), commit(9, 8))
    no("carried out", lambda: order_of(0x120A, "portal", value))


def transfer() -> None:
    """A meter goes from Anna to Boris by two hands; each is billed for his own time."""
    house = House()
    a = house.read(house.meter, 100)
    house.clock += MONTH
    b = house.read(house.meter, 150, flags=0)
    closing = house.verifier.meters.channels[keccak(house.meter, OBIS)[:4]].frame
    act = [house.meter, ADDRESS["boris"], False, [closing], b""]

    def hand(sender: str, value: list[Any]) -> bytes:
        return house.send("meters", 0x0206, sender, value, house.meter)
    refused("last frames", lambda: hand("company", [*act[:3], [b""], b""]), house)
    hand("company", act)
    refused("same hand", lambda: hand("company", act), house)
    refused("no such frame", lambda: house.bill(a, b, 202602), house)
    house.clock += 3 * DAY
    refused("too old", lambda: hand("portal", act), house)
    house.clock -= 3 * DAY
    hand("portal", act)
    refused("handover stands", lambda: hand("portal", act), house)
    house.clock += MONTH
    c = house.read(house.meter, 170)
    boris = house.sign_contract("boris", [house.meter])
    refused("not of the owner", lambda: house.bill(a, c, 202603), house)
    refused("not of the owner", lambda: house.bill(b, c, 202603), house)
    house.bill(b, c, 202603, contract=boris, owner="boris")
    house.bill(a, b, 202603)


def correction() -> None:
    """An estimated handover is put right by a measured one, within ten days."""
    house = House()
    a = house.read(house.meter, 100)
    channel_id = keccak(house.meter, OBIS)[:4]

    def hands(estimated: bool) -> None:
        closing = house.verifier.meters.channels[channel_id].frame
        for sender in ("company", "portal"):
            house.send("meters", 0x0206, sender, [house.meter, ADDRESS["boris"], estimated, [closing], b""], house.meter)
    house.clock += 3 * DAY
    refused("too old", lambda: hands(False), house)
    hands(True)
    house.clock += 9 * DAY
    b = house.read(house.meter, 130)
    refused("stands", lambda: hands(True), house)
    house.clock += 2 * DAY
    refused("stands", lambda: hands(False), house)
    house.clock -= 2 * DAY
    hands(False)
    refused("stands", lambda: hands(False), house)
    house.bill(a, b, 202602)


def acts() -> None:
    """What company and portal do together takes effect with the second hand, within thirty days."""
    house = House()
    x, y = public(KEY["next"])[:32], public(KEY["next"])[32:]
    house.send("meters", 0x0201, "company", [2, x, y, 1])
    house.device = keccak(b"\x02", x, y)

    def register(sender: str, place: int) -> None:
        house.send("meters", 0x0202, sender, [bytes([place]) * 32, ADDRESS["anna"], ADDRESS["provider"], 1, 1, 0, 0, 0, house.device,
                                              START + 3000 * DAY, [OBIS]])

    def known(place: int) -> bool:
        return bytes([place]) * 32 in house.verifier.meters.meters
    register("company", 5)
    house.clock += 30 * DAY
    refused("same hand", lambda: register("company", 5), house)
    assert not known(5)
    register("portal", 5)
    assert known(5)
    register("portal", 6)
    house.clock += 30 * DAY + 1
    register("company", 6)
    assert not known(6), "the first hand's words were too old"
    register("portal", 6)
    assert known(6)


def replacement() -> None:
    """A new meter in the place of an old one is billed under the old one's contract."""
    house = House()
    new = house.new_meter(b"\x02" * 32, "anna")
    house.read(house.meter, 10)
    a = house.read(new, 0)
    house.clock += MONTH
    b = house.read(new, 5)
    refused("not of the contract", lambda: house.bill(a, b, 202602, meter=new), house)
    house.send("meters", 0x0203, "company", [house.meter, new], house.meter)
    house.bill(a, b, 202602, meter=new)
    refused("not in service", lambda: house.read(house.meter, 11), house)
    refused("another contract", lambda: house.sign_contract("anna", [new]), house)
    refused("was replaced", lambda: house.sign_contract("anna", [house.meter]), house)
    for ends in ((0, 1), (19, 0), (1, 18), (3, -3)):
        refused("digits are out of range", partial(house.new_meter, b"\x03" * 32, "anna", ends), house)
    house.new_meter(b"\x03" * 32, "anna", (5, 3))
    house = House()
    new = house.new_meter(b"\x02" * 32, "anna")
    house.sign_contract("anna", [new])
    refused("of another contract", lambda: house.send("meters", 0x0203, "company", [house.meter, new], house.meter), house)


def rates() -> None:
    """A line over a change of rates has their mean by time; only a rate to come is withdrawn."""
    house = House()
    tariffs = house.verifier.tariffs
    house.send("tariffs", 0x0301, "provider", [1, 0, 7, -3, START + 3 * DAY])
    assert tariffs.mean(ADDRESS["provider"], 1, 0, START, START + 4 * DAY) == (5 * 3 + 7) * 10 ** 9 // 4
    assert tariffs.mean(ADDRESS["provider"], 1, 0, START + 3 * DAY, START + 4 * DAY) == 7 * 10 ** 9
    refused("no rate", lambda: tariffs.mean(ADDRESS["provider"], 1, 0, START - 1, START + DAY))
    refused("canonical", lambda: house.send("tariffs", 0x0301, "provider", [1, 0, 70, -3, START + 9 * DAY]))
    house.send("tariffs", 0x0302, "provider", [1, 0, START + 3 * DAY])
    refused("in use", lambda: house.send("tariffs", 0x0302, "provider", [1, 0, START]))


def premises() -> None:
    """A house of five flats: who may say what of it, what holds on a day, and the sum of its areas."""
    house, register = House(), "premises"
    book, home, today = house.verifier.premises, b"\x21" * 32, START // DAY
    flats = [bytes([number]) * 32 for number in range(1, 6)]

    def listed(day: int, ids: list[bytes], hands: tuple[str, ...] = ("company", "portal"), groups: list[Any] | None = None) -> None:
        for hand in hands:
            house.send(register, 0x0401, hand, [home, day, ids, groups or []], home)

    def state(hand: str, flat: bytes, quantity: int, day: int, point: Point) -> None:
        house.send(register, 0x0402, hand, [home, flat, quantity, day, list(point), b""], flat)
    refused("no list", lambda: state("company", flats[0], 1, today, commit(5, 1)))
    refused("do not rise", lambda: listed(today, flats[::-1]))
    refused("too small", lambda: listed(today, flats, groups=[[1, [], [house.meter]]]))
    refused("another's", lambda: listed(today, flats, groups=[[1, [house.meter], []]]))
    refused("may not say", lambda: listed(today, flats, ("anna",)))
    refused("out of range", lambda: listed(today - 1098, flats))
    listed(today - 9, flats, ("company",))
    refused("no list", lambda: state("company", flats[0], 1, today, commit(5, 1)))
    listed(today - 9, flats, ("portal",))
    for number, flat in enumerate(flats):
        state("company", flat, 1, today - 5, commit(100 + number, number))
    refused("may not say", lambda: state("company", flats[0], 2, today, commit(2, 1)))
    refused("nothing to end", lambda: state("portal", flats[0], 2, today, INFINITY))
    refused("is none", lambda: state("portal", flats[0], 5, today, commit(2, 1)))
    state("portal", flats[0], 2, today, commit(2, 1))

    def add_up(day: int, total: int, blinding: int, ids: list[bytes] = flats) -> None:
        house.send(register, 0x0403, "company", [home, day, ids, total, blinding], home)
    refused("do not add up", lambda: add_up(today, 511, 10))
    refused("not the list's", lambda: add_up(today, 410, 10, flats[1:]))
    refused("no area", lambda: add_up(today - 6, 510, 10))
    add_up(today, 510, 10)
    state("portal", flats[0], 1, today - 2, commit(90, 3))
    refused("attested", lambda: state("company", flats[0], 1, today, commit(100, 0)))
    add_up(today, 500, 13)
    add_up(today - 3, 510, 10)
    assert book.sums == [(home, today, 510), (home, today, 500), (home, today - 3, 510)]

    def answers(account: bytes, hand: str = "portal", to: str = "anna") -> None:
        house.send(register, 0x0404, hand, [home, flats[0], today, account], flats[0], to)
    refused("nothing to end", lambda: answers(bytes(20), to="nobody"))
    refused("may not answer", lambda: answers(ADDRESS["provider"], to="provider"))
    refused("may not say", lambda: answers(ADDRESS["anna"], "company"))
    refused("another account", lambda: answers(ADDRESS["anna"], to="company"))
    answers(ADDRESS["anna"])
    refused("another account", lambda: answers(bytes(20), to="nobody"))
    answers(bytes(20))


def handover() -> None:
    """A seal key hands over: recorded in time, signed by both, and never back."""
    network = a_network()
    keys = SealKeys(network)

    def statement(old: str, new: str, number: int, since: int, until: int) -> list[Any]:
        digest = network.handover_hash(number, ADDRESS[new], since, until)
        return [number, ADDRESS[new], since, until, sign(KEY[old], digest), sign(KEY[new], digest)]
    good = statement("seal", "next", 1000, 900, 950)
    refused("outside", lambda: keys.record(951, good))
    refused("outside", lambda: keys.record(899, good))
    refused("before its record", lambda: keys.record(1000, statement("seal", "next", 1000, 900, 2000)))
    refused("key before", lambda: keys.record(920, statement("anna", "next", 1000, 900, 950)))
    refused("accepted", lambda: keys.record(920, [*good[:5], good[4]]))
    keys.record(920, good)
    assert (keys.of(999), keys.of(1000)) == (ADDRESS["seal"], ADDRESS["next"])
    refused("comes back", lambda: keys.record(930, statement("next", "seal", 1100, 900, 950)))
    refused("do not rise", lambda: keys.record(930, statement("next", "anna", 1000, 900, 950)))


def lost_seal_key() -> None:
    """A seal key that is lost is followed in one block, by the portal's word, and not before fourteen days are over."""
    network = a_network()
    keys = SealKeys(network)

    def terms(key: str = "next", portal: str = "portal", accepts: str = "", said: int = START) -> list[Any]:
        value = [9, bytes(32), START, ADDRESS[key], said]
        statement = network.lost_key_hash(*value)
        return [*value, sign(KEY[portal], statement), sign(KEY[accepts or key], statement), []]
    late, portal = START + SILENCE, ADDRESS["portal"]
    refused("another block", lambda: keys.lose(11, late, terms(), portal))
    refused("before its newest", lambda: keys.lose(10, late, terms(said=START - 1), portal))
    refused("has its time", lambda: keys.lose(10, late - 1, terms(), portal))
    refused("comes back", lambda: keys.lose(10, late, terms("seal"), portal))
    refused("portal did not", lambda: keys.lose(10, late, terms(portal="anna"), portal))
    refused("accepted", lambda: keys.lose(10, late, terms(accepts="anna"), portal))
    keys.lose(10, late, terms(), portal)
    assert (keys.of(9), keys.of(10)) == (ADDRESS["seal"], ADDRESS["next"])
    # One that was recorded and had not begun never does, and numbers rise from the block of the lost key on.
    digest = network.handover_hash(50, ADDRESS["anna"], 1, 49)
    keys.record(11, [50, ADDRESS["anna"], 1, 49, sign(KEY["next"], digest), sign(KEY["anna"], digest)])
    assert (keys.of(49), keys.of(50)) == (ADDRESS["next"], ADDRESS["anna"])
    behind = [19, bytes(32), START, ADDRESS["provider"], START]
    statement = network.lost_key_hash(*behind)
    both = [sign(KEY["portal"], statement), sign(KEY["provider"], statement)]
    keys.lose(20, late, [*behind, *both, []], portal)
    assert [keys.of(block) for block in (19, 20, 50, 60)] == [ADDRESS["next"]] + 3 * [ADDRESS["provider"]]
    again = network.handover_hash(40, ADDRESS["seal"], 1, 39)
    refused("comes back", lambda: keys.record(21, [40, ADDRESS["seal"], 1, 39, sign(KEY["provider"], again), sign(KEY["seal"], again)]))


def rate(house: House, key: str, valid_from: int) -> None:
    """A rate of the provider's, signed by a key: a fact that another ledger than Participants takes."""
    house.submit("tariffs", 0x0301, "provider", [1, 0, 5, -3, START + valid_from], key)


def rekey(house: House, hand: str, account: str, terms: list[Any], subject: str = "", timestamp: int | None = None) -> None:
    """One hand's REKEY."""
    house.submit("participants", 0x0108, hand, [ADDRESS[account], *terms], subject=ADDRESS[subject or account].rjust(32, b"\0"),
                 timestamp=timestamp)


def rotation() -> None:
    """A key that its holder changes: the new one signs at once and on every ledger, the one before never again."""
    house = House(False)
    house.move_in()
    participants = house.verifier.participants

    def rotate(key: str, terms: list[Any], account: str = "provider") -> None:
        house.submit("participants", 0x0107, account, terms, key)
    good = house.accepted("provider", "provider", "second")
    refused("accepted", lambda: rotate("provider", house.accepted("provider", "provider", "second", by="third")), house)
    refused("accepted", lambda: rotate("provider", house.accepted("provider", "third", "second")), house)
    refused("accepted", lambda: rotate("provider", house.accepted("anna", "provider", "second")), house)
    refused("accepted", lambda: rotate("provider", [good[0], public(KEY["third"]), good[2]]), house)
    refused("no point", lambda: rotate("provider", [good[0], bytes(64), good[2]]), house)
    refused("sender's key", lambda: rotate("second", good), house)
    for taken in ("provider", "anna", "company", "portal"):
        refused("taken", partial(rotate, "provider", house.accepted("provider", "provider", taken)), house)
    rate(house, "provider", 0)
    rotate("provider", good)
    rate(house, "second", DAY)
    refused("sender's key", lambda: rate(house, "provider", 2 * DAY), house)
    house.clock += 900
    refused("sender's key", lambda: house.submit("tariffs", 0x0301, "provider", [1, 0, 5, -3, START + 2 * DAY], "provider",
                                                 timestamp=house.clock - 2000), house)
    assert participants.active(ADDRESS["provider"], 2)
    house.submit("participants", 0x0102, "company", [ADDRESS["provider"], 2, keccak(public(KEY["second"]))])
    refused("no such key", lambda: house.submit("participants", 0x0102, "company", [
        ADDRESS["provider"], 2, keccak(public(KEY["provider"]))]), house)
    refused("taken", lambda: rotate("second", house.accepted("provider", "second", "provider")), house)
    refused("taken", lambda: rotate("anna", house.accepted("anna", "anna", "second"), "anna"), house)
    refused("taken", lambda: house.submit("participants", 0x0101, "second", [2, public(KEY["second"]), b""]), house)
    house.submit("participants", 0x0104, "company", [ADDRESS["provider"]])
    refused("not active", lambda: rotate("second", house.accepted("provider", "second", "third")), house)
    house.submit("participants", 0x0105, "company", [ADDRESS["provider"]])
    rotate("second", house.accepted("provider", "second", "third"))
    refused("sender's key", lambda: rate(house, "second", 2 * DAY), house)
    rate(house, "third", 2 * DAY)
    rotate("company", house.accepted("company", "company", "next"), "company")
    refused("sender's key", lambda: house.submit("participants", 0x0104, "company", [ADDRESS["anna"]]), house)
    house.submit("participants", 0x0104, "company", [ADDRESS["anna"]], "next")


def lost_key() -> None:
    """A successor that company and portal name signs seven days after the second hand; until then the old key objects."""
    house = House(False)
    house.move_in()
    terms = house.accepted("provider", "provider", "second")
    refused("subject", lambda: rekey(house, "company", "provider", terms, subject="anna"), house)
    refused("may not", lambda: rekey(house, "anna", "provider", terms), house)
    act = keccak(b"\x01\x08", keccak(abi_encode((KINDS["participants"][0x0108],), [[ADDRESS["provider"], *terms]])))
    rekey(house, "portal", "provider", terms)
    refused("same hand", lambda: rekey(house, "portal", "provider", terms, timestamp=house.clock + 1), house)
    house.submit("participants", 0x0001, "company", [act])
    rekey(house, "company", "provider", terms)
    house.clock += 30 * DAY + 1
    rekey(house, "portal", "provider", terms)
    assert not house.verifier.participants.keys.waiting, "the first hand's words were withdrawn, or too old"
    for bad, words in ((house.accepted("provider", "provider", "third", by="second"), "accepted"),
                       (house.accepted("provider", "third", "second"), "accepted"),
                       (house.accepted("provider", "provider", "anna"), "taken")):
        kept = copy.deepcopy(house.verifier)
        rekey(house, "portal", "provider", bad)
        refused(words, partial(rekey, house, "company", "provider", bad))
        house.verifier = kept
    stranger = house.accepted("boris", "boris", "third")
    rekey(house, "portal", "boris", stranger)
    refused("unknown", lambda: rekey(house, "company", "boris", stranger), house)
    agreed = house.clock + 700
    rekey(house, "company", "provider", terms, timestamp=agreed)
    rate(house, "provider", 0)
    refused("waits", lambda: house.submit("participants", 0x0107, "provider", house.accepted("provider", "provider", "third")), house)
    refused("taken", lambda: house.submit("participants", 0x0107, "anna", house.accepted("anna", "anna", "second")), house)
    house.submit("participants", 0x0104, "company", [ADDRESS["provider"]])
    kept, house.clock = copy.deepcopy(house.verifier), agreed + WAIT - 1
    refused("sender's key", lambda: house.submit("participants", 0x0109, "provider", terms[:1], "second"), house)
    refused("no such", lambda: house.submit("participants", 0x0109, "provider", [ADDRESS["third"]]), house)
    house.submit("participants", 0x0109, "provider", terms[:1])
    house.clock += 1
    house.submit("participants", 0x0105, "company", [ADDRESS["provider"]])
    rate(house, "provider", DAY)
    house.verifier = kept
    refused("sender's key", lambda: house.submit("participants", 0x0109, "provider", terms[:1]), house)
    refused("no such", lambda: house.submit("participants", 0x0109, "provider", terms[:1], "second"), house)
    house.submit("participants", 0x0105, "company", [ADDRESS["provider"]])
    refused("sender's key", lambda: rate(house, "provider", DAY), house)
    rate(house, "second", DAY)
    house.submit("participants", 0x0102, "company", [ADDRESS["provider"], 2, keccak(public(KEY["second"]))])
    house.submit("participants", 0x0107, "provider", house.accepted("provider", "second", "third"), "second")
    rate(house, "third", 2 * DAY)


def wrapped_again() -> None:
    """What a lost key closed is wrapped for the one that followed it, by those who can read it and for nobody else."""
    house = House(False)
    house.move_in()

    def wrap(sender: str, key: str = "second", keys: Any = None, closed: Any = (), to: str = "anna", by: str = "") -> None:
        named = [[word(1), bytes(161)]] if keys is None else keys
        house.submit("participants", 0x010D, sender, [keccak(public(KEY[key])), named, list(closed)], by, to=to)
    refused("lost no key", lambda: wrap("provider", "anna"), house)
    for hand in ("company", "portal"):
        rekey(house, hand, "anna", house.accepted("anna", "anna", "second"))
    refused("lost no key", lambda: wrap("provider", "anna"), house)
    house.clock += WAIT
    for sender in ("provider", "company", "portal"):
        wrap(sender, closed=[word(0)])
        house.clock += 1
    refused("may not", lambda: wrap("anna", by="second"), house)
    refused("may not", lambda: wrap("collector"), house)
    refused("lost no key", lambda: wrap("company", "provider", to="provider"), house)
    refused("no such", lambda: wrap("company", "anna"), house)
    refused("too few", lambda: wrap("company", keys=[]), house)
    refused("too many", lambda: wrap("company", closed=[word(n) for n in range(64)]), house)
    wrap("company", closed=[word(n) for n in range(63)])
    refused("rise", lambda: wrap("company", keys=[[word(1), bytes(161)]] * 2), house)
    refused("rise", lambda: wrap("company", closed=[word(2), word(1)]), house)
    for length in (160, 162):
        refused("length", partial(wrap, "company", keys=[[word(1), bytes(length)]]), house)
    house.submit("participants", 0x0107, "anna", house.accepted("anna", "second", "third"), "second")
    refused("no such", lambda: wrap("provider"), house)
    wrap("provider", "third", closed=[word(3)])
    for hand in ("company", "portal"):
        rekey(house, hand, "provider", house.accepted("provider", "provider", "next"))
    house.clock += WAIT
    refused("may not", lambda: wrap("provider", "next", to="provider", by="next"), house)
    wrap("company", "next", to="provider")


def witnesses() -> None:
    """Company and portal enter and remove witnesses; a key that is somebody's has that owner, and none comes back."""
    house = House(False)
    house.move_in()
    house.verifier.participants.found(house.clock)

    def standing() -> int:
        return len(house.verifier.participants.witnesses.standing)

    def both(kind: int, *terms: str | bytes) -> None:
        value = [ADDRESS[term] if isinstance(term, str) else term for term in terms]
        for hand in ("company", "portal"):
            house.submit("participants", kind, hand, value)
        house.clock += 1
    refused("may not", lambda: house.submit("participants", 0x010A, "provider", [ADDRESS["next"], ADDRESS["boris"]]), house)
    refused("nameless", lambda: both(0x010A, bytes(20), "boris"), house)
    refused("nameless", lambda: both(0x010A, "next", bytes(20)), house)
    for key, owner in (("anna", "boris"), ("seal", "boris"), ("company", "boris"), ("portal", "company")):
        refused("another's", partial(both, 0x010A, key, owner), house)
    refused("before", lambda: both(0x010A, "w1", "boris"), house)
    both(0x010A, "seal", "company")
    both(0x010A, "anna", "anna")
    assert standing() == 5
    both(0x010B, "anna")
    refused("before", lambda: both(0x010A, "anna", "anna"), house)
    refused("no such", lambda: both(0x010B, "anna"), house)
    for i in range(standing(), 16):
        both(0x010A, keccak(word(i))[:20], "boris")
    refused("sixteen", lambda: both(0x010A, "next", "boris"), house)


def lost_founder() -> None:
    """The other founder and most of the old witnesses name a key, which signs after fourteen days unless the living one says no."""
    house = House(False)
    house.move_in()
    house.verifier.participants.found(house.clock)

    def terms(*by: str, account: str = "company", key: str = "second", time: int = 0) -> list[Any]:
        named = house.accepted(account, account, key)
        time += house.clock
        statement = house.network.founder_rekey_hash(ADDRESS[account], ADDRESS[account], *named[:2], time)
        return [ADDRESS[account], *named, time, [sign(KEY[one], statement) for one in sorted(by, key=ADDRESS.__getitem__)]]

    def say(value: list[Any], hand: str = "portal") -> None:
        house.submit("participants", 0x010C, hand, value, subject=value[0].rjust(32, b"\0"))
    refused("no witness", lambda: say(terms("w1", "w2")), house)
    house.clock += STANDING
    good = terms("w1", "w2")
    for hand in ("company", "provider"):
        refused("may not", partial(say, good, hand), house)
    refused("may not", lambda: say(terms("w1", "w2", account="provider")), house)
    refused("subject", lambda: house.submit("participants", 0x010C, "portal", good), house)
    refused("too few", lambda: say(terms("w1")), house)
    refused("no witness", lambda: say(terms("w1", "w3")), house)
    refused("rise", lambda: say(terms("w1", "w1")), house)
    refused("rise", lambda: say([*good[:5], good[5][::-1]]), house)
    for late in (-31 * DAY, 901):
        refused("in time", lambda late=late: say(terms("w1", "w2", time=late)), house)
    refused("accepted", lambda: say([*good[:3], good[5][0], *good[4:]]), house)
    kept = copy.deepcopy(house.verifier)
    say(good)
    refused("waits", lambda: say(terms("w1", "w2", key="third")), house)
    house.submit("participants", 0x0109, "company", [ADDRESS["second"]])
    say(terms("w1", "w2", key="third"))
    house.submit("participants", 0x0107, "company", house.accepted("company", "company", "next"))
    house.clock += FOUNDER_WAIT
    refused("sender's key", lambda: house.submit("participants", 0x0104, "company", [ADDRESS["anna"]], "third"), house)
    house.submit("participants", 0x0104, "company", [ADDRESS["anna"]], "next")
    house.verifier, house.clock = kept, house.clock - FOUNDER_WAIT
    say(good)
    house.clock += FOUNDER_WAIT - 1
    refused("sender's key", lambda: house.submit("participants", 0x0104, "company", [ADDRESS["anna"]], "second"), house)
    house.clock += 1
    house.submit("participants", 0x0104, "company", [ADDRESS["anna"]], "second")
    refused("sender's key", lambda: house.submit("participants", 0x0105, "company", [ADDRESS["anna"]]), house)



def key_history(twist: str = "") -> House:
    """Submit calls of a rotation, of a rekey and of what is wrapped again, or with one that is not as it has to be."""
    house = House(False)
    house.move_in()
    house.submit("participants", 0x0107, "provider", house.accepted("provider", "provider", "second"))
    if twist == "the old key signs after a rotation":
        house.call("tariffs", 0x0301, "provider", [1, 0, 5, -3, START], "provider")
        return house
    rate(house, "second", 0)
    house.clock += 60
    taken = twist == "a key that is used twice"
    terms = house.accepted("anna", "anna", "second" if taken else "third", by="boris" if "accepts" in twist else "")
    for hand in ("company", "portal"):
        house.call("participants", 0x0108, hand, [ADDRESS["anna"], *terms], subject=ADDRESS["anna"].rjust(32, b"\0"))
    wrapped = [keccak(terms[1]), [[word(1), bytes(161)]], []]
    if twist == "a key is wrapped again before one is lost":
        house.call("participants", 0x010D, "company", wrapped, to="anna")
        return house
    house.clock += WAIT - (twist == "a successor signs too early")
    if not twist or "other length" in twist:
        wrapped[1] = [[word(1), bytes(160 if twist else 161)]]
        house.call("participants", 0x010D, "company", wrapped, to="anna")
    house.call("readingLedger", 0x1304, "anna", [1, 1, bytes(20), ZERO, b""], "anna" if "rekey" in twist else "third")
    return house


# What is not as it has to be, and words of the fault that has to be told.
KEY_CASES = {
    "the old key signs after a rotation": "sender's key",
    "the old key signs after a rekey": "sender's key",
    "a successor signs too early": "sender's key",
    "another accepts a key": "accepted",
    "a key that is used twice": "taken",
    "a key is wrapped again before one is lost": "lost no key",
    "a wrapped key of other length": "length",
}


def run_scenarios() -> int:
    """How many scenarios failed."""
    failed = 0
    for scenario in (money, transfer, correction, acts, replacement, rates, premises, handover, lost_seal_key, rotation, lost_key, wrapped_again, witnesses, lost_founder):
        try:
            scenario()
            print("holds    scenario of", scenario.__name__)
        except (AssertionError, Fault) as error:
            failed += 1
            print(f"FAILED   scenario of {scenario.__name__}: {error}")
    return failed
