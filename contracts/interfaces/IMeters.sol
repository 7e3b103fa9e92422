// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {ILedger} from "./ILedger.sol";
import {ITwoHands} from "./ITwoHands.sol";

/**
 * @title Meters and the devices that sign for them
 * @notice Kept by the company; a meter changes its owner, and one that signs by itself is registered, by company and portal together. A meter has one owner, one provider and one device; each of its registers is a channel
 * with a number of 32 bits: the first four bytes of keccak256(meterId ‖ obis), which no other register has. A meter's resource, unit, exponent, digits, provider, device and channels never change.
 * `headOf` an account counts, whoever the blocks are addressed to: METER_REGISTER by which it came to own the meter; METER_REPLACE and METER_VERIFY
 * of a meter that was its own then; of a METER_TRANSFER either hand, for the present and the next owner; and the ACT_WITHDRAW that ended one, for the same two.
 */
interface IMeters is ILedger, ITwoHands {
    /// @param algorithm 1 ECDSA P-256, 2 ECDSA secp256k1, SHA-256 in both; 0 when the device is unknown
    /// @param trustClass 1 signed in the meter, 2 signed in the gateway, 3 read by a person
    /// @param revoked its key counts no more
    /// @param number counts devices from 1
    struct Device {
        uint8 algorithm;
        uint8 trustClass;
        bool revoked;
        uint32 number;
        bytes32 x;
        bytes32 y;
    }

    /// @param owner the subscriber whose consumption it measures, or the company; zero when the meter is unknown
    /// @param tenure how many owners it had before
    /// @param resource 1 electricity, 2 cold water, 3 hot water, 4 heat, 5 gas
    /// @param unit 1 Wh, 2 m³, 3 J, 4 cal
    /// @param exponent a register's value is mantissa × 10^exponent units
    /// @param digits how many the counter shows before it begins again at zero; zero when it never does
    /// @param scale the last of them counts 10^scale units
    /// @param verifiedUntil unix seconds; frames of a later UTC day are refused
    /// @param replacedBy the meter that took its place; zero while it is in service
    struct Meter {
        address owner;
        uint16 tenure;
        uint8 digits;
        int8 scale;
        address provider;
        uint8 resource;
        uint8 unit;
        int8 exponent;
        uint64 verifiedUntil;
        bytes32 deviceId;
        bytes32 replacedBy;
        bytes6[] obis;
    }

    /// @dev Data of DEVICE_REGISTER.
    struct DeviceRegistration {
        uint8 algorithm;
        bytes32 x;
        bytes32 y;
        uint8 trustClass;
    }

    /// @dev Data of METER_REGISTER.
    struct MeterRegistration {
        bytes32 meterId;
        address owner;
        address provider;
        uint8 resource;
        uint8 unit;
        int8 exponent;
        uint8 digits;
        int8 scale;
        bytes32 deviceId;
        uint64 verifiedUntil;
        bytes6[] obis;
    }

    /// @dev Data of METER_REPLACE.
    struct MeterReplacement {
        bytes32 oldMeterId;
        bytes32 newMeterId;
    }

    /// @dev Data of METER_VERIFY.
    struct MeterVerification {
        bytes32 meterId;
        uint64 verifiedUntil;
    }

    /**
     * @dev Data of METER_TRANSFER. `closings` are, in the order of the meter's registers, the bytes that the device signed of each one's last
     * frame; none for a register without frames. `estimated` says that they are not what the meter shows now. `envelope` tells the owners before
     * and after what these frames commit to.
     */
    struct MeterTransfer {
        bytes32 meterId;
        address owner;
        bool estimated;
        bytes[] closings;
        bytes envelope;
    }

    /// @param since when it took effect, unix seconds; zero while the meter has its first owner
    /// @param estimated its registers are not what the meter showed then
    struct Handover {
        uint64 since;
        bool estimated;
    }

    error TrustClassUnknown(uint8 trustClass);
    /// @notice The algorithm is unknown or the key is not a point of its curve.
    error DeviceKeyInvalid(uint8 algorithm, bytes32 x, bytes32 y);
    error DeviceAlreadyRegistered(bytes32 deviceId);
    error DeviceNotRegistered(bytes32 deviceId);
    error DeviceAlreadyRevoked(bytes32 deviceId);
    /// @notice Zero stands for no meter.
    error MeterIdZero();
    error MeterAlreadyRegistered(bytes32 meterId);
    error MeterNotRegistered(bytes32 meterId);
    error MeterAlreadyReplaced(bytes32 meterId, bytes32 replacedBy);
    /// @notice The new meter measures something else, in another unit, or for somebody else.
    error MeterReplacementUnlike(bytes32 oldMeterId, bytes32 newMeterId);
    /// @notice A meter takes the place of one other, so that a contract's meters have one line of successors each.
    error MeterAlreadyReplaces(bytes32 newMeterId, bytes32 oldMeterId);
    /// @notice The new meter stands under a contract of the same owner and provider that does not count the old one and has no end.
    error MeterOfOtherContract(bytes32 newMeterId, bytes32 contractId);
    /// @notice A meter's owner is an active subscriber or the company.
    error OwnerNotEntitled(address owner);
    /// @notice A handover names one closing register for each register of the meter.
    error ClosingCountMismatch(bytes32 meterId, uint256 registers, uint256 closings);
    /// @notice A register that was read more than two days ago is not what the meter shows now: the handover has to call it estimated.
    error ClosingTooOld(bytes32 meterId, uint64 time, uint256 earliest);
    /// @notice The meter is this owner's. Only an estimated handover is put right, by measured registers, within ten days.
    error HandoverStands(bytes32 meterId, address owner);
    /// @notice A meter's provider is an active provider or the company.
    error ProviderNotEntitled(address provider);
    /// @notice Resource 1 to 5 only: nothing else is metered.
    error ResourceNotMetered(uint8 resource);
    error UnitUnknown(uint8 unit);
    /// @notice A counter of 1 to 18 digits begins again at zero behind 10^1 to 10^18 mantissa units, digits + scale − exponent of them; one that
    /// never does has neither digits nor a scale.
    error DigitsOutOfRange(uint8 digits, int8 scale, int8 exponent);
    /// @notice The supplier does not serve the meter, the consumer does not own it, or it measures something else.
    error ContractMeterUnfit(bytes32 meterId, address supplier, address consumer);
    /// @notice A contract that names a meter begins with one in service.
    error ContractMeterReplaced(bytes32 meterId, bytes32 replacedBy);
    /// @notice The day of the date, counted from 1970, does not fit 16 bits.
    error VerificationDateTooLarge(uint64 verifiedUntil);
    /// @notice A meter has 1 to 24 registers.
    error ObisCountOutOfRange(uint256 count);
    error ObisRepeated(bytes32 meterId, bytes6 obis);
    /// @notice A register of another meter has the number that this one would get. Take another salt for the meter's id.
    error ChannelNumberTaken(bytes32 meterId, bytes6 obis, bytes32 otherMeterId);

    /// @notice A device key is known. At most one per `deviceId` = keccak256(algorithm ‖ x ‖ y); the key never changes.
    event DeviceRegistered(bytes32 indexed deviceId, uint8 algorithm, bytes32 x, bytes32 y, uint8 trustClass);
    /// @notice The device's frames are refused from here on. At most one per `deviceId`; never taken back.
    event DeviceRevoked(bytes32 indexed deviceId);
    /// @notice A meter is in service. At most one per `meterId`.
    event MeterRegistered(
        bytes32 indexed meterId,
        address indexed owner,
        address indexed provider,
        uint8 resource,
        uint8 unit,
        int8 exponent,
        bytes32 deviceId,
        uint64 verifiedUntil,
        bytes6[] obis
    );
    /// @notice The old meter's frames are refused from here on. At most one per `oldMeterId`; never taken back.
    event MeterReplaced(bytes32 indexed oldMeterId, bytes32 indexed newMeterId);
    /// @notice The newest event per meter counts.
    event MeterVerified(bytes32 indexed meterId, uint64 verifiedUntil);
    /// @notice The meter has a new owner, or, with the owner and tenure of the event before, an estimated handover was put right. Lines of the
    /// tenure before end at the registers that the act names, those of this one begin there. The newest event per meter counts.
    event MeterTransferred(bytes32 indexed meterId, address indexed owner, uint16 tenure, bool estimated);

    /// @notice What is recorded about a meter; all zero when it is unknown.
    function meter(bytes32 meterId) external view returns (Meter memory);

    /// @notice Whose a meter is, and what it measures: of meters that agree in the last three, registers can be added up. All zero when it is unknown.
    function measureOf(
        bytes32 meterId
    ) external view returns (address owner, uint8 resource, uint8 unit, int8 exponent);

    /// @notice Reverts unless a contract of these two about this resource may name the meter.
    /// @param anew Whether neither party has named it for this contract before: then it must not have been replaced.
    function checkNameable(
        bytes32 meterId,
        address supplier,
        address consumer,
        uint8 resource,
        bool anew
    ) external view;

    /// @notice What is recorded about a device; all zero when it is unknown.
    function device(bytes32 deviceId) external view returns (Device memory);

    /// @notice The meter of a channel; zero when the channel is unknown.
    function meterOfChannel(bytes4 channel) external view returns (bytes32 meterId);

    /// @notice Who owned the meter in this tenure, counted from 0; zero when there is none.
    function ownerIn(bytes32 meterId, uint16 tenure) external view returns (address);

    /// @notice The last handover of the meter.
    function handover(bytes32 meterId) external view returns (Handover memory);

    /// @notice The owner of a channel's meter; zero when the channel is unknown.
    function ownerOfChannel(bytes4 channel) external view returns (address);

    /// @notice The meter whose place this one took; zero when it took none's.
    function predecessorOf(bytes32 meterId) external view returns (bytes32 oldMeterId);

    /// @notice The channel of a meter's register: the first four bytes of keccak256(meterId ‖ obis).
    function channelOf(bytes32 meterId, bytes6 obis) external pure returns (bytes4);
}
