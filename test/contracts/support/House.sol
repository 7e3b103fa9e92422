// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IBillingLedger} from "../../../contracts/interfaces/IBillingLedger.sol";
import {IContractLedger} from "../../../contracts/interfaces/IContractLedger.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IMeters} from "../../../contracts/interfaces/IMeters.sol";
import {IParticipants} from "../../../contracts/interfaces/IParticipants.sol";
import {IReadingLedger} from "../../../contracts/interfaces/IReadingLedger.sol";
import {ITariffs} from "../../../contracts/interfaces/ITariffs.sol";
import {Frames} from "../../../contracts/libraries/Frames.sol";
import {Kinds} from "../../../contracts/libraries/Kinds.sol";
import {Vm} from "./Vm.sol";

/// @dev The six contracts with everyone in them, and the ways to sign blocks and frames.
abstract contract House {
    Vm internal constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    uint256 internal constant NOW = 1_790_000_000;
    uint256 internal constant COMPANY = 0xC0;
    uint256 internal constant PORTAL = 0xB0;
    uint256 internal constant COLLECTOR = 0xA5;
    uint256 internal constant PROVIDER = 0xE1;
    uint256 internal constant SUBSCRIBER = 0x51;
    uint256 internal constant DEVICE = 0xDE;
    uint256 internal constant SEALER = 0x5E;
    bytes32 internal constant NETWORK_HASH = keccak256("network.json");
    bytes6 internal constant OBIS = 0x0100010800ff;

    IParticipants internal participants;
    IMeters internal meters;
    ITariffs internal tariffs;
    IReadingLedger internal readingLedger;
    IContractLedger internal contractLedger;
    IBillingLedger internal billingLedger;
    bytes32 internal deviceId;

    uint64 private _clock = uint64(NOW - 800);

    constructor() {
        VM.warp(NOW);
        participants = IParticipants(
            _deploy(
                "Participants",
                abi.encode(NETWORK_HASH, VM.addr(COMPANY), VM.addr(PORTAL), VM.addr(SEALER), new address[2][](0))
            )
        );
        // Meters is told where reading and contract ledger come to stand: the fourth and fifth contract that this one makes.
        meters = IMeters(_deploy("Meters", abi.encode(NETWORK_HASH, participants, _made(4), _made(5))));
        tariffs = ITariffs(_deploy("Tariffs", abi.encode(NETWORK_HASH, participants)));
        readingLedger = IReadingLedger(_deploy("ReadingLedger", abi.encode(NETWORK_HASH, participants, meters)));
        contractLedger = IContractLedger(
            _deploy("ContractLedger", abi.encode(NETWORK_HASH, participants, meters, tariffs, readingLedger))
        );
        billingLedger = IBillingLedger(
            _deploy(
                "BillingLedger",
                abi.encode(NETWORK_HASH, participants, meters, tariffs, readingLedger, contractLedger)
            )
        );
        _admit(PORTAL, 4);
        _admit(COLLECTOR, 5);
        _admit(PROVIDER, 2);
        _admit(SUBSCRIBER, 1);
        deviceId = _registerDevice(DEVICE);
    }

    /// @dev A contract of the project as it is built: a test that says `new` would have it translated once more.
    /// @dev Where the contract comes to stand that this one makes as its n-th.
    function _made(uint8 n) private view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(this), n)))));
    }

    function _deploy(string memory name, bytes memory arguments) private returns (address deployed) {
        bytes memory code = bytes.concat(VM.getCode(string.concat("contracts/", name, ".sol:", name)), arguments);
        assembly {
            deployed := create(0, add(code, 0x20), mload(code))
        }
        require(deployed != address(0), name);
    }

    /// @dev An internal block with a timestamp of its own.
    function _block(
        uint256 from,
        address to,
        uint16 kind,
        bytes32 subject,
        bytes memory data
    ) internal returns (ILedger.InternalBlock memory) {
        return ILedger.InternalBlock(VM.addr(from), to, ++_clock, kind, subject, keccak256(data), bytes32(0));
    }

    /// @dev Blocks are dated of these minutes after time was moved.
    function _catchUp() internal {
        _clock = uint64(block.timestamp - 800);
    }

    function _digest(ILedger ledger, ILedger.InternalBlock memory t) internal view returns (bytes32) {
        bytes32 separator = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
                ),
                keccak256("Domledger"),
                keccak256("1"),
                block.chainid,
                address(ledger),
                NETWORK_HASH
            )
        );
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "InternalBlock(address from,address to,uint64 timestamp,uint16 kind,bytes32 subject,bytes32 dataHash,bytes32 replaces)"
                ),
                t
            )
        );
        return keccak256(abi.encodePacked(hex"1901", separator, structHash));
    }

    function _sign(uint256 from, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(from, digest);
        return abi.encodePacked(r, s, v);
    }

    function _submit(
        ILedger ledger,
        uint256 from,
        address to,
        uint16 kind,
        bytes32 subject,
        bytes memory data
    ) internal returns (bytes32 digest) {
        ILedger.InternalBlock memory t = _block(from, to, kind, subject, data);
        digest = _digest(ledger, t);
        ledger.submit(t, _sign(from, digest), data);
    }

    function _registerMeter(bytes32 meterId) internal returns (bytes4 channel) {
        bytes6[] memory obis = new bytes6[](1);
        obis[0] = OBIS;
        IMeters.MeterRegistration memory registration = IMeters.MeterRegistration(
            meterId,
            VM.addr(SUBSCRIBER),
            VM.addr(PROVIDER),
            1,
            1,
            0,
            0,
            0,
            deviceId,
            uint64(NOW + 1_000_000_000),
            obis
        );
        _submit(meters, COMPANY, address(0), Kinds.METER_REGISTER, 0, abi.encode(registration));
        return meters.channelOf(meterId, OBIS);
    }

    function _signContract() internal returns (bytes32 contractId) {
        address provider = VM.addr(PROVIDER);
        address subscriber = VM.addr(SUBSCRIBER);
        bytes memory offer = abi.encode(IContractLedger.Offer(1, 0, uint64(block.timestamp + 1 days), ""));
        contractId = _submit(contractLedger, SUBSCRIBER, provider, Kinds.OFFER, 0, offer);
        bytes memory copy = abi.encode(IContractLedger.Copy(contractId, keccak256("terms"), new bytes32[](0), ""));
        _submit(contractLedger, PROVIDER, subscriber, Kinds.COPY, contractId, copy);
        _submit(contractLedger, SUBSCRIBER, provider, Kinds.COPY, contractId, copy);
    }

    /// @dev The frame's part of READINGS data, and the hash of what its device signs.
    function _frame(
        bytes4 channel,
        uint16 flags,
        uint32 sequence,
        uint32 time,
        bytes32 previous,
        uint256 x,
        uint256 y
    ) internal view returns (bytes memory packed, bytes32 hash) {
        bool isRecord = flags & Frames.FLAG_RECORD != 0 && flags & Frames.FLAG_DAY_PACKET == 0;
        bytes memory ciphertext = new bytes(
            flags & Frames.FLAG_DAY_PACKET != 0
                ? 87
                : isRecord
                    ? 31
                    : 26
        );
        ciphertext[0] = bytes1(uint8(sequence));
        packed = abi.encodePacked(
            channel,
            flags,
            time,
            flags & Frames.FLAG_GAP != 0 ? abi.encodePacked(sequence) : bytes(""),
            x,
            y,
            isRecord ? abi.encodePacked(uint16(31)) : bytes(""),
            ciphertext
        );
        bytes memory head = abi.encodePacked(uint8(2), uint8(1), flags, readingLedger.DOMAIN(), channel);
        hash = sha256(abi.encodePacked(head, sequence, time, bytes16(previous), x, y, keccak256(ciphertext)));
    }

    /// @dev READINGS data of one batch with one frame, signed by the key.
    function _readings(uint256 key, bytes memory frame, bytes32 hash) internal view returns (bytes memory) {
        (bytes32 r, bytes32 s) = VM.signP256(key, sha256(abi.encodePacked(hash)));
        if (uint256(s) > P256_ORDER / 2) s = bytes32(P256_ORDER - uint256(s));
        return abi.encodePacked(uint8(2), uint8(1), deviceId, uint16(1), r, s, uint8(0), frame);
    }

    uint256 private constant P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;

    function _admit(uint256 key, uint8 role) private {
        // Every account may use one encryption key here: nothing is encrypted.
        bytes memory encryptionKey = abi.encodePacked(
            uint256(0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798),
            uint256(0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8)
        );
        address account = VM.addr(key);
        bytes memory enrolment = abi.encode(IParticipants.Enrolment(role, encryptionKey, ""));
        _submit(participants, key, VM.addr(COMPANY), Kinds.ENROL, 0, enrolment);
        if (key == PORTAL) return;
        bytes memory registration = abi.encode(IParticipants.Registration(account, role, keccak256(encryptionKey)));
        _submit(participants, COMPANY, account, Kinds.REGISTER, 0, registration);
        if (role != 1) return;
        bytes memory attestation = abi.encode(IParticipants.Attestation(account, keccak256(encryptionKey)));
        _submit(participants, PORTAL, account, Kinds.ATTEST, 0, attestation);
    }

    function _registerDevice(uint256 key) private returns (bytes32) {
        (uint256 x, uint256 y) = VM.publicKeyP256(key);
        bytes memory device = abi.encode(IMeters.DeviceRegistration(1, bytes32(x), bytes32(y), 2));
        _submit(meters, COMPANY, address(0), Kinds.DEVICE_REGISTER, 0, device);
        return keccak256(abi.encodePacked(uint8(1), x, y));
    }
}
