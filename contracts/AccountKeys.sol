// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {IAccountKeys} from "./interfaces/IAccountKeys.sol";
import {Ledger} from "./Ledger.sol";

/// @dev Which key signs for which account. The specification is `IAccountKeys`.
abstract contract AccountKeys is IAccountKeys, Ledger {
    bytes32 private constant KEY_TYPEHASH = keccak256(
        "AccountKey(address account,address retiring,address key,bytes encryptionKey)"
    );

    mapping(address account => address key) private _keys;
    /// @inheritdoc IAccountKeys
    mapping(address key => address account) public accountOfKey;

    /// @inheritdoc IAccountKeys
    function keyOf(address account) public view returns (address) {
        address key = _keys[account];
        return key == address(0) ? account : key;
    }

    /// @inheritdoc Ledger
    function _keyOf(address account) internal view override returns (address) {
        return keyOf(account);
    }

    /// @dev Whether the address is an account's, enrolled or named at the founding.
    function _isAccount(address account) internal view virtual returns (bool);

    function _rotateKey(address account, KeyRotation memory next) internal {
        address retiring = keyOf(account);
        _checkKey(account, retiring, next);
        _keys[account] = next.key;
        accountOfKey[next.key] = account;
        emit KeyRotated(account, next.key, retiring, next.encryptionKey);
    }

    function _checkKey(address account, address retiring, KeyRotation memory next) private view {
        if (accountOfKey[next.key] != address(0) || _isAccount(next.key)) revert KeyTaken(next.key);
        bytes32 statement = _typedDataHash(
            keccak256(abi.encode(KEY_TYPEHASH, account, retiring, next.key, keccak256(next.encryptionKey)))
        );
        (address signer, ECDSA.RecoverError fault, ) = ECDSA.tryRecover(statement, next.acceptance);
        if (fault != ECDSA.RecoverError.NoError) revert SignatureMalformed(statement);
        if (signer != next.key) revert KeyNotAccepted(next.key, signer);
    }
}
