// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IContractLedger} from "./interfaces/IContractLedger.sol";
import {IMeters} from "./interfaces/IMeters.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IReadingLedger} from "./interfaces/IReadingLedger.sol";
import {Channels} from "./libraries/Channels.sol";
import {DeviceSignature} from "./libraries/DeviceSignature.sol";
import {Kinds} from "./libraries/Kinds.sol";
import {Resources} from "./libraries/Resources.sol";
import {Roles} from "./libraries/Roles.sol";
import {RoleLedger} from "./RoleLedger.sol";
import {TwoHands} from "./TwoHands.sol";

/// @dev The specification is `IMeters`.
contract Meters is IMeters, RoleLedger, TwoHands {
    uint8 private constant TRUST_METER_SIGNED = 1;
    uint8 private constant TRUST_CLASSES = 3;
    uint8 private constant UNITS = 4;
    uint256 private constant MAX_REGISTERS = 24;
    uint8 private constant MAX_DIGITS = 18;
    /// @dev Frames come daily, and two hands take their time.
    uint256 private constant MEASURED_WITHIN = 2 days;
    uint256 private constant OBJECTION = 10 days;

    IReadingLedger public immutable READING_LEDGER;
    IContractLedger public immutable CONTRACT_LEDGER;

    uint32 private _deviceCount;
    mapping(bytes32 deviceId => Device) private _devices;
    mapping(bytes32 meterId => Meter) private _meters;
    mapping(bytes32 meterId => mapping(uint16 tenure => address)) private _formerOwners;
    mapping(bytes32 meterId => Handover) private _handovers;
    /// @inheritdoc IMeters
    mapping(bytes4 channel => bytes32 meterId) public meterOfChannel;
    /// @inheritdoc IMeters
    mapping(bytes32 meterId => bytes32 oldMeterId) public predecessorOf;
    /// @dev Present and next owner of a handover that waits for its other hand.
    mapping(bytes32 actHash => address[2]) private _concerned;

    constructor(
        bytes32 networkHash,
        IParticipants participants,
        IReadingLedger readingLedger,
        IContractLedger contractLedger
    ) RoleLedger(networkHash, participants) {
        READING_LEDGER = readingLedger;
        CONTRACT_LEDGER = contractLedger;
    }

    /// @inheritdoc IMeters
    function meter(bytes32 meterId) external view returns (Meter memory) {
        return _meters[meterId];
    }

    /// @inheritdoc IMeters
    function measureOf(
        bytes32 meterId
    ) external view returns (address owner, uint8 resource, uint8 unit, int8 exponent) {
        Meter storage entry = _meters[meterId];
        return (entry.owner, entry.resource, entry.unit, entry.exponent);
    }

    /// @inheritdoc IMeters
    function checkNameable(
        bytes32 meterId,
        address supplier,
        address consumer,
        uint8 resource,
        bool anew
    ) external view {
        Meter storage entry = _meters[meterId];
        bool fits = entry.provider == supplier && entry.owner == consumer && entry.resource == resource;
        if (!fits) revert ContractMeterUnfit(meterId, supplier, consumer);
        if (anew && entry.replacedBy != bytes32(0)) revert ContractMeterReplaced(meterId, entry.replacedBy);
    }

    /// @inheritdoc IMeters
    function device(bytes32 deviceId) external view returns (Device memory) {
        return _devices[deviceId];
    }

    /// @inheritdoc IMeters
    function ownerIn(bytes32 meterId, uint16 tenure) external view returns (address) {
        Meter storage entry = _meters[meterId];
        return tenure == entry.tenure ? entry.owner : _formerOwners[meterId][tenure];
    }

    /// @inheritdoc IMeters
    function handover(bytes32 meterId) external view returns (Handover memory) {
        return _handovers[meterId];
    }

    /// @inheritdoc IMeters
    function ownerOfChannel(bytes4 channel) external view returns (address) {
        return _meters[meterOfChannel[channel]].owner;
    }

    /// @inheritdoc IMeters
    function channelOf(bytes32 meterId, bytes6 obis) external pure returns (bytes4) {
        return Channels.channelOf(meterId, obis);
    }

    function _apply(bytes32 digest, InternalBlock calldata t, bytes calldata data) internal override {
        if (t.kind == Kinds.METER_TRANSFER) return _transferMeter(digest, t, abi.decode(data, (MeterTransfer)));
        if (t.kind == Kinds.METER_REGISTER) return _registerMeter(digest, t, abi.decode(data, (MeterRegistration)));
        if (t.kind == Kinds.ACT_WITHDRAW) return _withdrawHandover(digest, t, abi.decode(data, (bytes32)));
        _checkRole(t, Roles.COMPANY);
        if (t.kind == Kinds.DEVICE_REGISTER) return _registerDevice(t, abi.decode(data, (DeviceRegistration)));
        if (t.kind == Kinds.DEVICE_REVOKE) return _revokeDevice(t, abi.decode(data, (bytes32)));
        if (t.kind == Kinds.METER_REPLACE) return _replaceMeter(digest, t, abi.decode(data, (MeterReplacement)));
        if (t.kind == Kinds.METER_VERIFY) return _verifyMeter(digest, t, abi.decode(data, (MeterVerification)));
        revert KindUnknown(t.kind);
    }

    /// @inheritdoc TwoHands
    function _hands() internal view override returns (address company, address portal) {
        return (PARTICIPANTS.COMPANY(), PARTICIPANTS.PORTAL());
    }

    function _registerDevice(InternalBlock calldata t, DeviceRegistration memory d) private {
        _checkCanonical(t, abi.encode(d));
        if (d.trustClass == 0 || d.trustClass > TRUST_CLASSES) revert TrustClassUnknown(d.trustClass);
        if (!DeviceSignature.isPublicKey(d.algorithm, d.x, d.y)) revert DeviceKeyInvalid(d.algorithm, d.x, d.y);
        bytes32 deviceId = keccak256(abi.encodePacked(d.algorithm, d.x, d.y));
        if (_devices[deviceId].number != 0) revert DeviceAlreadyRegistered(deviceId);

        _devices[deviceId] = Device(d.algorithm, d.trustClass, false, ++_deviceCount, d.x, d.y);
        emit DeviceRegistered(deviceId, d.algorithm, d.x, d.y, d.trustClass);
    }

    function _revokeDevice(InternalBlock calldata t, bytes32 deviceId) private {
        _checkCanonical(t, abi.encode(deviceId));
        Device storage entry = _devices[deviceId];
        if (entry.number == 0) revert DeviceNotRegistered(deviceId);
        if (entry.revoked) revert DeviceAlreadyRevoked(deviceId);

        entry.revoked = true;
        emit DeviceRevoked(deviceId);
    }

    function _registerMeter(bytes32 digest, InternalBlock calldata t, MeterRegistration memory m) private {
        _checkCanonical(t, abi.encode(m));
        if (m.meterId == bytes32(0)) revert MeterIdZero();
        if (_meters[m.meterId].owner != address(0)) revert MeterAlreadyRegistered(m.meterId);
        _checkOwner(m.owner);
        if (!_holds(Roles.PROVIDER, m.provider) && !_holds(Roles.COMPANY, m.provider))
            revert ProviderNotEntitled(m.provider);
        if (m.resource == 0 || m.resource >= Resources.UPKEEP) revert ResourceNotMetered(m.resource);
        if (m.unit == 0 || m.unit > UNITS) revert UnitUnknown(m.unit);
        _checkDigits(m);
        Device storage signer = _devices[m.deviceId];
        if (signer.number == 0) revert DeviceNotRegistered(m.deviceId);
        if (signer.revoked) revert DeviceAlreadyRevoked(m.deviceId);
        if (m.obis.length == 0 || m.obis.length > MAX_REGISTERS) revert ObisCountOutOfRange(m.obis.length);
        if (signer.trustClass != TRUST_METER_SIGNED)
            _checkRole(t, Roles.COMPANY);
            // Nobody but the meter says what such a meter measured: that it is one, two have to say.
        else if (!_byBothHands(t)) return;

        _chainTo(m.owner, digest);
        _meters[m.meterId] = Meter(
            m.owner,
            0,
            m.digits,
            m.scale,
            m.provider,
            m.resource,
            m.unit,
            m.exponent,
            m.verifiedUntil,
            m.deviceId,
            bytes32(0),
            m.obis
        );
        READING_LEDGER.setChannels(_giveChannels(m), signer.number, _dayOf(m.verifiedUntil), 0, true);
        emit MeterRegistered(
            m.meterId,
            m.owner,
            m.provider,
            m.resource,
            m.unit,
            m.exponent,
            m.deviceId,
            m.verifiedUntil,
            m.obis
        );
    }

    /// @dev Each register gets a number that no other one has.
    function _giveChannels(MeterRegistration memory m) private returns (bytes4[] memory channels) {
        channels = new bytes4[](m.obis.length);
        for (uint256 i = 0; i < m.obis.length; ++i) {
            bytes4 channel = Channels.channelOf(m.meterId, m.obis[i]);
            bytes32 taken = meterOfChannel[channel];
            if (taken == m.meterId) revert ObisRepeated(m.meterId, m.obis[i]);
            if (taken != bytes32(0)) revert ChannelNumberTaken(m.meterId, m.obis[i], taken);
            meterOfChannel[channel] = m.meterId;
            channels[i] = channel;
        }
    }

    /// @dev Where a counter begins again is a number of whole mantissa units that a register of 64 bits counts many times over.
    function _checkDigits(MeterRegistration memory m) private pure {
        int256 zeros = int256(uint256(m.digits)) + m.scale - m.exponent;
        bool fits =
            m.digits == 0 ? m.scale == 0 : m.digits <= MAX_DIGITS && zeros > 0 && zeros <= int256(uint256(MAX_DIGITS));
        if (!fits) revert DigitsOutOfRange(m.digits, m.scale, m.exponent);
    }

    function _replaceMeter(bytes32 digest, InternalBlock calldata t, MeterReplacement memory r) private {
        _checkCanonical(t, abi.encode(r));
        _checkSubject(t, r.oldMeterId);
        Meter storage oldMeter = _inService(r.oldMeterId);
        Meter storage newMeter = _inService(r.newMeterId);
        bool alike =
            oldMeter.owner == newMeter.owner &&
                oldMeter.provider == newMeter.provider &&
                oldMeter.resource == newMeter.resource &&
                oldMeter.unit == newMeter.unit &&
                oldMeter.exponent == newMeter.exponent;
        if (!alike || r.oldMeterId == r.newMeterId) revert MeterReplacementUnlike(r.oldMeterId, r.newMeterId);
        if (predecessorOf[r.newMeterId] != bytes32(0))
            revert MeterAlreadyReplaces(r.newMeterId, predecessorOf[r.newMeterId]);
        _checkUnbound(r, newMeter);

        _chainTo(oldMeter.owner, digest);
        oldMeter.replacedBy = r.newMeterId;
        predecessorOf[r.newMeterId] = r.oldMeterId;
        _writeChannels(r.oldMeterId, oldMeter);
        emit MeterReplaced(r.oldMeterId, r.newMeterId);
    }

    /// @dev Else two contracts of the same parties would count one meter: its own, and that of the meter it follows.
    function _checkUnbound(MeterReplacement memory r, Meter storage newMeter) private view {
        bytes32 contractId = CONTRACT_LEDGER.contractOfMeter(r.newMeterId);
        (bool signed, uint64 end) = CONTRACT_LEDGER.signedBetween(contractId, newMeter.provider, newMeter.owner);
        if (signed && end == 0 && !CONTRACT_LEDGER.coversMeter(contractId, r.oldMeterId))
            revert MeterOfOtherContract(r.newMeterId, contractId);
    }

    function _verifyMeter(bytes32 digest, InternalBlock calldata t, MeterVerification memory v) private {
        _checkCanonical(t, abi.encode(v));
        _checkSubject(t, v.meterId);
        Meter storage entry = _inService(v.meterId);
        _chainTo(entry.owner, digest);
        entry.verifiedUntil = v.verifiedUntil;
        _writeChannels(v.meterId, entry);
        emit MeterVerified(v.meterId, v.verifiedUntil);
    }

    function _transferMeter(bytes32 digest, InternalBlock calldata t, MeterTransfer memory m) private {
        _checkCanonical(t, abi.encode(m));
        _checkSubject(t, m.meterId);
        Meter storage entry = _inService(m.meterId);
        _checkOwner(m.owner);
        _checkClosings(m, entry);
        _tell(digest, [entry.owner, m.owner]);
        bytes32 actHash = _actHashOf(t);
        if (!_byBothHands(t)) {
            _concerned[actHash] = [entry.owner, m.owner];
            return;
        }
        delete _concerned[actHash];

        if (m.owner != entry.owner) {
            _formerOwners[m.meterId][entry.tenure] = entry.owner;
            entry.owner = m.owner;
            ++entry.tenure;
        }
        _handovers[m.meterId] = Handover(uint64(block.timestamp), m.estimated);
        READING_LEDGER.handOver(_channelsOf(m.meterId, entry), m.closings, entry.tenure);
        _writeChannels(m.meterId, entry);
        emit MeterTransferred(m.meterId, m.owner, entry.tenure, m.estimated);
    }

    function _withdrawHandover(bytes32 digest, InternalBlock calldata t, bytes32 actHash) private {
        _withdrawAct(t, actHash);
        address[2] memory concerned = _concerned[actHash];
        // Of a meter that never came to be registered nobody was told.
        if (concerned[0] == address(0)) return;
        _tell(digest, concerned);
        delete _concerned[actHash];
    }

    /// @dev Counts the block for the owners whom it concerns, whoever it is addressed to.
    function _tell(bytes32 digest, address[2] memory concerned) private {
        _chainTo(concerned[0], digest);
        if (concerned[1] != concerned[0]) _chainTo(concerned[1], digest);
    }

    /// @dev The registers are the newest that the ledger has, and no older than the handover says; what was handed over stands, but for an
    /// estimate that measured registers take the place of in time.
    function _checkClosings(MeterTransfer memory m, Meter storage entry) private view {
        if (m.closings.length != entry.obis.length)
            revert ClosingCountMismatch(m.meterId, entry.obis.length, m.closings.length);
        uint64 oldest = READING_LEDGER.checkLast(_channelsOf(m.meterId, entry), m.closings);
        uint256 earliest = block.timestamp - MEASURED_WITHIN;
        if (!m.estimated && oldest < earliest) revert ClosingTooOld(m.meterId, oldest, earliest);
        if (m.owner != entry.owner) return;
        Handover memory last = _handovers[m.meterId];
        bool isPutRight = last.estimated && !m.estimated && block.timestamp <= last.since + OBJECTION;
        if (!isPutRight) revert HandoverStands(m.meterId, m.owner);
    }

    /// @dev Tells the reading ledger what the meter's entry says: it asks nobody when frames come.
    function _writeChannels(bytes32 meterId, Meter storage entry) private {
        READING_LEDGER.setChannels(
            _channelsOf(meterId, entry),
            _devices[entry.deviceId].number,
            _dayOf(entry.verifiedUntil),
            entry.tenure,
            entry.replacedBy == bytes32(0)
        );
    }

    function _channelsOf(bytes32 meterId, Meter storage entry) private view returns (bytes4[] memory channels) {
        channels = new bytes4[](entry.obis.length);
        for (uint256 i = 0; i < channels.length; ++i) {
            channels[i] = Channels.channelOf(meterId, entry.obis[i]);
        }
    }

    function _inService(bytes32 meterId) private view returns (Meter storage entry) {
        entry = _meters[meterId];
        if (entry.owner == address(0)) revert MeterNotRegistered(meterId);
        if (entry.replacedBy != bytes32(0)) revert MeterAlreadyReplaced(meterId, entry.replacedBy);
    }

    function _checkOwner(address owner) private view {
        if (!_holds(Roles.SUBSCRIBER, owner) && !_holds(Roles.COMPANY, owner)) revert OwnerNotEntitled(owner);
    }

    /// @dev The UTC day of a date, counted from 1970, as the reading ledger keeps it.
    function _dayOf(uint64 verifiedUntil) private pure returns (uint16) {
        uint64 day = verifiedUntil / 1 days;
        if (day > type(uint16).max) revert VerificationDateTooLarge(verifiedUntil);
        return uint16(day);
    }
}
