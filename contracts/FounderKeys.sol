// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {AccountKeys} from "./AccountKeys.sol";
import {IFounderKeys} from "./interfaces/IFounderKeys.sol";
import {Witnesses} from "./Witnesses.sol";

/// @dev Another key for the company or the portal. The specification is `IFounderKeys`.
abstract contract FounderKeys is IFounderKeys, AccountKeys, Witnesses {
    uint64 private constant OBJECTION = 14 days;
    uint64 private constant STANDING = 90 days;
    uint64 private constant WORD_LIFE = 30 days;

    bytes32 private constant WORD_TYPEHASH = keccak256(
        "FounderRekey(address account,address retiring,address key,bytes encryptionKey,uint64 time)"
    );

    function _rekeyFounder(InternalBlock calldata t, FounderRekeying memory next) internal {
        (address company, address portal) = _hands();
        address other = next.account == company ? portal : company;
        bool isFounder = next.account == company || next.account == portal;
        if (!isFounder || t.from != other) revert SenderNotEntitled(t.from, t.kind);
        _checkNext(t, next.account, next.key, next.encryptionKey, next.acceptance);
        _checkFounderWords(next);
        _await(next.account, next.key, t.timestamp + OBJECTION, next.encryptionKey);
    }

    function _checkFounderWords(FounderRekeying memory next) private view {
        bool early = next.time > block.timestamp + CLOCK_TOLERANCE;
        if (early || next.time + WORD_LIFE < block.timestamp) revert WordsNotInTime(next.time, block.timestamp);
        bytes32 statement = _typedDataHash(
            keccak256(
                abi.encode(
                    WORD_TYPEHASH,
                    next.account,
                    keyOf(next.account),
                    next.key,
                    keccak256(next.encryptionKey),
                    next.time
                )
            )
        );
        _checkWords(statement, next.words, block.timestamp);
    }

    /// @dev More than half of the witnesses that count and had stood for 90 days at this time, and two at least, signed the statement.
    function _checkWords(bytes32 statement, bytes[] memory words, uint256 time) internal view {
        Witness[] memory standing = witnesses();
        uint256 needed = _majorityOf(standing, time);
        if (words.length < needed) revert WitnessesTooFew(words.length, needed);
        address last = address(0);
        for (uint256 i = 0; i < words.length; ++i) {
            (address signer, ECDSA.RecoverError fault, ) = ECDSA.tryRecover(statement, words[i]);
            if (fault != ECDSA.RecoverError.NoError) revert SignatureMalformed(statement);
            if (signer <= last) revert WordsNotRising(signer);
            if (!_isCounted(standing, signer, time)) revert WitnessNotCounted(signer);
            last = signer;
        }
    }

    function _majorityOf(Witness[] memory standing, uint256 time) private view returns (uint256 needed) {
        uint256 counted = 0;
        for (uint256 i = 0; i < standing.length; ++i) if (_counts(standing[i], time)) ++counted;
        needed = counted / 2 + 1;
        if (needed < 2) needed = 2;
    }

    function _isCounted(Witness[] memory standing, address signer, uint256 time) private view returns (bool) {
        for (uint256 i = 0; i < standing.length; ++i) if (standing[i].key == signer) return _counts(standing[i], time);
        return false;
    }

    function _counts(Witness memory witness, uint256 time) private view returns (bool) {
        (address company, address portal) = _hands();
        bool isOwn = witness.owner == company || witness.owner == portal;
        return !isOwn && witness.since + STANDING <= time;
    }
}
