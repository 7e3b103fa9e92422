// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {FounderKeys} from "./FounderKeys.sol";
import {ILostSealKeys} from "./interfaces/ILostSealKeys.sol";
import {SealStatements} from "./libraries/SealStatements.sol";

/// @dev Another key of the seal, whose own is lost. The specification is `ILostSealKeys`.
abstract contract LostSealKeys is ILostSealKeys, FounderKeys {
    uint256 private constant SILENCE = 14 days;

    function _checkLost(LostSealKey calldata lost) internal view {
        if (block.number != uint256(lost.head) + 1) revert LostKeyOfOtherBlock(lost.head, block.number);
        if (lost.time < lost.headTime) revert LostKeySaidBefore(lost.time, lost.headTime);
        uint256 from = lost.time + SILENCE;
        if (block.timestamp < from) revert LostKeyWaits(from, block.timestamp);
        bytes32 statement = SealStatements.lostDigest(
            NETWORK_HASH,
            lost.head,
            lost.headSeal,
            lost.headTime,
            lost.next,
            lost.time
        );
        (, address portal) = _hands();
        _checkStatement(statement, _keyAt(portal, lost.headTime), lost.consent);
        _checkStatement(statement, lost.next, lost.acceptance);
        _checkWords(statement, lost.words, lost.headTime);
    }

    function _checkStatement(bytes32 statement, address expected, bytes memory signature) internal pure virtual;
}
