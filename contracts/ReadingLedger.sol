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
import {FrameHead} from "./libraries/FrameHead.sol";
import {BatchHead, Frames} from "./libraries/Frames.sol";
import {Kinds} from "./libraries/Kinds.sol";
import {Pedersen} from "./libraries/Pedersen.sol";
import {Periods} from "./libraries/Periods.sol";
import {Registers} from "./libraries/Registers.sol";
import {Roles} from "./libraries/Roles.sol";
import {RoleLedger} from "./RoleLedger.sol";

/// @dev The specification is `IReadingLedger`.
contract ReadingLedger is IReadingLedger, Appeals {
    using Registers for bytes32;

    uint8 private constant TRUST_MANUAL = 3;
    /// @dev How far behind a gap a channel may go on: numbers are 32 bits, and one frame must not use them up.
    uint256 private constant MAX_JUMP = 1 << 24;
    /// @dev How old a frame may be that does not say that it comes late.
    uint256 private constant LATE_AFTER = 40 days;

    IMeters public immutable METERS;
    /// @inheritdoc IReadingLedger
    bytes32 public immutable DOMAIN;

    mapping(bytes4 channel => ChannelWord) private _channels;
    /// @dev Only for channels whose first frame, after a gap, is not number 1.
    mapping(bytes4 channel => uint64 sequence) private _lateStarts;
    /// @inheritdoc IReadingLedger
    mapping(bytes4 channel => mapping(uint64 sequence => bytes32 register)) public closeHash;
    /// @dev Behind which frame the present tenure of a channel began; zero for its first owner's.
    mapping(bytes4 channel => uint64 sequence) private _handovers;
    mapping(bytes32 requestId => ReadingRequest) private _requests;
    /// @dev What devices signed for their period keys: once announced, nobody can make an older key the newest again.
    mapping(bytes32 message => bool) private _announced;

    modifier onlyMeters() {
        if (msg.sender != address(METERS)) revert SenderNotMeters(msg.sender);
        _;
    }

    constructor(bytes32 networkHash, IParticipants participants, IMeters meters) RoleLedger(networkHash, participants) {
        METERS = meters;
        DOMAIN = keccak256(abi.encodePacked(block.chainid, networkHash, address(this)));
    }

    /// @inheritdoc IReadingLedger
    function setChannels(
        bytes4[] calldata channels,
        uint32 deviceNumber,
        uint16 verifiedDay,
        uint16 tenure,
        bool inService
    ) external onlyMeters {
        for (uint256 i = 0; i < channels.length; ++i) {
            _channels[channels[i]] = _channels[channels[i]].withMeter(deviceNumber, verifiedDay, tenure, inService);
        }
    }

    /// @inheritdoc IReadingLedger
    function checkLast(bytes4[] calldata channels, bytes[] calldata frames) external view returns (uint64 oldest) {
        oldest = type(uint64).max;
        for (uint256 i = 0; i < channels.length; ++i) {
            ChannelWord word = _channels[channels[i]];
            bool isLast = word.sequenceOf() == 0 ? frames[i].length == 0 : bytes16(sha256(frames[i])) == word.headOf();
            if (!isLast) revert ClosingNotLast(channels[i], word.sequenceOf());
            if (word.sequenceOf() != 0) oldest = uint64(Math.min(oldest, word.timeOf()));
        }
    }

    /// @inheritdoc IReadingLedger
    function handOver(bytes4[] calldata channels, bytes[] calldata frames, uint16 tenure) external onlyMeters {
        for (uint256 i = 0; i < channels.length; ++i) {
            if (frames[i].length != 0) _handOver(channels[i], frames[i], tenure);
        }
    }

    /// @inheritdoc IReadingLedger
    function channelState(bytes4 channel) external view returns (ChannelState memory) {
        ChannelWord word = _channels[channel];
        return
            ChannelState(
                word.sequenceOf(),
                word.timeOf(),
                word.headOf(),
                word.deviceNumberOf(),
                word.verifiedDayOf(),
                word.tenureOf(),
                word.inServiceOf()
            );
    }

    /// @inheritdoc IReadingLedger
    function firstSequence(bytes4 channel) external view returns (uint64) {
        if (_channels[channel].sequenceOf() == 0) return 0;
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
            bool meets;
            (meets, offset) = _recordBatch(data, batch, isCollector ? address(0) : t.from, asked);
            if (meets) requestMet = true;
        }
        Frames.close(data, offset);

        if (t.subject == bytes32(0)) return;
        if (!requestMet) revert RequestNotMet(t.subject, asked.meterId);
        _requests[t.subject].answered = true;
        emit ReadingRequestAnswered(t.subject, digest);
    }

    /// @dev Checks and records every frame, then the one signature over all of them; a fault in any reverts all.
    /// @param owner whose meters all frames must be of; zero for the collector, who carries frames of all
    /// @return meets whether a frame answers the request; none does where nothing is asked
    /// @return end the offset behind the last frame
    function _recordBatch(
        bytes calldata data,
        BatchHead memory batch,
        address owner,
        ReadingRequest memory asked
    ) private returns (bool meets, uint256 end) {
        IMeters.Device memory device = METERS.device(batch.deviceId);
        if (device.number == 0) revert DeviceUnknown(batch.deviceId);
        if (device.revoked) revert DeviceKeyRevoked(batch.deviceId);

        bytes memory signed = Frames.prepare(device.algorithm, DOMAIN);
        bytes32[] memory hashes = new bytes32[](batch.frameCount);
        end = batch.frames;
        for (uint256 i = 0; i < hashes.length; ++i) {
            FrameHead head = Frames.head(data, end);
            if (owner != address(0)) _checkOwner(head, owner);
            (hashes[i], end) = _recordFrame(data, end, head, signed, device);
            if (asked.meterId != bytes32(0) && _answers(head, asked)) meets = true;
        }
        bytes32 message = Frames.hashAll(hashes);
        if (!DeviceSignature.verify(device.algorithm, device.x, device.y, message, batch.r, batch.s, batch.v))
            revert DeviceSignatureInvalid(batch.deviceId);
        emit ReadingsRecorded(batch.deviceId, hashes.length, message);
    }

    /// @dev Checks the frame at `offset`, makes it its channel's last one, and keeps its register where bills may use it. That it names
    /// the last one's hash shows at the signature, which is over the ledger's.
    function _recordFrame(
        bytes calldata data,
        uint256 offset,
        FrameHead head,
        bytes memory signed,
        IMeters.Device memory device
    ) private returns (bytes32 frameHash, uint256 end) {
        bytes4 channel = head.channelOf();
        uint256 point;
        uint256 content;
        (point, content, end) = Frames.parts(data, offset, head);
        ChannelWord word = _channels[channel];
        _checkDevice(head, word, device);
        uint32 sequence = _checkOrder(head, word);
        uint256 numbers = Frames.numbersOf(head, sequence, word.headOf());
        uint256 x;
        uint256 y;
        (frameHash, x, y) = Frames.hash(data, point, content, end, numbers, head, signed);
        if (!Pedersen.isCommitment(x, y)) revert CommitmentInvalid(channel, x, y);

        _channels[channel] = word.withFrame(frameHash, sequence, head.timeOf());
        bool isFirst = word.sequenceOf() == 0;
        if (isFirst && sequence != 1) _lateStarts[channel] = sequence;
        if (isFirst || head.has(Frames.FLAG_PERIOD_CLOSE))
            closeHash[channel][sequence] = Registers
                .nameOf(channel, sequence, head.timeOf(), x, y, bytes16(frameHash))
                .within(word.tenureOf(), word.tenureOf());
    }

    /// @dev The channel's last frame ends the lines of the tenure before and begins those of this one. One that was kept already may be of an
    /// earlier tenure still, where none came since.
    function _handOver(bytes4 channel, bytes calldata frame, uint16 tenure) private {
        ChannelWord word = _channels[channel];
        uint64 sequence = word.sequenceOf();
        uint64 before = _handovers[channel];
        bytes32 kept = closeHash[channel][sequence];
        uint16 ending = kept == bytes32(0) ? tenure - 1 : kept.tenureEnding();
        if (word.tenureOf() == tenure && before != sequence) {
            ending = tenure - 1;
            bytes32 replaced = closeHash[channel][before];
            if (before != 0) closeHash[channel][before] = replaced.within(replaced.tenureEnding(), tenure - 1);
        }
        (uint256 x, uint256 y) = abi.decode(frame[64:128], (uint256, uint256));
        bytes32 name = Registers.nameOf(channel, sequence, word.timeOf(), x, y, word.headOf());
        closeHash[channel][sequence] = name.within(ending, tenure);
        _handovers[channel] = sequence;
    }

    function _checkOwner(FrameHead head, address owner) private view {
        if (METERS.ownerOfChannel(head.channelOf()) != owner) revert SenderNotEntitled(owner, Kinds.READINGS);
    }

    /// @dev Refuses a frame that this device may not sign, now or at all.
    function _checkDevice(FrameHead head, ChannelWord word, IMeters.Device memory device) private pure {
        bytes4 channel = head.channelOf();
        uint32 number = word.deviceNumberOf();
        if (number != device.number) {
            if (number == 0) revert ChannelUnknown(channel);
            revert ChannelNotOfDevice(channel, keccak256(abi.encodePacked(device.algorithm, device.x, device.y)));
        }
        if (!word.inServiceOf()) revert MeterOutOfService(channel);
        uint32 time = head.timeOf();
        if (time / 1 days > word.verifiedDayOf()) revert MeterVerificationExpired(channel, word.verifiedDayOf(), time);
        uint16 flags = head.flagsOf();
        if (Frames.isUnknown(flags)) revert FlagsUnknown(channel, flags);
        if (head.has(Frames.FLAG_MANUAL) != (device.trustClass == TRUST_MANUAL))
            revert ManualFlagMismatch(channel, flags, device.trustClass);
    }

    /// @dev Counts the frame, or checks how it counts itself behind a gap, and checks its time.
    /// @return sequence its number
    function _checkOrder(FrameHead head, ChannelWord word) private view returns (uint32 sequence) {
        // No sum can overflow: numbers and times of 32 bits.
        unchecked {
            bool saysLate = head.has(Frames.FLAG_GAP);
            uint256 last = word.sequenceOf();
            uint256 number = saysLate ? head.statedSequenceOf() : last + 1;
            if (number <= last) revert SequenceOutOfOrder(head.channelOf(), last + 1, uint64(number));
            uint256 limit = Math.min(last + MAX_JUMP, type(uint32).max);
            if (number > limit) revert SequenceTooFar(head.channelOf(), limit, number);

            uint256 time = head.timeOf();
            if (time <= word.timeOf()) revert TimeNotRising(head.channelOf(), word.timeOf(), uint64(time));
            uint256 latest = block.timestamp + CLOCK_TOLERANCE;
            if (time > latest) revert TimeAhead(head.channelOf(), uint64(time), latest);
            if (!saysLate && time + LATE_AFTER < block.timestamp)
                revert TimeTooOld(head.channelOf(), uint64(time), block.timestamp - LATE_AFTER);
            sequence = uint32(number);
        }
    }

    function _openRequest(bytes32 requestId) private view returns (ReadingRequest storage request) {
        request = _requests[requestId];
        if (request.requester == address(0)) revert RequestUnknown(requestId);
        if (request.answered) revert RequestAlreadyAnswered(requestId);
    }

    /// @dev A frame of the meter, not older than the request, and read by hand where that was asked for.
    function _answers(FrameHead head, ReadingRequest memory asked) private view returns (bool) {
        if (head.timeOf() < asked.requestedAt) return false;
        if (asked.manual && !head.has(Frames.FLAG_MANUAL)) return false;
        return METERS.meterOfChannel(head.channelOf()) == asked.meterId;
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
        _checkRecipient(t, meter.owner);

        _requests[digest] = ReadingRequest(data.meterId, t.from, data.manual, false, data.dueDate, t.timestamp);
        emit ReadingRequested(digest, data.meterId, t.from, data.manual, data.dueDate);
    }

    function _knownMeter(bytes32 meterId) private view returns (IMeters.Meter memory meter) {
        meter = METERS.meter(meterId);
        if (meter.owner == address(0)) revert MeterUnknown(meterId);
    }
}
