"""Invoices, payments and accounts: the public arithmetic of bills (formats.md §2, §6)."""
from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from contracts import Contract, Contracts
from ledger import ZERO, Block
from network import Network
from primitives import INFINITY, H, Point, add, found, is_point, keccak, multiply, need, negative, opening_known, word
from registers import COLLECTOR, COMPANY, DAY, PORTAL, PROVIDER, SUBSCRIBER, Channel, Meters, Participants, Tariffs

ISSUED, SETTLED, CARRIED, VOID = "issued", "settled", "carried", "void"
RECORDED, REFUSED, TAKEN, DEEMED, REVERSED = "recorded", "refused", "taken", "deemed", "reversed"
ELECTRICITY = 1


@dataclass
class Invoice:
    """A bill, by its commitments."""
    contract: Contract
    period: int
    outstanding: Point
    lines: Point
    ranges: list[list[Any]]
    before: list[tuple[int, int]]  # of each line, the tenure and up to where that was billed before
    state: str = ISSUED
    replaced: bool = False


@dataclass
class Payment:
    """A payment on an invoice."""
    invoice_id: bytes
    commitment: Point
    clock: int
    state: str = RECORDED


@dataclass
class Order:
    """An order to give money back."""
    contract: Contract
    commitment: Point
    clock: int
    done: bool = False


def period_bounds(period: int) -> tuple[int, int]:
    """First second of a month in UTC, and of the month behind it."""
    year, month = divmod(period, 100)
    need(1 <= month <= 12 and 1970 <= year < 9999, "period is no month")
    after = (year + month // 12, month % 12 + 1)
    return calendar.timegm((year, month, 1, 0, 0, 0)), calendar.timegm((*after, 1, 0, 0, 0))


def deemed_from(recorded: int) -> int:
    """The end of the third working day, Monday to Friday in UTC, after the day of a time (§2)."""
    day, working = recorded // DAY, 0
    while working < 3:
        day += 1
        working += (day + 3) % 7 < 5  # day 0 was a Thursday
    return (day + 1) * DAY


def points(*values: list[int]) -> list[Point]:
    """Pairs that have to be points of the curve."""
    for value in values:
        need(is_point((value[0], value[1])), "commitment is no point")
    return [(value[0], value[1]) for value in values]


class Billing:
    """The money of one ledger: of the company's contracts, or of the providers'."""

    def __init__(self, name: str, network: Network, participants: Participants, meters: Meters, tariffs: Tariffs,
                 contracts: Contracts) -> None:
        self.name, self.network, self.participants = name, network, participants
        self.meters, self.tariffs, self.contracts = meters, tariffs, contracts
        self.invoices: dict[bytes, Invoice] = {}
        self.payments: dict[bytes, Payment] = {}
        self.orders: dict[bytes, Order] = {}
        self.accounts: dict[bytes, Point] = {}
        self.references: set[bytes] = set()

    def take(self, block: Block) -> None:
        """A block of the kinds 0x1201 to 0x120a."""
        kind, value = block.kind, block.value
        if kind == 0x1201:
            self._invoice(block)
        elif kind == 0x1209:
            contract = self.contracts.contract(value[0])
            need(block.subject == contract.id, "subject is not the contract")
            self._from_issuer(block, contract)
            self.orders[block.digest] = Order(contract, points(value[1])[0], block.clock)
        elif kind == 0x120A:
            self._refund(block)
        else:
            invoice = found(self.invoices, value[0], "invoice is unknown")
            need(block.subject == value[0], "subject is not the invoice")
            if kind in (0x1202, 0x1205, 0x1206):
                need(block.to == invoice.contract.consumer, "block does not go to the subscriber")
            else:
                self._from_issuer(block, invoice.contract)
            if kind == 0x1202:
                self._payment(block, invoice)
            elif kind == 0x1203:
                self._receipt(block, invoice)
            elif kind == 0x1207:
                need(invoice.state == ISSUED, "invoice is not issued")
                invoice.state = CARRIED
                self._move(invoice, invoice.outstanding)
                invoice.outstanding = INFINITY
            elif kind == 0x1208:
                self._void(block, invoice)
            else:
                self._answer(block, invoice)

    def _from_issuer(self, block: Block, contract: Contract) -> None:
        need(block.sender == contract.supplier and block.to == contract.consumer, "block is not from issuer to subscriber")
        need(self.participants.active(block.sender, PROVIDER, COMPANY), "sender is not active")
        need((block.sender == self.network.company) == (self.name == "contractLedger"), "contract is of the other ledger")

    def _move(self, invoice: Invoice, amount: Point) -> None:
        """An amount onto an invoice while it is issued, and onto its contract's account otherwise."""
        if invoice.state == ISSUED:
            invoice.outstanding = add(invoice.outstanding, amount)
        else:
            self._account(invoice.contract, amount)

    def _account(self, contract: Contract, amount: Point) -> None:
        self.accounts[contract.id] = add(self.accounts.get(contract.id, INFINITY), amount)

    def _invoice(self, block: Block) -> None:
        contract_id, period, series, due, metered, declared, account, replaces, _ = block.value
        contract = self.contracts.contract(contract_id)
        self._from_issuer(block, contract)
        need(contract.bound, "contract is not signed by both")
        invoice_id = keccak(block.sender.rjust(32, b"\0"), contract_id, word(period), word(series))
        need(block.subject == invoice_id, "subject is not the invoice")
        need(invoice_id not in self.invoices, "invoice is issued already")
        clock = datetime.fromtimestamp(block.clock, UTC)
        start, after = period_bounds(period)
        need(period // 100 * 12 + period % 100 <= clock.year * 12 + clock.month + 1, "period is too late")
        need(block.clock - DAY <= due <= block.clock + 400 * DAY, "due date is out of range")
        end = contract.end
        need(metered or end is None or start < end + DAY, "period is beyond the contract")
        parts: list[Point] = []
        ranges, before = [], []
        for line in metered:
            part, channel_id, channel, tenure = self._line(contract, line, after)
            parts.append(part)
            before.append((tenure, channel.billed.get(tenure, 0)))
            ranges.append([channel_id, line[3], line[7]])
            channel.billed[tenure] = line[7]
        for label, commitment in declared:
            need(1 <= label <= 8, "label is none")
            parts += points(commitment)
        carried = points(account)[0]
        if carried != INFINITY:
            need(carried == self.accounts.get(contract_id, INFINITY), "account is another")
            self.accounts[contract_id] = INFINITY
        if replaces != ZERO:
            old = found(self.invoices, replaces, "replacement is unfit")
            need(old.state == VOID and not old.replaced
                 and (old.contract.id, old.period) == (contract_id, period), "replacement is unfit")
            old.replaced = True
        lines = add(*parts)
        self.invoices[invoice_id] = Invoice(contract, period, add(lines, carried), lines, ranges, before)

    def _line(self, contract: Contract, line: list[Any], period_end: int) -> tuple[Point, bytes, Channel, int]:
        """Check where a metered line stands, and give rate × (close − open)."""
        meter_id, obis, zone, opening, open_time, opened, open_link, closing, close_time, closed, close_link = line
        meter = self.meters.meter(meter_id)
        channel_id = keccak(meter_id, obis)[:4]
        channel = found(self.meters.channels, channel_id, "register is unknown")
        need((channel.meter, channel.obis) == (meter, obis), "register is not the meter's")
        need(any(m.id in contract.meters for m in meter.line()), "meter is not of the contract")
        need(zone == obis[4], "zone is not the register's")
        need(meter.resource != ELECTRICITY or (obis[0], obis[2], obis[3]) == (1, 1, 8), "register is not billed")
        masked = obis[:4] + obis[5:]
        if meter.billed_register:
            need((meter.billed_register, meter.billed_by_zones) == (masked, zone != 0), "register is beside the billed one")
        meter.billed_register, meter.billed_by_zones = masked, zone != 0
        first, last = points(opened, closed)
        need(channel.words.get(opening) == (open_time, first, open_link), "line opens at no such frame")
        need(channel.words.get(closing) == (close_time, last, close_link), "line closes at no such frame")
        need(opening < closing, "line ends before it begins")
        tenure = channel.tenure_of_line(opening, closing)
        need(tenure >= 0 and meter.owners[tenure] == contract.consumer, "line is not of the owner")
        need(opening == channel.begin_of_line(tenure), "line does not begin where the register was billed last")
        need(contract.end is None or open_time < contract.end, "line is beyond the contract")
        need(close_time <= period_end - 1 + DAY, "line is beyond the period")
        rate = self.tariffs.mean(contract.supplier, meter.resource, zone, open_time, close_time)
        return multiply(add(last, negative(first)), rate), channel_id, channel, tenure

    def _refer(self, reference: bytes) -> None:
        need(reference not in self.references, "payment reference is counted already")
        self.references.add(reference)

    def _payment(self, block: Block, invoice: Invoice) -> None:
        invoice_id, commitment, reference, paid_at, payer, (t, z, zr), _ = block.value
        need(block.sender == self.network.portal, "sender may not say this")
        need(block.clock - 90 * DAY <= paid_at <= block.clock + 900, "paidAt is out of range")
        point, proof = points(commitment, t)
        need(point != INFINITY, "payment is infinity")
        statement = b"".join((b"Domledger payment v1", self.network.hash, self.network.contracts[self.name], payer,
                              invoice_id, reference, paid_at.to_bytes(8, "big")))
        need(opening_known(statement, point, proof, z, zr), "opening is unproved")
        self._refer(reference)
        self.payments[block.digest] = Payment(invoice_id, point, block.clock)

    def _payment_of(self, block: Block) -> Payment:
        payment = found(self.payments, block.value[1], "payment is unknown")
        need(payment.invoice_id == block.value[0], "payment is not of the invoice")
        return payment

    def _receipt(self, block: Block, invoice: Invoice) -> None:
        _, payment_id, settles, opening, _ = block.value
        if payment_id != ZERO:
            payment = self._payment_of(block)
            need(payment.state in (RECORDED, REFUSED, DEEMED), "payment is taken already or reversed")
            if payment.state != DEEMED:
                self._move(invoice, negative(payment.commitment))
            payment.state = TAKEN
        else:
            need(settles, "receipt says nothing")
        if settles and invoice.state == ISSUED:
            need(invoice.outstanding == multiply(H, opening), "outstanding is not opening·H")
            invoice.state = SETTLED

    def _answer(self, block: Block, invoice: Invoice) -> None:
        """PAYMENT_REFUSED, PAYMENT_DEEMED and PAYMENT_REVERSED."""
        payment = self._payment_of(block)
        if block.kind == 0x1204:
            need(payment.state == RECORDED and 1 <= block.value[2] <= 4, "payment is answered already, or the reason is none")
            payment.state = REFUSED
        elif block.kind == 0x1205:
            need(self.participants.active(block.sender, SUBSCRIBER, PROVIDER, COMPANY, PORTAL, COLLECTOR), "sender is not active")
            need(payment.state == RECORDED, "payment is answered already")
            need(block.clock >= deemed_from(payment.clock), "answer is not overdue")
            self._move(invoice, negative(payment.commitment))
            payment.state = DEEMED
        else:
            need(block.sender == self.network.portal and 1 <= block.value[2] <= 2, "sender may not say this, or the reason is none")
            need(payment.state != REVERSED, "payment is reversed already")
            if payment.state in (TAKEN, DEEMED):
                self._move(invoice, payment.commitment)
            payment.state = REVERSED

    def _void(self, block: Block, invoice: Invoice) -> None:
        _, lines, ranges, reason = block.value
        need(invoice.state in (ISSUED, CARRIED) and 1 <= reason <= 4, "invoice may not be withdrawn, or the reason is none")
        need(tuple(lines) == invoice.lines and ranges == invoice.ranges, "lines are others")
        for (channel_id, _, closing), (tenure, billed) in zip(reversed(ranges), reversed(invoice.before)):
            channel = self.meters.channels[channel_id]
            need(channel.billed[tenure] == closing, "invoice is not the newest")
            channel.billed[tenure] = billed
        amount = add(invoice.outstanding, negative(invoice.lines))
        invoice.state, invoice.outstanding = VOID, INFINITY
        self._move(invoice, amount)

    def _refund(self, block: Block) -> None:
        order_id, reference, paid_at, (t, z, zr) = block.value
        order = found(self.orders, order_id, "order is unknown")
        need(block.subject == order_id, "subject is not the order")
        need(block.sender == self.network.portal and block.to == order.contract.consumer, "refund is not from portal to subscriber")
        need(not order.done and block.clock <= order.clock + 30 * DAY, "order is carried out already, or over")
        statement = b"".join((b"Domledger refund v1", self.network.hash, self.network.contracts[self.name],
                              order_id, reference, paid_at.to_bytes(8, "big")))
        need(opening_known(statement, order.commitment, points(t)[0], z, zr), "opening is unproved")
        self._refer(reference)
        order.done = True
        self._account(order.contract, order.commitment)
