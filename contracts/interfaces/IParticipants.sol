// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";

import {IFounderKeys} from "./IFounderKeys.sol";
import {ILedger} from "./ILedger.sol";
import {IWrapsAgain} from "./IWrapsAgain.sol";

/**
 * @title Who takes part
 * @notice Company and portal are named at the founding, for ever: neither appoints, suspends or replaces the other. Every other account
 * enrols itself with its encryption key, the company registers it, and the portal attests subscribers. Only then is it active and holds its role: an AccessControl role named keccak256("SUBSCRIBER" | "PROVIDER" | "COMPANY" | "PORTAL" |
 * "COLLECTOR"). Roles come and go by internal blocks alone; AccessControl's own grant and revoke functions refuse everybody.
 * `RoleGranted` and `RoleRevoked` say when an account becomes active and stops being so; their `sender` is this contract.
 */
interface IParticipants is IFounderKeys, IWrapsAgain, ILedger, IAccessControl {
    /// @param role 1 subscriber, 2 provider, 3 company, 4 portal, 5 collector; 0 when the account never enrolled
    /// @param registered the company confirmed the account with its present encryption key
    /// @param attested the portal confirmed it likewise (subscribers only)
    /// @param suspended the company suspended it: it may do nothing
    /// @param encryptionKey 64 bytes x ‖ y on secp256k1; empty when the account never enrolled
    struct Participant {
        uint8 role;
        bool registered;
        bool attested;
        bool suspended;
        bytes encryptionKey;
    }

    /// @dev Data of ENROL; `envelope` is for the company and the portal.
    struct Enrolment {
        uint8 role;
        bytes encryptionKey;
        bytes envelope;
    }

    /// @dev Data of REGISTER.
    struct Registration {
        address account;
        uint8 role;
        bytes32 encryptionKeyHash;
    }

    /// @dev Data of ATTEST.
    struct Attestation {
        address account;
        bytes32 encryptionKeyHash;
    }

    /// @dev Data of SEAL_KEY: from block `number` on the company seals with `next`. Both signatures are over the statement
    /// `SealKey(uint64 number,address next,uint64 validFrom,uint64 validUntil)` in the seal's EIP-712 domain: `signature` by the key
    /// before, `acceptance` by `next`. It is recorded in a block from `validFrom` to `validUntil`, or never: a key that signed two
    /// statements which hold at once betrays whoever holds it.
    struct SealKeyHandover {
        uint64 number;
        address next;
        uint64 validFrom;
        uint64 validUntil;
        bytes signature;
        bytes acceptance;
    }

    /// @param number the first block that the company seals with `key`
    struct SealKey {
        uint64 number;
        address key;
    }

    /// @notice No role has this number.
    error RoleUnknown(uint8 role);
    /// @notice There is exactly one company and one portal, and they are not the same.
    error FoundersAlike(address founder);
    /// @notice There is exactly one company and one portal, both named at the founding: `founder` is the one of this role.
    error FounderAlreadyNamed(address founder);
    /// @notice The account enrolled with this key before.
    error AccountAlreadyEnrolled(address account);
    /// @notice The account has not enrolled yet.
    error AccountNotEnrolled(address account);
    /// @notice The account's role is another one; a role never changes.
    error RoleMismatch(address account, uint8 enrolled, uint8 given);
    /// @notice The confirmation is for another encryption key than the account's present one.
    error EncryptionKeyMismatch(address account, bytes32 enrolledHash, bytes32 givenHash);
    /// @notice The account is registered with its present key.
    error AccountAlreadyRegistered(address account);
    /// @notice The account is attested with its present key.
    error AccountAlreadyAttested(address account);
    /// @notice Only subscribers are attested.
    error AttestationNotNeeded(address account, uint8 role);
    /// @notice The account is suspended.
    error AccountAlreadySuspended(address account);
    /// @notice The account is not suspended.
    error AccountNotSuspended(address account);
    /// @notice Neither the company nor the portal can be suspended: each keeps the other in check.
    error FounderNotSuspendable(address founder);

    /// @notice A new seal key may only begin after the present block.
    error SealKeyTooSoon(uint64 number, uint256 current);
    /// @notice A new seal key may only begin within the next 100,000 blocks.
    error SealKeyTooFar(uint64 number, uint256 latest);
    /// @notice Another seal key begins at or after this block already.
    error SealKeyNotRising(uint64 number, uint64 last);
    /// @notice The company sealed with this key before, or is going to; a retired key never comes back.
    error SealKeyUsedBefore(address key);
    /// @notice The statement does not hold in this block, or not only in blocks before `number`.
    error SealKeyStatementNotValid(uint64 validFrom, uint64 validUntil, uint256 current);
    /// @notice The handover is not signed by the key that has to sign it.
    error SealKeyStatementUnsigned(address expected, address signer);

    /// @notice An account published its encryption key. A second event of one account replaces the key and voids its registration
    /// and attestation; the newest key is the one to encrypt to.
    event ParticipantEnrolled(address indexed account, uint8 indexed role, bytes encryptionKey);
    /// @notice The company confirmed the account's present key and role. At most once per enrolled key.
    event ParticipantRegistered(address indexed account, uint8 indexed role);
    /// @notice The portal confirmed the subscriber's present key. At most once per enrolled key.
    event ParticipantAttested(address indexed account, address indexed portal);
    /// @notice The account may do nothing until `ParticipantRestored`. The two events alternate per account.
    event ParticipantSuspended(address indexed account);
    /// @notice The suspension ended.
    event ParticipantRestored(address indexed account);

    /// @notice From block `number` on the company seals with `key`, and with `retiring` up to the block before. Both keys signed it, in a block
    /// before `number`; or `retiring` is lost, and it stands in block `number` itself: then every key that was to begin in that block or later
    /// never does. At most one event per key, never another one for it; by rising numbers but for what so never begins.
    event SealKeyAppointed(uint64 indexed number, address indexed key, address indexed retiring);

    /// @notice The company; fixed at deployment.
    function COMPANY() external view returns (address);

    /// @notice The portal; fixed at deployment.
    function PORTAL() external view returns (address);

    /// @notice What is recorded about an account.
    function participant(address account) external view returns (Participant memory);

    /// @notice Every seal key in the order of its appointment; the first is the network's, from block 0. A block's key is the last one of the
    /// list that begins in it or before: one that follows a lost key takes the place of those that had not begun.
    function sealKeys() external view returns (SealKey[] memory);

    /// @notice Whether the account is enrolled, registered, attested where needed, and not suspended: holds its role.
    function isActive(address account) external view returns (bool);
}
