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
import {Roles} from "./libraries/Roles.sol";
import {RoleLedger} from "./RoleLedger.sol";

/// @dev The shared half of `ContractLedger` and `BillingLedger`.
abstract contract Payables is IPayables, RoleLedger {
    using Pedersen for Point;

    uint8 private constant LABELS = 8;
    /// @dev How far a due date may lie before the EVM block, so that it is never before the block's day in any time zone, and after it.
    uint256 private constant DUE_BEHIND = 1 days;
    uint256 private constant DUE_AHEAD = 400 days;

    IMeters public immutable METERS;
    ITariffs public immutable TARIFFS;
    IReadingLedger public immutable READING_LEDGER;

    mapping(bytes32 invoiceId => Invoice) private _invoices;
    mapping(bytes32 paymentId => Payment) private _payments;
    /// @inheritdoc IPayables
    mapping(bytes32 paymentReference => bytes32 paymentId) public paymentOfReference;
    /// @inheritdoc IPayables
    mapping(bytes4 channel => uint64 sequence) public billedThrough;

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

    /// @dev Whether this contract was signed by these two parties (it may have been cancelled since: the final bill comes after).
    function _isSigned(bytes32 contractId, address issuer, address subscriber) internal view virtual returns (bool);

    function _issue(InternalBlock calldata t, InvoiceData memory data) private {
        _checkRole(t, _issuerRole());
        _checkCanonical(t, abi.encode(data));
        if (!_isSigned(data.contractId, t.from, t.to)) revert ContractNotInForce(data.contractId, t.from, t.to);
        Periods.check(data.period);
        _checkDates(data.period, data.dueDate);
        bytes32 invoiceId = keccak256(abi.encode(t.from, data.contractId, data.period, data.series));
        if (_invoices[invoiceId].state != InvoiceState.None) revert InvoiceAlreadyIssued(invoiceId);
        if (data.metered.length + data.declared.length == 0) revert InvoiceEmpty(invoiceId);

        Point memory total = _sumDeclared(data.declared);
        for (uint256 i = 0; i < data.metered.length; ++i) {
            total = total.add(_bill(t.from, t.to, data.metered[i]));
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

    function _checkDates(uint32 period, uint64 dueDate) private view {
        uint32 newest = Periods.next(Periods.ofTime(block.timestamp));
        if (period > newest) revert PeriodOutOfRange(period, newest);
        uint256 earliest = Math.saturatingSub(block.timestamp, DUE_BEHIND);
        uint256 latest = block.timestamp + DUE_AHEAD;
        if (dueDate < earliest || dueDate > latest) revert DueDateOutOfRange(dueDate, earliest, latest);
    }

    /// @dev Checks a metered line against the ledgers, marks its channel as billed and returns rate × (C_close − C_open).
    function _bill(address issuer, address subscriber, MeteredLine memory line) private returns (Point memory) {
        IMeters.Meter memory meter = METERS.meter(line.meterId);
        if (meter.provider != issuer || meter.owner != subscriber)
            revert MeterNotOfParties(line.meterId, issuer, subscriber);
        if (uint8(line.obis[4]) != line.zone) revert ZoneMismatch(line.obis, line.zone);

        bytes4 channel = Channels.channelOf(line.meterId, line.obis);
        _checkRegister(channel, line.openSequence, line.openTime, line.open, line.openLink);
        _checkRegister(channel, line.closeSequence, line.closeTime, line.close, line.closeLink);
        if (line.closeSequence <= line.openSequence)
            revert LineNotForward(channel, line.openSequence, line.closeSequence);
        uint64 expected = billedThrough[channel];
        if (expected == 0) expected = READING_LEDGER.firstSequence(channel);
        if (line.openSequence != expected) revert LineNotContinuous(channel, expected, line.openSequence);
        uint256 rate = TARIFFS.rateOver(issuer, meter.resource, line.zone, line.openTime, line.closeTime);

        billedThrough[channel] = line.closeSequence;
        return line.close.subtract(line.open).multiply(rate);
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

    function _checkRegister(
        bytes4 channel,
        uint64 sequence,
        uint64 time,
        Point memory commitment,
        bytes16 link
    ) private view {
        bytes32 register = Channels.registerHash(channel, sequence, time, commitment.x, commitment.y, link);
        if (READING_LEDGER.closeHash(channel, sequence) != register) revert RegisterUnknown(channel, sequence);
    }

    function _sumDeclared(DeclaredLine[] memory declared) private view returns (Point memory sum) {
        for (uint256 i = 0; i < declared.length; ++i) {
            if (declared[i].label == 0 || declared[i].label > LABELS) revert LabelUnknown(declared[i].label);
            sum = sum.add(declared[i].commitment);
        }
    }
}
