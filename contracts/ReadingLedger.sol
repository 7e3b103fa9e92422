// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Appeals} from "./Appeals.sol";
import {IMeters} from "./interfaces/IMeters.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IReadingLedger} from "./interfaces/IReadingLedger.sol";
import {ChannelWord} from "./libraries/ChannelWord.sol";
import {DeviceSignature} from "./libraries/DeviceSignature.sol";
import {BatchHead, Frame, Frames} from "./libraries/Frames.sol";
import {Kinds} from "./libraries/Kinds.sol";
import {Pedersen} from "./libraries/Pedersen.sol";
import {Periods} from "./libraries/Periods.sol";
import {Roles} from "./libraries/Roles.sol";
import {RoleLedger} from "./RoleLedger.sol";

/// @dev The specification is `IReadingLedger`.
contract ReadingLedger is IReadingLedger, Appeals {
    uint8 private constant TRUST_MANUAL = 3;
    /// @dev How far behind a gap a channel may go on: numbers are 40 bits, and one frame must not use them up.
    uint64 private constant MAX_JUMP = 1 << 24;
    /// @dev How old a frame may be that does not say that it comes late.
    uint256 private constant LATE_AFTER = 40 days;

    IMeters public immutable METERS;
    /// @inheritdoc IReadingLedger
    bytes32 public immutable DOMAIN;

    /// @dev sequence (40 bits) | time (40 bits) | first 22 bytes of the last frame's hash: one slot per channel. 22 bytes are enough:
    /// only the device can make frames at all, so the link protects against others' second preimages, and the sequence already forbids
    /// the device two frames in one place.
    mapping(bytes32 channel => uint256 packed) private _channels;
    /// @dev Only for channels whose first frame, after a gap, is not number 1.
    mapping(bytes32 channel => uint64 sequence) private _lateStarts;
    /// @inheritdoc IReadingLedger
    mapping(bytes32 channel => mapping(uint64 sequence => bytes32 register)) public closeHash;
    mapping(bytes32 requestId => ReadingRequest) private _requests;
    /// @dev What devices signed for their period keys: once announced, nobody can make an older key the newest again.
    mapping(bytes32 message => bool) private _announced;

    constructor(IParticipants participants, IMeters meters) RoleLedger(participants) {
        METERS = meters;
        DOMAIN = keccak256(abi.encodePacked(block.chainid, address(this)));
    }

    /// @inheritdoc IReadingLedger
    function channelState(bytes32 channel) external view returns (ChannelState memory) {
        uint256 packed = _channels[channel];
        return ChannelState(uint40(packed >> 216), uint40(packed >> 176), bytes22(bytes32(packed << 80)));
    }

    /// @inheritdoc IReadingLedger
    function firstSequence(bytes32 channel) external view returns (uint64) {
        if (_channels[channel] == 0) return 0;
        uint64 late = _lateStarts[channel];
        return late == 0 ? 1 : late;
    }

    /// @inheritdoc IReadingLedger
    function readingRequest(bytes32 requestId) external view returns (ReadingRequest memory) {
        return _requests[requestId];
    }

    function _apply(bytes32 digest, InternalBlock calldata t, bytes calldata data) internal override {
        if (t.kind == Kinds.READINGS) return _recordReadings(digest, t, data);
        if (t.kind == Kinds.PERIOD_KEYS) return _announceKeys(t, abi.decode(data, (PeriodKeys)));
        if (t.kind == Kinds.READING_REQUEST) return _request(digest, t, abi.decode(data, (RequestData)));
        super._apply(digest, t, data);
    }

    // Readings

    function _recordReadings(bytes32 digest, InternalBlock calldata t, bytes calldata data) private {
        bool isCollector = _holds(Roles.COLLECTOR, t.from);
        if (!isCollector && !PARTICIPANTS.isActive(t.from)) revert SenderNotEntitled(t.from, t.kind);
        ReadingRequest memory asked;
        if (t.subject != bytes32(0)) asked = _openRequest(t.subject);

        bool requestMet = false;
        (uint256 batchCount, uint256 offset) = Frames.open(data);
        for (uint256 i = 0; i < batchCount; ++i) {
            BatchHead memory batch = Frames.batchHead(data, offset);
            bytes32[] memory channels;
            (channels, offset) = Frames.channels(data, batch);
            if (!isCollector && !METERS.ownsChannels(t.from, channels)) revert SenderNotEntitled(t.from, t.kind);
            if (_recordBatch(data, batch, channels, asked)) requestMet = true;
        }
        Frames.close(data, offset);

        if (t.subject == bytes32(0)) return;
        if (!requestMet) revert RequestNotMet(t.subject, asked.meterId);
        _requests[t.subject].answered = true;
        emit ReadingRequestAnswered(t.subject, digest);
    }

    /// @dev Checks and records every frame, then the one signature over all of them; a fault in any reverts all.
    /// @return meets whether a frame answers the request; none does where nothing is asked
    function _recordBatch(
        bytes calldata data,
        BatchHead memory batch,
        bytes32[] memory channels,
        ReadingRequest memory asked
    ) private returns (bool meets) {
        (IMeters.Device memory device, ChannelWord[] memory words) = METERS.deviceAndChannels(batch.deviceId, channels);
        if (device.number == 0) revert DeviceUnknown(batch.deviceId);
        if (device.revoked) revert DeviceKeyRevoked(batch.deviceId);

        bytes memory signed = Frames.prepare(device.algorithm, DOMAIN);
        bytes32[] memory hashes = new bytes32[](words.length);
        Frame memory frame;
        uint256 offset = batch.frames;
        for (uint256 i = 0; i < words.length; ++i) {
            offset = Frames.read(data, offset, signed, frame);
            _checkDevice(frame, words[i], batch.deviceId, device);
            _recordFrame(frame);
            hashes[i] = frame.hash;
            if (asked.meterId != bytes32(0) && _answers(frame, asked)) meets = true;
        }
        bytes32 message = Frames.hashAll(hashes);
        if (!DeviceSignature.verify(device.algorithm, device.x, device.y, message, batch.r, batch.s, batch.v))
            revert DeviceSignatureInvalid(batch.deviceId);
    }

    /// @dev Refuses a frame that this device may not sign, now or at all.
    function _checkDevice(
        Frame memory frame,
        ChannelWord word,
        bytes32 deviceId,
        IMeters.Device memory device
    ) private pure {
        uint32 number = word.deviceNumberOf();
        if (number == 0) revert ChannelUnknown(frame.channel);
        if (number != device.number) revert ChannelNotOfDevice(frame.channel, deviceId);
        if (!word.inServiceOf()) revert MeterOutOfService(frame.channel);
        if (frame.time > word.verifiedUntilOf())
            revert MeterVerificationExpired(frame.channel, word.verifiedUntilOf(), frame.time);
        if (frame.flags >= Frames.FLAGS_END) revert FlagsUnknown(frame.channel, frame.flags);
        if ((frame.flags & Frames.FLAG_MANUAL != 0) != (device.trustClass == TRUST_MANUAL))
            revert ManualFlagMismatch(frame.channel, frame.flags, device.trustClass);
    }

    /// @dev Checks that the frame follows its channel's last one, and makes it the last.
    function _recordFrame(Frame memory frame) private {
        bytes32 channel = frame.channel;
        uint256 packed = _channels[channel];
        _checkSequence(frame, uint64(packed >> 216));
        bytes22 last = bytes22(bytes32(packed << 80));
        // The first frame names nothing: all 32 bytes are zero. Later ones are compared as far as the slot keeps the hash.
        if (packed == 0 ? frame.previous != bytes32(0) : bytes22(frame.previous) != last)
            revert PreviousMismatch(channel, last, frame.previous);
        _checkTime(frame, uint40(packed >> 176));
        if (!Pedersen.isCommitment(frame.x, frame.y)) revert CommitmentInvalid(channel, frame.x, frame.y);

        _channels[channel] =
            (uint256(frame.sequence) << 216) |
            (uint256(frame.time) << 176) |
            (uint256(frame.hash) >> 80);
        if (packed == 0 && frame.sequence != 1) _lateStarts[channel] = frame.sequence;
        if (packed == 0 || frame.flags & Frames.FLAG_PERIOD_CLOSE != 0)
            closeHash[channel][frame.sequence] = keccak256(abi.encode(frame.time, frame.x, frame.y));
        emit FrameRecorded(channel, frame.sequence, frame.time, frame.flags, frame.hash);
    }

    function _checkSequence(Frame memory frame, uint64 last) private pure {
        uint64 expected = last + 1;
        bool mayJump = frame.flags & Frames.FLAG_GAP != 0;
        if (mayJump ? frame.sequence < expected : frame.sequence != expected)
            revert SequenceOutOfOrder(frame.channel, expected, frame.sequence);
        uint256 limit = Math.min(last + MAX_JUMP, type(uint40).max);
        if (frame.sequence > limit) revert SequenceTooFar(frame.channel, limit, frame.sequence);
    }

    function _checkTime(Frame memory frame, uint64 last) private view {
        if (frame.time <= last) revert TimeNotRising(frame.channel, last, frame.time);
        uint256 latest = block.timestamp + CLOCK_TOLERANCE;
        if (frame.time > latest) revert TimeAhead(frame.channel, frame.time, latest);
        bool saysSo = frame.flags & Frames.FLAG_GAP != 0;
        if (!saysSo && frame.time + LATE_AFTER < block.timestamp)
            revert TimeTooOld(frame.channel, frame.time, block.timestamp - LATE_AFTER);
    }

    function _openRequest(bytes32 requestId) private view returns (ReadingRequest storage request) {
        request = _requests[requestId];
        if (request.requester == address(0)) revert RequestUnknown(requestId);
        if (request.answered) revert RequestAlreadyAnswered(requestId);
    }

    /// @dev A frame of the meter, not older than the request, and read by hand where that was asked for.
    function _answers(Frame memory frame, ReadingRequest memory asked) private view returns (bool) {
        if (frame.time < asked.requestedAt) return false;
        if (asked.manual && frame.flags & Frames.FLAG_MANUAL == 0) return false;
        return METERS.meterOfChannel(frame.channel) == asked.meterId;
    }

    // Period keys

    function _announceKeys(InternalBlock calldata t, PeriodKeys memory keys) private {
        _checkCanonical(t, abi.encode(keys));
        IMeters.Meter memory meter = _knownMeter(keys.meterId);
        bool isOwner = t.from == meter.owner && PARTICIPANTS.isActive(t.from);
        if (!isOwner) _checkRole(t, Roles.COLLECTOR);
        if (meter.deviceId != keys.deviceId) revert MeterNotOfDevice(keys.meterId, keys.deviceId);
        Periods.check(keys.period);
        bytes32 envelopeHash = keccak256(keys.envelope);
        bytes32 message = sha256(
            abi.encodePacked("Domledger period key v1", DOMAIN, keys.meterId, keys.period, envelopeHash)
        );
        _checkDeviceSignature(keys.deviceId, message, keys.deviceSignature);
        if (_announced[message]) revert PeriodKeysAnnouncedBefore(keys.meterId, keys.period, envelopeHash);

        _announced[message] = true;
        emit PeriodKeysAnnounced(keys.meterId, keys.period, keys.deviceId, envelopeHash);
    }

    function _checkDeviceSignature(bytes32 deviceId, bytes32 message, bytes memory signature) private view {
        IMeters.Device memory device = METERS.device(deviceId);
        if (device.revoked) revert DeviceKeyRevoked(deviceId);
        if (signature.length != 65) revert DeviceSignatureMalformed(signature.length);
        (uint8 v, bytes32 r, bytes32 s) = ECDSA.parse(signature);
        if (!DeviceSignature.verify(device.algorithm, device.x, device.y, message, r, s, v))
            revert DeviceSignatureInvalid(deviceId);
    }

    // Requests for readings

    function _request(bytes32 digest, InternalBlock calldata t, RequestData memory data) private {
        _checkCanonical(t, abi.encode(data));
        IMeters.Meter memory meter = _knownMeter(data.meterId);
        bool isParty = (t.from == meter.provider || t.from == meter.owner) && PARTICIPANTS.isActive(t.from);
        if (!isParty) _checkRole(t, Roles.COMPANY);

        _requests[digest] = ReadingRequest(data.meterId, t.from, data.manual, false, data.dueDate, t.timestamp);
        emit ReadingRequested(digest, data.meterId, t.from, data.manual, data.dueDate);
    }

    function _knownMeter(bytes32 meterId) private view returns (IMeters.Meter memory meter) {
        meter = METERS.meter(meterId);
        if (meter.owner == address(0)) revert MeterUnknown(meterId);
    }
}
