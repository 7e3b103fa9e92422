// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/**
 * @title The keys of accounts
 * @notice An account is the address that enrolled, and never changes: contracts, meters and bills name it. The key that signs for it is at
 * first that same address; KEY_ROTATE names another. From the block that records it on, every ledger takes the account's blocks by the new
 * key alone. A key is one account's for ever: no account is named as a key, no key enrols, and none comes back.
 *
 * Of a key that is lost, company and portal name the successor, together (REKEY). It signs from 7 days after the time that the second hand
 * signed on: whoever reads the internal blocks knows that moment, without another one. It has come by the time of the EVM block that
 * carries a block, not by the sender's clock: a thief of the old key cannot sign as of yesterday. Until then the old key ends it by
 * REKEY_OBJECT. Of company and portal themselves see `IFounderKeys`.
 */
interface IAccountKeys {
    /// @dev Data of KEY_ROTATE, signed by the key that retires. `acceptance` is the new key's signature over the statement
    /// `AccountKey(address account,address retiring,address key,bytes encryptionKey)` in this ledger's EIP-712 domain.
    struct KeyRotation {
        address key;
        bytes encryptionKey;
        bytes acceptance;
    }

    /// @dev Data of REKEY, an act by company and portal; `acceptance` as above. The block's subject is the account.
    struct Rekeying {
        address account;
        address key;
        bytes encryptionKey;
        bytes acceptance;
    }

    /// @notice The key is not 64 bytes x ‖ y of a secp256k1 point.
    error EncryptionKeyMalformed(bytes encryptionKey);
    /// @notice The key is an account's, or was or is the key of one.
    error KeyTaken(address key);
    /// @notice The new key did not accept: somebody else signed, or it signed another statement.
    error KeyNotAccepted(address key, address signer);
    /// @notice A REKEY waits until `from`: till then no other key is named; the old key may object.
    error RekeyPending(address account, uint64 from);
    /// @notice No REKEY of the account to this key waits: there is none, it was objected to, or it took effect.
    error RekeyNotPending(address account, address key);
    /// @notice Only the keys of active accounts are replaced.
    error AccountNotActive(address account);
    /// @notice Company and portal do not replace each other's keys by REKEY: see `IFounderKeys`.
    error FounderNotRekeyable(address founder);

    /// @notice `key` signs for the account from here on, `retiring` never again; what is sealed for the account is sealed to
    /// `encryptionKey`. Registration, attestation and role stand. At most one event a key.
    event KeyRotated(address indexed account, address indexed key, address indexed retiring, bytes encryptionKey);
    /// @notice From EVM time `from` on `key` signs for the account, without another block, unless `RekeyObjected` comes before.
    event RekeyAnnounced(address indexed account, address indexed key, uint64 from, bytes encryptionKey);
    /// @notice The account's old key goes on; `key` is nobody's any more.
    event RekeyObjected(address indexed account, address indexed key);

    /// @notice The key whose signature counts as the account's; the account itself where it never changed.
    function keyOf(address account) external view returns (address);

    /// @notice Whose key this is, was, or was to be; zero for the address of an account that never was named as a key.
    function accountOfKey(address key) external view returns (address);

    /// @notice The key that is going to sign for the account, and from which EVM time on; zeros where no REKEY waits.
    function rekeying(address account) external view returns (address key, uint64 from);
}
