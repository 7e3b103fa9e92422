// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IFounderKeys} from "./IFounderKeys.sol";

/**
 * @title A lost key of the seal
 * @notice Where nobody holds the key of the seal any more, no block can be made in which a fact could stand. So the statement that another key
 * follows is made off the chain, by the portal and by more than half of the witnesses that had stood for 90 days at the newest block, two at
 * least; those of company and portal are not counted. The block right behind that newest one, sealed by the new key and dated 14 days later
 * than the statement or more, hands it in as its first transaction: whoever checks seals looks for it there. Until then any block of the living
 * key takes that block's place, and ends it. Keys that were to begin in the new one's first block or later never do, whoever has them. Where fewer than two such witnesses stand there is no such way.
 */
interface ILostSealKeys is IFounderKeys {
    /// @dev All signatures are over the statement `LostSealKey(uint64 head,bytes32 headSeal,uint64 headTime,address next,uint64 time)` in the
    /// seal's EIP-712 domain.
    /// @param head number of the newest block, `headSeal` its seal's hash, `headTime` its timestamp
    /// @param next the key that seals from block `head` + 1 on
    /// @param time when it was said, unix seconds
    /// @param consent by the portal's key of `headTime`
    /// @param acceptance by `next`
    /// @param words by witnesses, by their rising addresses
    struct LostSealKey {
        uint64 head;
        bytes32 headSeal;
        uint64 headTime;
        address next;
        uint64 time;
        bytes consent;
        bytes acceptance;
        bytes[] words;
    }

    /// @notice Another block than the one right behind `head` hands it in.
    error LostKeyOfOtherBlock(uint64 head, uint256 current);
    /// @notice It is said of a time before the newest block's.
    error LostKeySaidBefore(uint64 time, uint64 headTime);
    /// @notice The living key has until `from` to end it.
    error LostKeyWaits(uint256 from, uint256 current);

    /// @notice From this very block on `next` seals. From any sender.
    /// @dev That `headSeal` and `headTime` are those of the block before, who checks seals sees; this contract does not.
    /// @param lost the statement
    /// @param proof what a reader needs who has no state of the block `head` (docs/formats.md, 7); unread here
    function replaceLostSealKey(LostSealKey calldata lost, bytes calldata proof) external;
}
