// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {ILedger} from "./ILedger.sol";

/**
 * @title Readings, requests for readings, appeals
 * @notice Readings come as frames that a metering device signed (docs/formats.md, 4). Per channel the sequence and the time only
 * rise and each frame names the one before it; nothing is ever edited.
 */
interface IReadingLedger is ILedger {
    /// @dev Data of PERIOD_KEYS. `deviceSignature` is 65 bytes r ‖ s ‖ v.
    struct PeriodKeys {
        bytes32 deviceId;
        bytes32 meterId;
        uint32 period;
        bytes envelope;
        bytes deviceSignature;
    }

    /// @dev Data of READING_REQUEST.
    struct RequestData {
        bytes32 meterId;
        bool manual;
        uint64 dueDate;
    }

    /// @param requester zero when there is no such request
    /// @param manual asks the owner to read by hand instead of the collector
    /// @param answered a frame of the meter came with reference to the request: not older than it, and flagged manual where it asks that
    /// @param requestedAt the request's own time, unix seconds
    struct ReadingRequest {
        bytes32 meterId;
        address requester;
        bool manual;
        bool answered;
        uint64 dueDate;
        uint64 requestedAt;
    }

    /// @dev Data of APPEAL. Category 1 question, 2 complaint, 3 suggestion; addressees bits 1 company, 2 portal, 4 provider.
    struct AppealData {
        uint8 category;
        uint8 addressees;
        address provider;
        bytes32 about;
        bytes envelope;
    }

    /// @dev Data of APPEAL_ANSWER. Outcome 1 answered, 2 in work, 3 redirected.
    struct AnswerData {
        bytes32 appealId;
        uint8 outcome;
        bytes envelope;
    }

    /// @param subscriber who appealed; zero when there is no such appeal
    /// @param provider the addressed provider; zero when none is
    /// @param outcomes the last answer of company, portal, provider: 0 none, 1 answered, 2 in work, 3 redirected
    struct Appeal {
        address subscriber;
        uint8 category;
        uint8 addressees;
        address provider;
        bytes32 about;
        uint8[3] outcomes;
    }

    /// @param sequence of the last frame; zero before the first
    /// @param time of the last frame
    /// @param head the first 22 bytes of the last frame's hash
    struct ChannelState {
        uint40 sequence;
        uint40 time;
        bytes22 head;
    }

    error DeviceUnknown(bytes32 deviceId);
    error DeviceKeyRevoked(bytes32 deviceId);
    error DeviceSignatureInvalid(bytes32 deviceId);
    error ChannelUnknown(bytes32 channel);
    /// @notice The channel's meter has another device.
    error ChannelNotOfDevice(bytes32 channel, bytes32 deviceId);
    /// @notice The channel's meter was replaced.
    error MeterOutOfService(bytes32 channel);
    error MeterVerificationExpired(bytes32 channel, uint64 verifiedUntil, uint64 time);
    error FlagsUnknown(bytes32 channel, uint16 flags);
    /// @notice Frames of a device of trust class 3, and no others, are flagged manual.
    error ManualFlagMismatch(bytes32 channel, uint16 flags, uint8 trustClass);
    error SequenceOutOfOrder(bytes32 channel, uint64 expected, uint64 actual);
    /// @notice Behind a gap a channel goes on at most 2^24 numbers further on, and never beyond 40 bits; `limit` is the last that is taken.
    error SequenceTooFar(bytes32 channel, uint256 limit, uint64 sequence);
    /// @notice `expected` is the first 22 bytes of the last frame's hash; the first frame of a channel has zero.
    error PreviousMismatch(bytes32 channel, bytes22 expected, bytes32 actual);
    error TimeNotRising(bytes32 channel, uint64 last, uint64 time);
    error TimeAhead(bytes32 channel, uint64 time, uint256 latest);
    /// @notice A frame older than 40 days at the EVM block comes late and has to say so by the gap flag.
    error TimeTooOld(bytes32 channel, uint64 time, uint256 earliest);
    /// @notice The commitment is not a point of the curve, or the identity.
    error CommitmentInvalid(bytes32 channel, uint256 x, uint256 y);
    error DeviceSignatureMalformed(uint256 length);
    error MeterUnknown(bytes32 meterId);
    /// @notice Another device signs for this meter.
    error MeterNotOfDevice(bytes32 meterId, bytes32 deviceId);
    /// @notice This envelope for this meter and period is announced already. A key that a newer one took the place of cannot come back.
    error PeriodKeysAnnouncedBefore(bytes32 meterId, uint32 period, bytes32 envelopeHash);
    error RequestUnknown(bytes32 requestId);
    error RequestAlreadyAnswered(bytes32 requestId);
    /// @notice The readings that should answer the request hold no frame of its meter that is not older than the request and, where it asks
    /// for a reading by hand, flagged manual.
    error RequestNotMet(bytes32 requestId, bytes32 meterId);
    error CategoryUnknown(uint8 category);
    /// @notice There are no addressees, or unknown ones.
    error AddresseesUnknown(uint8 addressees);
    /// @notice An appeal names an active provider exactly when it is addressed to one.
    error AppealProviderUnfit(address provider);
    error AppealUnknown(bytes32 appealId);
    error OutcomeUnknown(uint8 outcome);
    /// @notice This addressee's final answer is recorded.
    error AnswerAlreadyFinal(bytes32 appealId, address addressee);

    /**
     * @notice A frame was taken: its device signed it, and it follows its channel's last frame. At most one per channel and
     * `sequence`, in rising order of both `sequence` and `time`; never taken back. The content stands in the calldata.
     */
    event FrameRecorded(bytes32 indexed channel, uint64 sequence, uint64 time, uint16 flags, bytes32 frameHash);
    /// @notice The device announced a key of the meter and period. There may be several, and frames under each of them: readers hold
    /// all that were announced to them. At most one per meter, period and `envelopeHash`: the newest is that which the device made last.
    event PeriodKeysAnnounced(
        bytes32 indexed meterId,
        uint32 indexed period,
        bytes32 indexed deviceId,
        bytes32 envelopeHash
    );
    /// @notice Somebody entitled asks for a reading. At most one per `requestId`, the block's digest.
    event ReadingRequested(
        bytes32 indexed requestId,
        bytes32 indexed meterId,
        address indexed requester,
        bool manual,
        uint64 dueDate
    );
    /// @notice Frames of the meter came in answer, in block `digest`. At most one per `requestId`.
    event ReadingRequestAnswered(bytes32 indexed requestId, bytes32 indexed digest);
    /// @notice At most one per `appealId`, the block's digest.
    event AppealMade(
        bytes32 indexed appealId,
        address indexed subscriber,
        address indexed provider,
        uint8 category,
        uint8 addressees,
        bytes32 about
    );
    /// @notice An addressee's answer. None follows an addressee's outcome 1 (answered) or 3 (redirected).
    event AppealAnswered(bytes32 indexed appealId, address indexed addressee, uint8 outcome);

    /// @notice keccak256(chain id ‖ this address): the domain inside every frame.
    function DOMAIN() external view returns (bytes32);

    /// @notice Where a channel stands.
    function channelState(bytes32 channel) external view returns (ChannelState memory);

    /// @notice keccak256(abi.encode(uint64 time, uint256 x, uint256 y)) of a channel's first frame and of its period-close frames; zero
    /// for all others. Written once.
    function closeHash(bytes32 channel, uint64 sequence) external view returns (bytes32);

    /// @notice The sequence of a channel's first frame; zero when it has none.
    function firstSequence(bytes32 channel) external view returns (uint64);

    /// @notice What is recorded about a request; all zero when it is unknown.
    function readingRequest(bytes32 requestId) external view returns (ReadingRequest memory);

    /// @notice What is recorded about an appeal; all zero when it is unknown.
    function appeal(bytes32 appealId) external view returns (Appeal memory);
}
