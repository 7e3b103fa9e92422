"""Offers, copies and ends of contracts on the ContractLedger (formats.md §2)."""
from __future__ import annotations

from dataclasses import dataclass, field

from ledger import Block
from primitives import found, need
from registers import COMPANY, DAY, PROVIDER, SUBSCRIBER, Meters, Participants


@dataclass
class Contract:
    """A contract from its offer on."""
    id: bytes
    supplier: bytes
    consumer: bytes
    resource: int
    offered_by: bytes
    valid_until: int
    copies: dict[bytes, tuple[bytes, list[bytes]]] = field(default_factory=dict)
    cancelled: dict[bytes, int] = field(default_factory=dict)
    withdrawn: bool = False

    @property
    def bound(self) -> bool:
        """Whether both parties signed."""
        return len(self.copies) == 2

    @property
    def meters(self) -> list[bytes]:
        """The meters of the terms."""
        return self.copies[self.supplier][1]

    def other(self, party: bytes) -> bytes:
        """The other party."""
        return self.consumer if party == self.supplier else self.supplier

    @property
    def end(self) -> int | None:
        """The later of both parties' dates, or the one that the supplier gave alone."""
        return max(self.cancelled.values()) if self.supplier in self.cancelled else None


class Contracts:
    """All contracts, of the company and of providers."""

    def __init__(self, participants: Participants, meters: Meters) -> None:
        self.participants, self.meters = participants, meters
        self.contracts: dict[bytes, Contract] = {}
        meters.rivals = self.rivals

    def contract(self, contract_id: bytes) -> Contract:
        """A contract that has to be there."""
        return found(self.contracts, contract_id, "contract is unknown")

    def rivals(self, supplier: bytes, consumer: bytes, meter_id: bytes) -> list[list[bytes]]:
        """The meters of the contracts of two parties that name this meter and have no end."""
        return [contract.meters for contract in self.contracts.values()
                if contract.bound and contract.end is None and meter_id in contract.meters
                and (contract.supplier, contract.consumer) == (supplier, consumer)]

    def take(self, block: Block) -> None:
        """A block of the kinds 0x1101 to 0x1104."""
        if block.kind == 0x1101:
            resource, meter_id, valid_until, _ = block.value
            need(self.participants.active(block.sender, SUBSCRIBER, PROVIDER, COMPANY), "sender may not say this")
            need(1 <= resource <= 6 and block.clock < valid_until <= block.clock + 90 * DAY, "offer is out of range")
            supplier, consumer = block.sender, block.to
            if self.participants.role(supplier) == SUBSCRIBER:
                supplier, consumer = consumer, supplier
            roles = self.participants.role(supplier), self.participants.role(consumer)
            need(roles in ((PROVIDER, SUBSCRIBER), (COMPANY, SUBSCRIBER)), "offer goes to no other party")
            need(meter_id == bytes(32) or not self.meters.meter(meter_id).successor, "meter was replaced")
            self.contracts[block.digest] = Contract(block.digest, supplier, consumer, resource, block.sender, valid_until)
            return
        contract = self.contract(block.value[0])
        need(block.subject == contract.id, "subject is not the contract")
        need(block.sender in (contract.supplier, contract.consumer), "sender is no party")
        need(block.to == contract.other(block.sender), "block does not go to the other party")
        need(not contract.withdrawn, "offer is withdrawn")
        if block.kind == 0x1102:
            self._copy(block, contract)
        elif block.kind == 0x1103:
            need(contract.bound, "contract is not signed by both")
            need(block.clock - 40 * DAY <= block.value[1] <= block.clock + 400 * DAY, "effective date is out of range")
            contract.cancelled[block.sender] = block.value[1]
        else:
            other = contract.other(block.sender)
            need(other not in contract.copies, "the other party has signed")
            need(contract.offered_by == block.sender or block.sender in contract.copies, "sender offered or signed nothing")
            contract.withdrawn = True

    def _copy(self, block: Block, contract: Contract) -> None:
        _, subject_hash, meter_ids, _ = block.value
        need(block.sender not in contract.copies, "party has signed already")
        need(block.sender == contract.offered_by or block.clock <= contract.valid_until, "offer is over")
        need(len(meter_ids) <= 16, "meter count is out of range")
        need(all(a < b for a, b in zip(meter_ids, meter_ids[1:])), "meters do not rise")
        for other in contract.copies.values():
            need(other == (subject_hash, meter_ids), "copies have other terms or meters")
        for meter_id in meter_ids:
            need(not self.meters.meter(meter_id).successor, "meter was replaced")
        contract.copies[block.sender] = (subject_hash, meter_ids)
        if not contract.bound:
            return
        for meter_id in meter_ids:
            meter = self.meters.meter(meter_id)
            need((meter.provider, meter.owners[-1], meter.resource)
                 == (contract.supplier, contract.consumer, contract.resource), "meter is unfit for the contract")
            places = [m.id for m in meter.line()]
            for rival in self.contracts.values():
                if rival is not contract and rival.bound and rival.end is None and (
                        (rival.supplier, rival.consumer) == (contract.supplier, contract.consumer)):
                    need(not set(rival.meters) & set(places), "meter is under another contract")
