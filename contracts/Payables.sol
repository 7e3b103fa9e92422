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
import {Registers} from "./libraries/Registers.sol";
import {Resources} from "./libraries/Resources.sol";
import {Payments} from "./Payments.sol";

/// @dev The shared half of `ContractLedger` and `BillingLedger`.
abstract contract Payables is IPayables, Payments {
    using Pedersen for Point;
    using Registers for bytes32;

    uint8 private constant LABELS = 8;
    uint8 private constant VOID_REASONS = 4;
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

    /// @dev keccak256 of the sum of an invoice's lines and of what they billed: with both it can be withdrawn.
    mapping(bytes32 invoiceId => bytes32) private _linesHash;
    /// @inheritdoc IPayables
    mapping(bytes32 invoiceId => bytes32) public replacementOf;
    /// @inheritdoc IPayables
    mapping(bytes4 channel => uint64 sequence) public billedThrough;
    /// @dev What is billed of a meter: its OBIS code with 1 (its total) or 2 (its zones) for field E; zero while nothing is.
    mapping(bytes32 meterId => bytes6) private _billedBy;

    constructor(IMeters meters, ITariffs tariffs, IReadingLedger readingLedger) {
        METERS = meters;
        TARIFFS = tariffs;
        READING_LEDGER = readingLedger;
    }

    function _apply(bytes32 digest, InternalBlock calldata t, bytes calldata data) internal virtual override {
        if (t.kind == Kinds.INVOICE) return _issue(t, abi.decode(data, (InvoiceData)));
        if (t.kind == Kinds.VOID) return _void(t, abi.decode(data, (VoidData)));
        super._apply(digest, t, data);
    }

    /// @dev Whether bills by this contract count this meter.
    function _covers(bytes32 contractId, bytes32 meterId) internal view virtual returns (bool);

    function _issue(InternalBlock calldata t, InvoiceData memory data) private {
        _checkRole(t, _issuerRole());
        _checkCanonical(t, abi.encode(data));
        Scope memory scope = _scopeOf(t, data);
        bytes32 invoiceId = keccak256(abi.encode(t.from, data.contractId, data.period, data.series));
        if (_invoices[invoiceId].state != InvoiceState.None) revert InvoiceAlreadyIssued(invoiceId);
        if (data.metered.length + data.declared.length == 0) revert InvoiceEmpty(invoiceId);

        if (data.replaces != bytes32(0)) _replace(scope, invoiceId, data);
        Point memory total = _sumLines(scope, invoiceId, data);
        if (data.account.x != 0) total = total.add(_drawAccount(data.contractId, data.account));
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

    /// @dev Returns the sum of the lines, and keeps what is needed to take them back.
    function _sumLines(
        Scope memory scope,
        bytes32 invoiceId,
        InvoiceData memory data
    ) private returns (Point memory sum) {
        sum = _sumDeclared(data.declared);
        BilledRange[] memory ranges = new BilledRange[](data.metered.length);
        for (uint256 i = 0; i < ranges.length; ++i) {
            MeteredLine memory line = data.metered[i];
            sum = sum.add(_bill(scope, line));
            bytes4 channel = Channels.channelOf(line.meterId, line.obis);
            ranges[i] = BilledRange(channel, line.openSequence, line.closeSequence);
        }
        _linesHash[invoiceId] = keccak256(abi.encode(sum, ranges));
    }

    function _replace(Scope memory scope, bytes32 invoiceId, InvoiceData memory data) private {
        Invoice storage before = _invoices[data.replaces];
        bool fits =
            before.state == InvoiceState.Void &&
                before.issuer == scope.issuer &&
                before.subscriber == scope.subscriber &&
                before.contractId == data.contractId &&
                before.period == data.period &&
                replacementOf[data.replaces] == bytes32(0);
        if (!fits) revert ReplacementUnfit(invoiceId, data.replaces);

        replacementOf[data.replaces] = invoiceId;
        emit InvoiceReplaced(data.replaces, invoiceId);
    }

    function _void(InternalBlock calldata t, VoidData memory data) private {
        Invoice storage bill = _ownInvoice(t, abi.encode(data), data.invoiceId);
        _checkReason(data.reason, VOID_REASONS);
        if (bill.state != InvoiceState.Issued && bill.state != InvoiceState.Carried)
            revert InvoiceStateUnfit(data.invoiceId, bill.state);
        bytes32 linesHash = _linesHash[data.invoiceId];
        if (keccak256(abi.encode(data.lines, data.ranges)) != linesHash)
            revert LinesMismatch(data.invoiceId, linesHash);
        // Backwards: two lines of an invoice may follow each other on one channel.
        for (uint256 i = data.ranges.length; i > 0; --i) {
            BilledRange memory range = data.ranges[i - 1];
            uint64 through = billedThrough[range.channel];
            if (through != range.closeSequence) revert InvoiceNotNewest(data.invoiceId, range.channel, through);
            billedThrough[range.channel] = range.openSequence;
        }

        bill.state = InvoiceState.Void;
        emit InvoiceVoided(data.invoiceId, data.reason);
        // What is outstanding beyond the lines is what was drawn less what was paid; of a carried one that stands in the account already.
        _charge(bill, bill.outstanding.subtract(data.lines));
        bill.outstanding = Point(0, 0);
    }

    function _scopeOf(InternalBlock calldata t, InvoiceData memory data) private view returns (Scope memory) {
        uint64 end = _checkParties(data.contractId, t.from, t.to);
        (uint256 start, uint256 next, uint32 newest) = TARIFFS.monthOf(data.period);
        if (data.period > newest) revert PeriodOutOfRange(data.period, newest);
        _checkDueDate(data.dueDate);
        bool isOver = end != 0 && start >= uint256(end) + CALENDAR_TOLERANCE;
        if (isOver && data.metered.length == 0) revert PeriodBeyondContract(data.contractId, data.period, end);
        return Scope(t.from, t.to, data.contractId, end, next + CALENDAR_TOLERANCE);
    }

    /// @dev Empties the account, which must hold just this: what was not known when the bill was made is not in it.
    function _drawAccount(bytes32 contractId, Point memory drawn) private returns (Point memory) {
        Point memory held = account(contractId);
        if (held.x != drawn.x || held.y != drawn.y) revert AccountMismatch(contractId, held.x, held.y);
        _moveAccount(contractId, drawn.negate());
        return drawn;
    }

    function _checkDueDate(uint64 dueDate) private view {
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
