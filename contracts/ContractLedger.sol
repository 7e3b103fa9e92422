// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IContractLedger} from "./interfaces/IContractLedger.sol";
import {IMeters} from "./interfaces/IMeters.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IReadingLedger} from "./interfaces/IReadingLedger.sol";
import {ITariffs} from "./interfaces/ITariffs.sol";
import {Kinds} from "./libraries/Kinds.sol";
import {Resources} from "./libraries/Resources.sol";
import {Roles} from "./libraries/Roles.sol";
import {Payables} from "./Payables.sol";
import {RoleLedger} from "./RoleLedger.sol";

/// @dev The specification is `IContractLedger`.
contract ContractLedger is IContractLedger, Payables {
    uint8 private constant SUPPLIER_BIT = 1;
    uint8 private constant CONSUMER_BIT = 2;
    uint8 private constant BOTH = 3;

    /// @dev How far the date of a cancellation may lie before and after the EVM block.
    uint256 private constant CANCEL_BEHIND = 40 days;
    uint256 private constant CANCEL_AHEAD = 400 days;
    uint256 private constant LONGEST_OFFER = 90 days;

    mapping(bytes32 contractId => Agreement) private _agreements;

    constructor(
        IParticipants participants,
        IMeters meters,
        ITariffs tariffs,
        IReadingLedger readingLedger
    ) RoleLedger(participants) Payables(meters, tariffs, readingLedger) {}

    /// @inheritdoc IContractLedger
    function agreement(bytes32 contractId) external view returns (Agreement memory) {
        return _agreements[contractId];
    }

    /// @inheritdoc IContractLedger
    function isSignedBetween(bytes32 contractId, address supplier, address consumer) external view returns (bool) {
        return _isSigned(contractId, supplier, consumer);
    }

    function _apply(bytes32 digest, InternalBlock calldata t, bytes calldata data) internal override {
        if (t.kind == Kinds.OFFER) return _offer(digest, t, abi.decode(data, (Offer)));
        if (t.kind == Kinds.COPY) return _copy(t, abi.decode(data, (Copy)));
        if (t.kind == Kinds.CANCEL) return _cancel(t, abi.decode(data, (Cancellation)));
        if (t.kind == Kinds.OFFER_WITHDRAW) return _withdraw(t, abi.decode(data, (bytes32)));
        super._apply(digest, t, data);
    }

    function _issuerRole() internal pure override returns (bytes32) {
        return Roles.COMPANY;
    }

    function _isSigned(bytes32 contractId, address issuer, address subscriber) internal view override returns (bool) {
        Agreement storage entry = _agreements[contractId];
        return entry.copiedBy == BOTH && entry.supplier == issuer && entry.consumer == subscriber;
    }

    function _offer(bytes32 digest, InternalBlock calldata t, Offer memory offer) private {
        _checkCanonical(t, abi.encode(offer));
        (address supplier, address consumer) = _parties(t.from, t.to);
        Resources.check(offer.resource);
        uint256 latest = block.timestamp + LONGEST_OFFER;
        if (offer.validUntil <= block.timestamp || offer.validUntil > latest)
            revert OfferEndOutOfRange(offer.validUntil, block.timestamp, latest);
        if (offer.meterId != bytes32(0)) {
            IMeters.Meter memory meter = METERS.meter(offer.meterId);
            if (meter.provider != supplier || meter.owner != consumer)
                revert ContractMeterUnfit(offer.meterId, supplier, consumer);
        }

        Agreement storage entry = _agreements[digest];
        entry.supplier = supplier;
        entry.consumer = consumer;
        entry.resource = offer.resource;
        entry.meterId = offer.meterId;
        entry.offeredBy = t.from == supplier ? SUPPLIER_BIT : CONSUMER_BIT;
        entry.validUntil = offer.validUntil;
        entry.state = ContractState.Offered;
        emit ContractOffered(digest, supplier, consumer, t.from, offer.resource, offer.meterId, offer.validUntil);
    }

    function _copy(InternalBlock calldata t, Copy memory copy) private {
        _checkCanonical(t, abi.encode(copy));
        (Agreement storage entry, uint8 bit) = _partyTo(t, copy.contractId);
        if (entry.state == ContractState.Withdrawn) revert ContractStateUnfit(copy.contractId, entry.state);
        if (entry.copiedBy & bit != 0) revert CopyAlreadyRecorded(copy.contractId, t.from);
        if (bit != entry.offeredBy && block.timestamp > entry.validUntil)
            revert OfferExpired(copy.contractId, entry.validUntil);
        if (entry.copiedBy != 0 && entry.subjectHash != copy.subjectHash)
            revert SubjectHashMismatch(copy.contractId, entry.subjectHash, copy.subjectHash);

        entry.copiedBy |= bit;
        entry.subjectHash = copy.subjectHash;
        entry.state = entry.copiedBy == BOTH ? ContractState.Signed : ContractState.HalfSigned;
        emit ContractCopied(copy.contractId, t.from, copy.subjectHash);
        if (entry.copiedBy == BOTH) emit ContractSigned(copy.contractId, copy.subjectHash);
    }

    function _withdraw(InternalBlock calldata t, bytes32 contractId) private {
        _checkCanonical(t, abi.encode(contractId));
        (Agreement storage entry, uint8 bit) = _partyTo(t, contractId);
        if (entry.state != ContractState.Offered && entry.state != ContractState.HalfSigned)
            revert ContractStateUnfit(contractId, entry.state);
        bool isOwn = (entry.offeredBy | entry.copiedBy) & bit != 0;
        if (!isOwn || entry.copiedBy & ~bit != 0) revert OfferNotOwn(contractId, t.from);

        entry.state = ContractState.Withdrawn;
        emit OfferWithdrawn(contractId, t.from);
    }

    function _cancel(InternalBlock calldata t, Cancellation memory cancellation) private {
        _checkCanonical(t, abi.encode(cancellation));
        bytes32 contractId = cancellation.contractId;
        (Agreement storage entry, uint8 bit) = _partyTo(t, contractId);
        if (entry.copiedBy != BOTH) revert ContractStateUnfit(contractId, entry.state);
        if (entry.cancelledBy & bit != 0) revert CopyAlreadyRecorded(contractId, t.from);
        uint64 date = cancellation.effectiveDate;
        _checkEnd(contractId, date);

        bool isSecond = entry.cancelledBy != 0;
        entry.cancelledBy |= bit;
        if (bit == SUPPLIER_BIT) entry.supplierEnd = date;
        else entry.consumerEnd = date;
        entry.state = isSecond ? ContractState.Cancelled : ContractState.CancelRequested;
        if (!isSecond) emit ContractCancelRequested(contractId, t.from, date);
        else emit ContractCancelled(contractId, t.from, date, uint64(Math.max(entry.supplierEnd, entry.consumerEnd)));
    }

    /// @dev A date without bounds would be a cancellation that never comes, or one that takes back what was billed long ago.
    function _checkEnd(bytes32 contractId, uint64 date) private view {
        uint256 earliest = Math.saturatingSub(block.timestamp, CANCEL_BEHIND);
        uint256 latest = block.timestamp + CANCEL_AHEAD;
        if (date < earliest || date > latest) revert EffectiveDateOutOfRange(contractId, date, earliest, latest);
    }

    /// @dev Who of the two supplies: the provider if one takes part, else the company.
    function _parties(address from, address to) private view returns (address supplier, address consumer) {
        if (_holds(Roles.PROVIDER, from)) (supplier, consumer) = (from, to);
        else if (_holds(Roles.PROVIDER, to)) (supplier, consumer) = (to, from);
        else if (_holds(Roles.COMPANY, from)) (supplier, consumer) = (from, to);
        else if (_holds(Roles.COMPANY, to)) (supplier, consumer) = (to, from);
        else revert PartiesUnfit(from, to);

        bool mayConsume = _holds(Roles.SUBSCRIBER, consumer) || _holds(Roles.COMPANY, consumer);
        if (!mayConsume || supplier == consumer) revert PartiesUnfit(from, to);
    }

    /// @dev The contract of a COPY, CANCEL or OFFER_WITHDRAW and the sender's bit in it; the block goes to the other party.
    function _partyTo(
        InternalBlock calldata t,
        bytes32 contractId
    ) private view returns (Agreement storage entry, uint8 bit) {
        _checkSubject(t, contractId);
        entry = _agreements[contractId];
        if (entry.state == ContractState.None) revert ContractUnknown(contractId);
        bool isSupplier = t.from == entry.supplier;
        if ((!isSupplier && t.from != entry.consumer) || !PARTICIPANTS.isActive(t.from))
            revert SenderNotEntitled(t.from, t.kind);
        _checkRecipient(t, isSupplier ? entry.consumer : entry.supplier);
        bit = isSupplier ? SUPPLIER_BIT : CONSUMER_BIT;
    }
}
