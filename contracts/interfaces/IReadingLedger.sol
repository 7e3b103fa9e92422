// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {ILedger} from "./ILedger.sol";

/**
 * @title Readings, requests for readings, appeals
 * @notice Readings come as frames that a metering device signed (docs/formats.md, 4). Per channel the sequence and the time only
 * rise and each frame is signed over the one before it; nothing is ever edited.
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

    /// @dev Data of APPEAL_ANSWER. Outcome 1 answered, 2 received, 3 redirected.
    struct AnswerData {
        bytes32 appealId;
        uint8 outcome;
        bytes envelope;
    }

    /// @param subscriber who appealed; zero when there is no such appeal
    /// @param provider the addressed provider; zero when none is
    /// @param outcomes the last answer of company, portal, provider: 0 none, 1 answered, 2 received, 3 redirected
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
    /// @param head the first 16 bytes of the last frame's hash
    /// @param deviceNumber of the device that signs for it; zero when the channel is unknown
    /// @param verifiedDay the last UTC day, counted from 1970, of whose frames any is taken
    /// @param tenure how many owners its meter had before the present one
    /// @param inService false once its meter was replaced
    struct ChannelState {
        uint32 sequence;
        uint32 time;
        bytes16 head;
        uint32 deviceNumber;
        uint16 verifiedDay;
        uint16 tenure;
        bool inService;
    }

    error DeviceUnknown(bytes32 deviceId);
    error DeviceKeyRevoked(bytes32 deviceId);
    /// @notice The device signed other bytes: also when a frame names another number or another last frame than its channel's, which are
    /// signed and not sent.
    error DeviceSignatureInvalid(bytes32 deviceId);
    /// @notice Only `Meters` says what channels there are.
    error SenderNotMeters(address sender);
    error ChannelUnknown(bytes4 channel);
    /// @notice A meter is handed over behind the last frame of each of its channels, told by the bytes that the device signed, and by none where
    /// the channel has none.
    error ClosingNotLast(bytes4 channel, uint64 last);
    /// @notice The channel's meter has another device.
    error ChannelNotOfDevice(bytes4 channel, bytes32 deviceId);
    /// @notice The channel's meter was replaced.
    error MeterOutOfService(bytes4 channel);
    /// @notice Frames are taken to the end of the last UTC day of the verification, counted from 1970.
    error MeterVerificationExpired(bytes4 channel, uint16 verifiedDay, uint64 time);
    /// @notice A bit, a word or two kinds of content at once that mean nothing.
    error FlagsUnknown(bytes4 channel, uint16 flags);
    /// @notice Frames of a device of trust class 3, and no others, are flagged manual.
    error ManualFlagMismatch(bytes4 channel, uint16 flags, uint8 trustClass);
    /// @notice Behind a gap a frame states a number that was used already; `expected` is the next one.
    error SequenceOutOfOrder(bytes4 channel, uint256 expected, uint64 actual);
    /// @notice Behind a gap a channel goes on at most 2^24 numbers further on, and never beyond 32 bits; `limit` is the last that is taken.
    error SequenceTooFar(bytes4 channel, uint256 limit, uint256 sequence);
    error TimeNotRising(bytes4 channel, uint64 last, uint64 time);
    error TimeAhead(bytes4 channel, uint64 time, uint256 latest);
    /// @notice A frame older than 40 days at the EVM block comes late and has to say so by the gap flag.
    error TimeTooOld(bytes4 channel, uint64 time, uint256 earliest);
    /// @notice The commitment is not a point of the curve, or the identity.
    error CommitmentInvalid(bytes4 channel, uint256 x, uint256 y);
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
     * @notice A batch was taken: its device signed every frame of it, and each follows its channel's last frame. At most one frame per
     * channel and sequence, in rising order of both sequence and time; never taken back. The frames stand in the calldata, in the order
     * of these events; `batchHash` is the digest that the device signed.
     */
    event ReadingsRecorded(bytes32 indexed deviceId, uint256 frameCount, bytes32 batchHash);
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

    /// @notice Where a channel stands; all zero when it is unknown.
    function channelState(bytes4 channel) external view returns (ChannelState memory);

    /// @notice Of a channel's first frame, its period-close frames and those behind which its meter was handed over: the first 28 bytes of
    /// keccak256(abi.encode(bytes4 channel, uint64 sequence, uint64 time, uint256 x, uint256 y, bytes16 link)), `link` being the first 16
    /// bytes of the frame's hash, then the tenures that a line ending there and one beginning there are of, 16 bits each; zero for all
    /// others. The hash is written once; the tenures are those of the frame until a handover is recorded behind it.
    function closeHash(bytes4 channel, uint64 sequence) external view returns (bytes32);

    /// @notice The sequence of a channel's first frame; zero when it has none.
    function firstSequence(bytes4 channel) external view returns (uint64);

    /// @notice Called by `Meters` alone: what the meter of these channels says of them. Their frames stay.
    function setChannels(
        bytes4[] calldata channels,
        uint32 deviceNumber,
        uint16 verifiedDay,
        uint16 tenure,
        bool inService
    ) external;

    /// @notice Refuses frames that are not the last ones of these channels. The time of the oldest; the largest number where there is none.
    function checkLast(bytes4[] calldata channels, bytes[] calldata frames) external view returns (uint64 oldest);

    /// @notice Called by `Meters` alone, before `setChannels`: the meter of these channels is handed over behind these frames, the last ones,
    /// and what follows is of `tenure`. Where that is the present one, they take the place of those behind which it began.
    function handOver(bytes4[] calldata channels, bytes[] calldata frames, uint16 tenure) external;

    /// @notice What is recorded about a request; all zero when it is unknown.
    function readingRequest(bytes32 requestId) external view returns (ReadingRequest memory);

    /// @notice What is recorded about an appeal; all zero when it is unknown.
    function appeal(bytes32 appealId) external view returns (Appeal memory);
}
