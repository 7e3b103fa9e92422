// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IMeters} from "./interfaces/IMeters.sol";
import {IPayables} from "./interfaces/IPayables.sol";
import {IReadingLedger} from "./interfaces/IReadingLedger.sol";
import {ITariffs} from "./interfaces/ITariffs.sol";
import {Channels} from "./libraries/Channels.sol";
import {Kinds} from "./libraries/Kinds.sol";
import {Pedersen, Point} from "./libraries/Pedersen.sol";
import {Periods} from "./libraries/Periods.sol";
import {Registers} from "./libraries/Registers.sol";
import {Resources} from "./libraries/Resources.sol";
import {Roles} from "./libraries/Roles.sol";
import {RoleLedger} from "./RoleLedger.sol";

/// @dev The shared half of `ContractLedger` and `BillingLedger`.
abstract contract Payables is IPayables, RoleLedger {
    using Pedersen for Point;
    using Registers for bytes32;

    uint8 private constant LABELS = 8;
    /// @dev How far a due date may lie before the EVM block, so that it is never before the block's day in any time zone, and after it.
    uint256 private constant DUE_BEHIND = 1 days;
    uint256 private constant DUE_AHEAD = 400 days;
    /// @dev Local months begin and end less than a day from those in UTC.
    uint256 private constant CALENDAR_TOLERANCE = 1 days;
    bytes6 private constant OUTSIDE_E = 0xffffffff00ff;
    bytes6 private constant BY_TOTAL = 0x000000000100;
    bytes6 private constant BY_ZONES = 0x000000000200;

    /// @dev What a bill's lines are checked against.
    struct Scope {
        address issuer;
        address subscriber;
        bytes32 contractId;
        uint64 end;
        uint256 latestClose;
    }

    IMeters public immutable METERS;
    ITariffs public immutable TARIFFS;
    IReadingLedger public immutable READING_LEDGER;

    mapping(bytes32 invoiceId => Invoice) private _invoices;
    mapping(bytes32 paymentId => Payment) private _payments;
    /// @inheritdoc IPayables
    mapping(bytes32 paymentReference => bytes32 paymentId) public paymentOfReference;
    /// @inheritdoc IPayables
    mapping(bytes4 channel => uint64 sequence) public billedThrough;
    /// @dev What is billed of a meter: its OBIS code with 1 (its total) or 2 (its zones) for field E; zero while nothing is.
    mapping(bytes32 meterId => bytes6) private _billedBy;

    constructor(IMeters meters, ITariffs tariffs, IReadingLedger readingLedger) {
        METERS = meters;
        TARIFFS = tariffs;
        READING_LEDGER = readingLedger;
    }

    /// @inheritdoc IPayables
    function invoice(bytes32 invoiceId) external view returns (Invoice memory) {
        return _invoices[invoiceId];
    }

    /// @inheritdoc IPayables
    function payment(bytes32 paymentId) external view returns (Payment memory) {
        return _payments[paymentId];
    }

    function _apply(bytes32 digest, InternalBlock calldata t, bytes calldata data) internal virtual override {
        if (t.kind == Kinds.INVOICE) return _issue(t, abi.decode(data, (InvoiceData)));
        if (t.kind == Kinds.PAYMENT) return _pay(digest, t, abi.decode(data, (PaymentData)));
        if (t.kind == Kinds.RECEIPT) return _receipt(t, abi.decode(data, (ReceiptData)));
        revert KindUnknown(t.kind);
    }

    /// @dev The role whose holders issue invoices on this ledger.
    function _issuerRole() internal pure virtual returns (bytes32);

    /// @dev Whether this contract was signed by these two parties (it may have been cancelled since: the final bill comes after), and
    /// from when it no longer holds; zero while there is no such date.
    function _signed(
        bytes32 contractId,
        address issuer,
        address subscriber
    ) internal view virtual returns (bool signed, uint64 end);

    /// @dev Whether bills by this contract count this meter.
    function _covers(bytes32 contractId, bytes32 meterId) internal view virtual returns (bool);

    function _issue(InternalBlock calldata t, InvoiceData memory data) private {
        _checkRole(t, _issuerRole());
        _checkCanonical(t, abi.encode(data));
        Scope memory scope = _scopeOf(t, data);
        bytes32 invoiceId = keccak256(abi.encode(t.from, data.contractId, data.period, data.series));
        if (_invoices[invoiceId].state != InvoiceState.None) revert InvoiceAlreadyIssued(invoiceId);
        if (data.metered.length + data.declared.length == 0) revert InvoiceEmpty(invoiceId);

        Point memory total = _sumDeclared(data.declared);
        for (uint256 i = 0; i < data.metered.length; ++i) {
            total = total.add(_bill(scope, data.metered[i]));
        }
        _invoices[invoiceId] = Invoice(
            t.from,
            t.to,
            data.contractId,
            data.period,
            data.series,
            data.dueDate,
            InvoiceState.Issued,
            total
        );
        emit InvoiceIssued(invoiceId, t.from, t.to, data.contractId, data.period, data.series, data.dueDate, total);
    }

    function _scopeOf(InternalBlock calldata t, InvoiceData memory data) private view returns (Scope memory) {
        (bool signed, uint64 end) = _signed(data.contractId, t.from, t.to);
        if (!signed) revert ContractNotInForce(data.contractId, t.from, t.to);
        Periods.check(data.period);
        _checkDates(data.period, data.dueDate);
        bool isOver = end != 0 && Periods.start(data.period) >= uint256(end) + CALENDAR_TOLERANCE;
        if (isOver && data.metered.length == 0) revert PeriodBeyondContract(data.contractId, data.period, end);
        uint256 latestClose = Periods.start(Periods.next(data.period)) + CALENDAR_TOLERANCE;
        return Scope(t.from, t.to, data.contractId, end, latestClose);
    }

    function _checkDates(uint32 period, uint64 dueDate) private view {
        uint32 newest = Periods.next(Periods.ofTime(block.timestamp));
        if (period > newest) revert PeriodOutOfRange(period, newest);
        uint256 earliest = Math.saturatingSub(block.timestamp, DUE_BEHIND);
        uint256 latest = block.timestamp + DUE_AHEAD;
        if (dueDate < earliest || dueDate > latest) revert DueDateOutOfRange(dueDate, earliest, latest);
    }

    /// @dev Checks a metered line against the ledgers, marks its channel as billed and returns rate × (C_close − C_open).
    function _bill(Scope memory scope, MeteredLine memory line) private returns (Point memory) {
        uint8 resource = _takeMeter(scope, line);
        bytes4 channel = Channels.channelOf(line.meterId, line.obis);
        bytes32 open = _register(channel, line.openSequence, line.openTime, line.open, line.openLink);
        bytes32 close = _register(channel, line.closeSequence, line.closeTime, line.close, line.closeLink);
        uint16 tenure = close.tenureEnding();
        if (open.tenureBeginning() != tenure || METERS.ownerIn(line.meterId, tenure) != scope.subscriber)
            revert LineNotOfOwner(channel, scope.subscriber, open.tenureBeginning(), tenure);
        if (line.closeSequence <= line.openSequence)
            revert LineNotForward(channel, line.openSequence, line.closeSequence);
        uint64 expected = billedThrough[channel];
        if (expected == 0) expected = READING_LEDGER.firstSequence(channel);
        // What nobody was billed for before a handover stays so: the next owner's lines begin behind it.
        bool isHandover = open.tenureEnding() != tenure && line.openSequence > expected;
        if (line.openSequence != expected && !isHandover)
            revert LineNotContinuous(channel, expected, line.openSequence);
        if (line.closeTime > scope.latestClose) revert LineBeyondPeriod(channel, line.closeTime, scope.latestClose);
        if (scope.end != 0 && line.openTime >= scope.end) revert LineBeyondContract(channel, line.openTime, scope.end);
        uint256 rate = TARIFFS.rateOver(scope.issuer, resource, line.zone, line.openTime, line.closeTime);

        billedThrough[channel] = line.closeSequence;
        return line.close.subtract(line.open).multiply(rate);
    }

    /// @dev Checks that the line's register is one that bills by the contract count, and marks its meter as billed by it. Returns what the
    /// meter measures.
    function _takeMeter(Scope memory scope, MeteredLine memory line) private returns (uint8) {
        IMeters.Meter memory meter = METERS.meter(line.meterId);
        if (meter.provider != scope.issuer) revert MeterNotOfIssuer(line.meterId, scope.issuer);
        if (!_covers(scope.contractId, line.meterId)) revert MeterNotOfContract(scope.contractId, line.meterId);
        if (uint8(line.obis[4]) != line.zone) revert ZoneMismatch(line.obis, line.zone);
        bool isImport = line.obis[0] == 0x01 && line.obis[2] == 0x01 && line.obis[3] == 0x08;
        if (meter.resource == Resources.ELECTRICITY && !isImport) revert RegisterNotBilled(line.meterId, line.obis);
        bytes6 by = (line.obis & OUTSIDE_E) | (line.zone == 0 ? BY_TOTAL : BY_ZONES);
        bytes6 before = _billedBy[line.meterId];
        if (before != bytes6(0) && before != by) revert RegisterBesideBilled(line.meterId, line.obis);

        if (before == bytes6(0)) _billedBy[line.meterId] = by;
        return meter.resource;
    }

    function _pay(bytes32 digest, InternalBlock calldata t, PaymentData memory data) private {
        _checkRole(t, Roles.PORTAL);
        _checkCanonical(t, abi.encode(data));
        _checkSubject(t, data.invoiceId);
        Invoice storage bill = _known(data.invoiceId);
        _checkRecipient(t, bill.issuer);
        if (bill.state == InvoiceState.Settled) revert InvoiceAlreadySettled(data.invoiceId);
        if (paymentOfReference[data.paymentReference] != bytes32(0)) revert PaymentReferenceUsed(data.paymentReference);
        if (!Pedersen.isCommitment(data.commitment.x, data.commitment.y))
            revert PaymentCommitmentInvalid(data.commitment.x, data.commitment.y);

        paymentOfReference[data.paymentReference] = digest;
        _payments[digest].invoiceId = data.invoiceId;
        bill.outstanding = bill.outstanding.subtract(data.commitment);
        emit PaymentRecorded(digest, data.invoiceId, data.paymentReference, data.commitment);
    }

    function _receipt(InternalBlock calldata t, ReceiptData memory data) private {
        _checkRole(t, _issuerRole());
        _checkCanonical(t, abi.encode(data));
        _checkSubject(t, data.invoiceId);
        Invoice storage bill = _known(data.invoiceId);
        if (bill.issuer != t.from) revert SenderNotEntitled(t.from, t.kind);
        _checkRecipient(t, bill.subscriber);
        Payment storage paid = _payments[data.paymentId];
        bool acknowledges = data.paymentId != bytes32(0) || !data.settles;
        if (acknowledges && paid.invoiceId != data.invoiceId) revert PaymentUnknown(data.invoiceId, data.paymentId);
        if (paid.receipted) revert PaymentAlreadyReceipted(data.paymentId);

        if (acknowledges) paid.receipted = true;
        emit ReceiptIssued(data.invoiceId, data.paymentId);
        if (data.settles) _settle(data.invoiceId, bill, data.opening);
    }

    function _settle(bytes32 invoiceId, Invoice storage bill, uint256 opening) private {
        if (bill.state == InvoiceState.Settled) revert InvoiceAlreadySettled(invoiceId);
        if (!bill.outstanding.opensToZero(opening)) revert OpeningInvalid(invoiceId, opening);

        bill.state = InvoiceState.Settled;
        emit InvoiceSettled(invoiceId, opening);
    }

    function _known(bytes32 invoiceId) private view returns (Invoice storage bill) {
        bill = _invoices[invoiceId];
        if (bill.state == InvoiceState.None) revert InvoiceUnknown(invoiceId);
    }

    function _register(
        bytes4 channel,
        uint64 sequence,
        uint64 time,
        Point memory commitment,
        bytes16 link
    ) private view returns (bytes32 register) {
        register = READING_LEDGER.closeHash(channel, sequence);
        bytes32 name = Registers.nameOf(channel, sequence, time, commitment.x, commitment.y, link);
        if (!register.isNamed(name)) revert RegisterUnknown(channel, sequence);
    }

    function _sumDeclared(DeclaredLine[] memory declared) private view returns (Point memory sum) {
        for (uint256 i = 0; i < declared.length; ++i) {
            if (declared[i].label == 0 || declared[i].label > LABELS) revert LabelUnknown(declared[i].label);
            sum = sum.add(declared[i].commitment);
        }
    }
}
