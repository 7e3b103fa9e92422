// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev What the reading ledger must know of a channel, in one storage slot: device number (bits 0–31, from 1; 0 = the channel is
/// unknown), verification date (bits 32–71, unix seconds), whether the meter is in service (bit 72).
type ChannelWord is uint256;

using {deviceNumberOf, verifiedUntilOf, inServiceOf} for ChannelWord global;

function packChannel(uint32 deviceNumber, uint40 verifiedUntil, bool inService) pure returns (ChannelWord) {
    return
        ChannelWord.wrap(uint256(deviceNumber) | (uint256(verifiedUntil) << 32) | (uint256(inService ? 1 : 0) << 72));
}

function deviceNumberOf(ChannelWord word) pure returns (uint32) {
    return uint32(ChannelWord.unwrap(word));
}

function verifiedUntilOf(ChannelWord word) pure returns (uint40) {
    return uint40(ChannelWord.unwrap(word) >> 32);
}

function inServiceOf(ChannelWord word) pure returns (bool) {
    return (ChannelWord.unwrap(word) >> 72) & 1 == 1;
}
