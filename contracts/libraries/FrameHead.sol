// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev The first 32 bytes of a frame in READINGS data: channel (4 bytes), flags (2), time (4, unix seconds), and, of frames that come
/// behind a gap alone, the sequence (4). What stands behind these is no part of it.
type FrameHead is uint256;

using {channelOf, flagsOf, timeOf, statedSequenceOf, has} for FrameHead global;

function channelOf(FrameHead head) pure returns (bytes4) {
    return bytes4(bytes32(FrameHead.unwrap(head)));
}

function flagsOf(FrameHead head) pure returns (uint16) {
    return uint16(FrameHead.unwrap(head) >> 208);
}

function timeOf(FrameHead head) pure returns (uint32) {
    return uint32(FrameHead.unwrap(head) >> 176);
}

function statedSequenceOf(FrameHead head) pure returns (uint32) {
    return uint32(FrameHead.unwrap(head) >> 144);
}

/// @dev Whether any of these flags is set.
function has(FrameHead head, uint16 flags) pure returns (bool) {
    return FrameHead.unwrap(head) & (uint256(flags) << 208) != 0;
}
