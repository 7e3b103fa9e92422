// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev All that the reading ledger must know of a channel, in one storage slot. What its meter says: whether it is in service (bit 0), how many
/// owners it had before the present one (bits 1–15),
/// the last UTC day of its verification, counted from 1970 (bits 16–31), its device's number (bits 32–63, from 1; 0 = the channel is
/// unknown). What its last frame left: time (bits 64–95, unix seconds), sequence (bits 96–127), the first 16 bytes of the frame's hash
/// (bits 128–255). 16 bytes are enough: only the device can make frames at all, so the link protects against others' second preimages,
/// and the sequence already forbids the device two frames in one place.
type ChannelWord is uint256;

using {
    inServiceOf,
    tenureOf,
    verifiedDayOf,
    deviceNumberOf,
    timeOf,
    sequenceOf,
    headOf,
    withMeter,
    withFrame
} for ChannelWord global;

uint256 constant METER_HALF = (1 << 64) - 1;

function inServiceOf(ChannelWord word) pure returns (bool) {
    return ChannelWord.unwrap(word) & 1 == 1;
}

function tenureOf(ChannelWord word) pure returns (uint16) {
    return uint16(ChannelWord.unwrap(word)) >> 1;
}

function verifiedDayOf(ChannelWord word) pure returns (uint16) {
    return uint16(ChannelWord.unwrap(word) >> 16);
}

function deviceNumberOf(ChannelWord word) pure returns (uint32) {
    return uint32(ChannelWord.unwrap(word) >> 32);
}

function timeOf(ChannelWord word) pure returns (uint32) {
    return uint32(ChannelWord.unwrap(word) >> 64);
}

function sequenceOf(ChannelWord word) pure returns (uint32) {
    return uint32(ChannelWord.unwrap(word) >> 96);
}

function headOf(ChannelWord word) pure returns (bytes16) {
    return bytes16(bytes32(ChannelWord.unwrap(word)));
}

/// @dev The same channel with what its meter says now.
function withMeter(
    ChannelWord word,
    uint32 deviceNumber,
    uint16 verifiedDay,
    uint16 tenure,
    bool inService
) pure returns (ChannelWord) {
    // Checked: a tenure of more than 15 bits is refused.
    uint16 lowest = tenure * 2 + (inService ? 1 : 0);
    uint256 half = (uint256(deviceNumber) << 32) | (uint256(verifiedDay) << 16) | lowest;
    return ChannelWord.wrap((ChannelWord.unwrap(word) & ~METER_HALF) | half);
}

/// @dev The same channel behind a frame.
function withFrame(ChannelWord word, bytes32 hash, uint32 sequence, uint32 time) pure returns (ChannelWord) {
    uint256 half = (uint256(hash) & ~uint256(type(uint128).max)) | (uint256(sequence) << 96) | (uint256(time) << 64);
    return ChannelWord.wrap((ChannelWord.unwrap(word) & METER_HALF) | half);
}
