// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/**
 * @title What a lost key closed, opened again
 * @notice Whoever can still open envelopes that were sealed for a key that is lost wraps their content keys for the key that followed it
 * (WRAP_AGAIN, `to` = the account): a provider, the company or the portal, each by itself and in as many blocks as it takes. An envelope is
 * named by the hash of its content key, which stands in its head: a wrong key opens nothing and is known as the sender's fault. Whether the
 * sender is one whom the envelope was for, its readers see from the head; this ledger holds no envelope. Nothing follows from it here.
 */
interface IWrapsAgain {
    /// @param keyHash as the envelope names its content key
    /// @param wrapped that key, for the account's encryption key: 161 bytes, as in an envelope
    struct WrappedKey {
        bytes32 keyHash;
        bytes wrapped;
    }

    /// @dev Data of WRAP_AGAIN. `encryptionKeyHash` is keccak256 of the key that is wrapped for; `closed` names what the sender cannot open
    /// either, though it was for both. Both lists rise, and have 1 to 64 entries together.
    struct WrappingAgain {
        bytes32 encryptionKeyHash;
        WrappedKey[] keys;
        bytes32[] closed;
    }

    /// @notice No key of the account was lost: no REKEY and no FOUNDER_REKEY of it has taken effect.
    error KeyNotLost(address account);
    /// @notice Nothing is named, or more than 64 envelopes are.
    error WrapCountOutOfRange(uint256 count);
    /// @notice Entries are in rising order, each once.
    error KeyHashesNotRising(bytes32 keyHash);
    /// @notice A wrapped content key has 161 bytes.
    error WrappedKeyMalformed(bytes32 keyHash, uint256 length);

    /// @notice `from` wrapped `keys` content keys for the account's present encryption key, and has none for `closed` more.
    event WrappedAgain(address indexed account, address indexed from, uint256 keys, uint256 closed);
}
