// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/**
 * @title The keys of accounts
 * @notice An account is the address that enrolled, and never changes: contracts, meters and bills name it. The key that signs for it is at
 * first that same address; KEY_ROTATE names another. From the block that records it on, every ledger takes the account's blocks by the new
 * key alone. A key is one account's for ever: no account is named as a key, no key enrols, and none comes back.
 */
interface IAccountKeys {
    /// @dev Data of KEY_ROTATE, signed by the key that retires. `acceptance` is the new key's signature over the statement
    /// `AccountKey(address account,address retiring,address key,bytes encryptionKey)` in this ledger's EIP-712 domain.
    struct KeyRotation {
        address key;
        bytes encryptionKey;
        bytes acceptance;
    }

    /// @notice The key is an account's, or was or is the key of one.
    error KeyTaken(address key);
    /// @notice The new key did not accept: somebody else signed, or it signed another statement.
    error KeyNotAccepted(address key, address signer);

    /// @notice `key` signs for the account from here on, `retiring` never again; what is sealed for the account is sealed to
    /// `encryptionKey`. Registration, attestation and role stand. At most one event a key.
    event KeyRotated(address indexed account, address indexed key, address indexed retiring, bytes encryptionKey);

    /// @notice The key whose signature counts as the account's; the account itself where it never changed.
    function keyOf(address account) external view returns (address);

    /// @notice Whose key this is or was; zero for the address of an account that never was named as a key.
    function accountOfKey(address key) external view returns (address);
}
