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

    uint256 private constant MAX_METERS = 16;
    /// @dev How many replacements a meter is followed back.
    uint256 private constant MAX_REPLACEMENTS = 16;

    mapping(bytes32 contractId => Agreement) private _agreements;
    mapping(bytes32 contractId => mapping(bytes32 meterId => bool)) private _names;
    /// @inheritdoc IContractLedger
    mapping(bytes32 meterId => bytes32 contractId) public contractOfMeter;

    constructor(
        bytes32 networkHash,
        IParticipants participants,
        IMeters meters,
        ITariffs tariffs,
        IReadingLedger readingLedger
    ) RoleLedger(networkHash, participants) Payables(meters, tariffs, readingLedger) {}

    /// @inheritdoc IContractLedger
    function agreement(bytes32 contractId) external view returns (Agreement memory) {
        return _agreements[contractId];
    }

    /// @inheritdoc IContractLedger
    function signedBetween(
        bytes32 contractId,
        address supplier,
        address consumer
    ) external view returns (bool signed, uint64 end) {
        return _signed(contractId, supplier, consumer);
    }

    /// @inheritdoc IContractLedger
    function coversMeter(bytes32 contractId, bytes32 meterId) external view returns (bool) {
        return _covers(contractId, meterId);
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

    function _signed(
        bytes32 contractId,
        address issuer,
        address subscriber
    ) internal view override returns (bool signed, uint64 end) {
        Agreement storage entry = _agreements[contractId];
        signed = entry.copiedBy == BOTH && entry.supplier == issuer && entry.consumer == subscriber;
        end = _endOf(entry);
    }

    function _covers(bytes32 contractId, bytes32 meterId) internal view override returns (bool) {
        bytes32 id = meterId;
        for (uint256 back = 0; back <= MAX_REPLACEMENTS && id != bytes32(0); ++back) {
            if (_names[contractId][id]) return true;
            id = METERS.predecessorOf(id);
        }
        return false;
    }

    function _offer(bytes32 digest, InternalBlock calldata t, Offer memory offer) private {
        _checkCanonical(t, abi.encode(offer));
        (address supplier, address consumer) = _parties(t.from, t.to);
        Resources.check(offer.resource);
        uint256 latest = block.timestamp + LONGEST_OFFER;
        if (offer.validUntil <= block.timestamp || offer.validUntil > latest)
            revert OfferEndOutOfRange(offer.validUntil, block.timestamp, latest);
        if (offer.meterId != bytes32(0)) METERS.checkNameable(offer.meterId, supplier, consumer, offer.resource, true);

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
        bytes32 metersHash = keccak256(abi.encode(copy.meterIds));
        if (entry.copiedBy != 0 && entry.metersHash != metersHash)
            revert MetersMismatch(copy.contractId, entry.metersHash, metersHash);
        _checkMeters(copy.contractId, entry, copy.meterIds);

        entry.copiedBy |= bit;
        entry.subjectHash = copy.subjectHash;
        entry.metersHash = metersHash;
        entry.state = entry.copiedBy == BOTH ? ContractState.Signed : ContractState.HalfSigned;
        emit ContractCopied(copy.contractId, t.from, copy.subjectHash);
        if (entry.copiedBy == BOTH) _bind(copy);
    }

    /// @dev From here on the contract's bills count these meters.
    function _bind(Copy memory copy) private {
        for (uint256 i = 0; i < copy.meterIds.length; ++i) {
            _names[copy.contractId][copy.meterIds[i]] = true;
            contractOfMeter[copy.meterIds[i]] = copy.contractId;
        }
        emit ContractSigned(copy.contractId, copy.subjectHash, copy.meterIds);
    }

    function _checkMeters(bytes32 contractId, Agreement storage entry, bytes32[] memory meterIds) private view {
        if (meterIds.length > MAX_METERS) revert MeterCountOutOfRange(contractId, meterIds.length);
        bytes32 before = bytes32(0);
        for (uint256 i = 0; i < meterIds.length; ++i) {
            bytes32 meterId = meterIds[i];
            if (meterId <= before) revert MetersNotRising(contractId, meterId);
            before = meterId;
            // The second copy names what the first one named, whatever became of it since.
            METERS.checkNameable(meterId, entry.supplier, entry.consumer, entry.resource, entry.copiedBy == 0);
            _checkFree(entry, meterId);
        }
    }

    /// @dev Refuses a meter of another contract of the same parties, by itself or as a successor, unless that contract has an end.
    function _checkFree(Agreement storage entry, bytes32 meterId) private view {
        bytes32 id = meterId;
        for (uint256 back = 0; back <= MAX_REPLACEMENTS && id != bytes32(0); ++back) {
            bytes32 otherId = contractOfMeter[id];
            Agreement storage other = _agreements[otherId];
            if (other.supplier == entry.supplier && other.consumer == entry.consumer && _endOf(other) == 0)
                revert MeterUnderContract(meterId, otherId);
            id = METERS.predecessorOf(id);
        }
    }

    /// @dev From when a contract no longer holds for its supplier; zero while there is no such date.
    function _endOf(Agreement storage entry) private view returns (uint64) {
        if (entry.cancelledBy == BOTH) return uint64(Math.max(entry.supplierEnd, entry.consumerEnd));
        return entry.supplierEnd;
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
        else emit ContractCancelled(contractId, t.from, date, _endOf(entry));
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
