// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {IAccountKeys} from "./interfaces/IAccountKeys.sol";
import {Ledger} from "./Ledger.sol";
import {TwoHands} from "./TwoHands.sol";
import {Secp256k1} from "./libraries/Secp256k1.sol";

/// @dev Which key signs for which account. The specification is `IAccountKeys`.
abstract contract AccountKeys is IAccountKeys, TwoHands {
    /// @dev `from` = the EVM time from which on the key signs; before it, the former one does.
    struct Newest {
        address key;
        uint64 from;
    }

    uint64 private constant OBJECTION = 7 days;

    bytes32 private constant KEY_TYPEHASH = keccak256(
        "AccountKey(address account,address retiring,address key,bytes encryptionKey)"
    );

    /// @dev One word answers for every block; an account that never changed its key has none.
    mapping(address account => Newest) private _newest;
    /// @inheritdoc IAccountKeys
    mapping(address key => address account) public accountOfKey;
    mapping(address account => address key) private _former;
    mapping(address account => bytes) private _nextEncryptionKeys;

    /// @inheritdoc IAccountKeys
    function keyOf(address account) public view returns (address) {
        return _keyAt(account, block.timestamp);
    }

    /// @inheritdoc IAccountKeys
    function rekeying(address account) external view returns (address key, uint64 from) {
        Newest storage newest = _newest[account];
        return block.timestamp < newest.from ? (newest.key, newest.from) : (address(0), 0);
    }

    /// @inheritdoc Ledger
    function _keyOf(address account) internal view override returns (address) {
        return keyOf(account);
    }

    /// @dev Which key signs at a time since the account's newest change.
    function _keyAt(address account, uint256 time) internal view returns (address) {
        Newest storage newest = _newest[account];
        address key = time < newest.from ? _former[account] : newest.key;
        return key == address(0) ? account : key;
    }

    /// @dev Whether the address is an account's, enrolled or named at the founding.
    function _isAccount(address account) internal view virtual returns (bool);

    /// @dev The encryption key of a REKEY that has taken effect and is not written into the account's entry yet; else empty.
    function _dueEncryptionKey(address account) internal view returns (bytes memory due) {
        if (block.timestamp >= _newest[account].from) due = _nextEncryptionKeys[account];
    }

    /// @dev The caller has written it into the entry.
    function _forgetDue(address account) internal {
        delete _nextEncryptionKeys[account];
    }

    function _rotateKey(address account, KeyRotation memory next) internal {
        address retiring = keyOf(account);
        _checkKey(account, next.key, next.encryptionKey, next.acceptance);
        _take(account, next.key, uint64(block.timestamp));
        emit KeyRotated(account, next.key, retiring, next.encryptionKey);
    }

    function _rekey(InternalBlock calldata t, Rekeying memory next) internal {
        _checkNext(t, next.account, next.key, next.encryptionKey, next.acceptance);
        if (_byBothHands(t)) _await(next.account, next.key, t.timestamp + OBJECTION, next.encryptionKey);
    }

    /// @dev From EVM time `from` on the key signs, unless the present one ends it before.
    function _await(address account, address key, uint64 from, bytes memory encryptionKey) internal {
        _former[account] = keyOf(account);
        _take(account, key, from);
        _nextEncryptionKeys[account] = encryptionKey;
        emit RekeyAnnounced(account, key, from, encryptionKey);
    }

    /// @dev Checks the successor of a key whose holder does not sign the block.
    function _checkNext(
        InternalBlock calldata t,
        address account,
        address key,
        bytes memory encryptionKey,
        bytes memory acceptance
    ) internal view {
        _checkSubject(t, bytes32(uint256(uint160(account))));
        _checkKey(account, key, encryptionKey, acceptance);
    }

    function _object(InternalBlock calldata t, address key) internal {
        _checkCanonical(t, abi.encode(key));
        Newest storage newest = _newest[t.from];
        if (block.timestamp >= newest.from || newest.key != key) revert RekeyNotPending(t.from, key);
        _endWaiting(t.from);
    }

    /// @dev The account's present key goes on, and no other one waits.
    function _endWaiting(address account) internal {
        Newest storage newest = _newest[account];
        if (block.timestamp >= newest.from) return;
        address key = newest.key;
        newest.key = _former[account];
        newest.from = 0;
        delete _nextEncryptionKeys[account];
        emit RekeyObjected(account, key);
    }

    function _take(address account, address key, uint64 from) private {
        _newest[account] = Newest(key, from);
        accountOfKey[key] = account;
    }

    function _checkKey(address account, address key, bytes memory encryptionKey, bytes memory acceptance) private view {
        _checkEncryptionKey(encryptionKey);
        uint64 from = _newest[account].from;
        if (block.timestamp < from) revert RekeyPending(account, from);
        if (accountOfKey[key] != address(0) || _isAccount(key)) revert KeyTaken(key);
        bytes32 statement = _typedDataHash(
            keccak256(abi.encode(KEY_TYPEHASH, account, keyOf(account), key, keccak256(encryptionKey)))
        );
        (address signer, ECDSA.RecoverError fault, ) = ECDSA.tryRecover(statement, acceptance);
        if (fault != ECDSA.RecoverError.NoError) revert SignatureMalformed(statement);
        if (signer != key) revert KeyNotAccepted(key, signer);
    }

    function _checkEncryptionKey(bytes memory encryptionKey) internal pure {
        if (encryptionKey.length != 64) revert EncryptionKeyMalformed(encryptionKey);
        (bytes32 x, bytes32 y) = abi.decode(encryptionKey, (bytes32, bytes32));
        if (!Secp256k1.isPublicKey(x, y)) revert EncryptionKeyMalformed(encryptionKey);
    }
}
