"""Houses, what holds of their flats, and public sums of areas (formats.md §2)."""
from __future__ import annotations

from typing import Any

from ledger import ZERO, Block
from network import Network
from primitives import BN_N, INFINITY, G, H, Point, add, is_point, multiply, need, negative
from registers import COMPANY, DAY, SUBSCRIBER, Acts, Meters, Participants

ACCOUNT, AREA, PRIVILEGE = 0, 1, 4
FEWEST = 5
NOBODY = bytes(20)


class Dated:
    """Of all that was said, what holds on a day: the last word whose day is not later."""

    def __init__(self) -> None:
        self.words: dict[Any, list[tuple[int, Any]]] = {}

    def say(self, about: Any, day: int, what: Any) -> None:
        """From a day on."""
        self.words.setdefault(about, []).append((day, what))

    def on(self, about: Any, day: int) -> Any:
        """What holds on a day; None where nothing was said of it."""
        return next((what for since, what in reversed(self.words.get(about, [])) if since <= day), None)


class Premises:
    """The register of premises."""

    def __init__(self, network: Network, participants: Participants, meters: Meters) -> None:
        self.network, self.participants, self.meters = network, participants, meters
        self.acts = Acts(network)
        self.houses, self.facts = Dated(), Dated()
        self.by_portal: set[Any] = set()
        self.sums: list[tuple[bytes, int, int]] = []

    def take(self, block: Block) -> None:
        """A block of the kinds 0x0001 and 0x0401 to 0x0404."""
        need(block.sender == self.network.portal or block.sender == self.network.company and block.kind != 0x0404, "sender may not say this")
        {0x0001: self.acts.withdraw, 0x0401: self._list, 0x0402: self._state, 0x0403: self._add_up, 0x0404: self._answer}[block.kind](block)

    def _day(self, block: Block, day: int) -> None:
        today = block.clock // DAY
        need(today - 1097 <= day <= today + 367, "day is out of range")

    def _list(self, block: Block) -> None:
        house, day, flats, groups = block.value
        need(block.subject == house, "subject is not the house")
        self._day(block, day)
        need(len(flats) <= 512 and rising(flats), "flats do not rise, or are too many")
        need(len(groups) <= 16 and sum(len(one[1]) + len(one[2]) for one in groups) <= 1024, "groups are too large")
        for group in groups:
            self._group(*group)
        if self.acts.agreed(block):
            self.houses.say(house, day, flats)

    def _group(self, resource: int, of_house: list[bytes], of_flats: list[bytes]) -> None:
        need(rising(of_house) and rising(of_flats), "meters do not rise")
        meters = [self.meters.meter(meter_id) for meter_id in of_house + of_flats]
        need(len({(one.unit, one.exponent) for one in meters}) <= 1 and all(one.resource == resource for one in meters), "meters do not fit")
        for meter in meters:
            need((meter.owners[-1] == self.network.company) == (meter.id in of_house), "meter is another's")
        need(of_house and len({self.meters.meter(one).owners[-1] for one in of_flats}) >= FEWEST, "group is too small")

    def _state(self, block: Block) -> None:
        house, flat, quantity, day, point, _ = block.value
        commitment: Point = (point[0], point[1])
        about = house, flat, quantity
        need(AREA <= quantity <= PRIVILEGE, "quantity is none")
        by_portal = block.sender == self.network.portal
        need(by_portal or quantity == AREA, "sender may not say this")
        need(by_portal or about not in self.by_portal, "the portal has attested it")
        need(is_point(commitment), "commitment is no point")
        self._say(block, about, day, None if commitment == INFINITY else commitment)
        if by_portal:
            self.by_portal.add(about)

    def _answer(self, block: Block) -> None:
        house, flat, day, account = block.value
        fits = account in (NOBODY, self.network.company) or self.participants.active(account, SUBSCRIBER, COMPANY)
        need(fits, "account may not answer for a flat")
        told = self.facts.on((house, flat, ACCOUNT), day) or NOBODY if account == NOBODY else account
        need(block.to == told, "block goes to another account")
        self._say(block, (house, flat, ACCOUNT), day, None if account == NOBODY else account)

    def _say(self, block: Block, about: tuple[bytes, bytes, int], day: int, what: Any) -> None:
        need(block.subject == about[1], "subject is not the flat")
        self._day(block, day)
        need(self.houses.on(about[0], day), "house has no list")
        need(what is not None or self.facts.on(about, day) is not None, "there is nothing to end")
        self.facts.say(about, day, what)

    def _add_up(self, block: Block) -> None:
        house, day, flats, total, blinding = block.value
        need(block.subject == house, "subject is not the house")
        self._day(block, day)
        need(flats == self.houses.on(house, day) and len(flats) >= FEWEST, "flats are not the list's, or too few")
        areas = [self.facts.on((house, flat, AREA), day) for flat in flats]
        need(None not in areas and blinding < BN_N, "a flat has no area")
        need(add(*areas, negative(multiply(G, total))) == multiply(H, blinding), "areas do not add up")
        self.sums.append((house, day, total))


def rising(ids: list[bytes]) -> bool:
    """Each is behind the one before it; zero is none."""
    return all(before < after for before, after in zip([ZERO, *ids], ids))
