// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {FrameHead} from "./FrameHead.sol";

/// @dev What stands before the frames of a batch; `frames` is the offset of the first.
struct BatchHead {
    bytes32 deviceId;
    uint256 frameCount;
    bytes32 r;
    bytes32 s;
    uint8 v;
    uint256 frames;
}

/**
 * @dev Reads packed READINGS data (docs/formats.md, 4) and rebuilds the bytes that the device signed, of which sequence and link are not
 * sent. Calldata is read by assembly: slices, copies and `sha256` of Solidity cost about 1,100 gas more per frame.
 */
library Frames {
    uint16 internal constant FLAG_MANUAL = 1 << 3;
    uint16 internal constant FLAG_PERIOD_CLOSE = 1 << 4;
    uint16 internal constant FLAG_GAP = 1 << 5;
    uint16 internal constant FLAG_DAY_PACKET = 1 << 6;
    uint16 internal constant FLAG_RECORD = 1 << 7;

    uint8 private constant VERSION = 2;
    uint256 private constant SIGNED_LENGTH = 160;
    uint256 private constant BATCH_HEAD_LENGTH = 99;
    /// @dev Channel 4, flags 2, time 4, and behind a gap sequence 4; then the commitment 64.
    uint256 private constant HEAD_LENGTH = 10;
    uint256 private constant NUMBERED_HEAD_LENGTH = 14;
    /// @dev Ciphertexts with their tags: one register, a day of registers with two late ones.
    uint256 private constant SINGLE_LENGTH = 26;
    uint256 private constant DAY_LENGTH = 87;

    error ReadingsVersionUnknown(uint8 version);
    /// @notice The data ends inside a field.
    error ReadingsTruncated(uint256 length);
    /// @notice The data goes on behind the last frame.
    error ReadingsTrailing(uint256 end, uint256 length);
    /// @notice There are no batches, or a batch without frames.
    error ReadingsEmpty();

    /// @dev The number of batches, and the offset of the first.
    function open(bytes calldata data) internal pure returns (uint256 batchCount, uint256 offset) {
        if (data.length < 2) revert ReadingsTruncated(data.length);
        if (uint8(data[0]) != VERSION) revert ReadingsVersionUnknown(uint8(data[0]));
        batchCount = uint8(data[1]);
        if (batchCount == 0) revert ReadingsEmpty();
        offset = 2;
    }

    /// @dev Refuses bytes behind the last batch.
    function close(bytes calldata data, uint256 end) internal pure {
        if (end != data.length) revert ReadingsTrailing(end, data.length);
    }

    function batchHead(bytes calldata data, uint256 offset) internal pure returns (BatchHead memory batch) {
        batch.frames = offset + BATCH_HEAD_LENGTH;
        if (batch.frames > data.length) revert ReadingsTruncated(data.length);
        batch.deviceId = _word(data, offset);
        batch.frameCount = uint256(_word(data, offset + 32)) >> 240;
        batch.r = _word(data, offset + 34);
        batch.s = _word(data, offset + 66);
        batch.v = uint8(data[offset + 98]);
        if (batch.frameCount == 0) revert ReadingsEmpty();
    }

    /// @dev Whether the flags say something that frames cannot say: a bit that means nothing, both kinds of content, or both words.
    function isUnknown(uint16 flags) internal pure returns (bool) {
        // Of the bits from the kinds of content on, these nine of sixteen combinations mean something.
        return (uint256(0x0777) >> (flags >> 6)) & 1 == 0;
    }

    /// @dev Room for the signed bytes of one frame after the other, with what all frames of a batch share.
    function prepare(uint8 algorithm, bytes32 domain) internal pure returns (bytes memory signed) {
        signed = abi.encodePacked(VERSION, algorithm, uint16(0), domain, new bytes(SIGNED_LENGTH - 36));
    }

    function head(bytes calldata data, uint256 offset) internal pure returns (FrameHead) {
        return FrameHead.wrap(uint256(_word(data, offset)));
    }

    /// @dev Where the parts of the frame at `offset` begin and where it ends; only records say how long they are.
    function parts(
        bytes calldata data,
        uint256 offset,
        FrameHead start
    ) internal pure returns (uint256 point, uint256 content, uint256 end) {
        // No sum can overflow: an offset inside calldata, and lengths of 16 bits.
        unchecked {
            point = offset + (start.has(FLAG_GAP) ? NUMBERED_HEAD_LENGTH : HEAD_LENGTH);
            content = point + 64;
            end = content + SINGLE_LENGTH;
            if (start.has(FLAG_DAY_PACKET | FLAG_RECORD)) {
                if (start.has(FLAG_DAY_PACKET)) {
                    end = content + DAY_LENGTH;
                } else {
                    uint256 length = uint256(_word(data, content)) >> 240;
                    content += 2;
                    end = content + length;
                }
            }
            if (end > data.length) revert ReadingsTruncated(data.length);
        }
    }

    /// @dev The SHA-256 of the bytes that the device signed, built in `signed`, and the point among them.
    function hash(
        bytes calldata data,
        uint256 point,
        uint256 content,
        uint256 end,
        uint256 numbers,
        FrameHead start,
        bytes memory signed
    ) internal view returns (bytes32 digest, uint256 x, uint256 y) {
        // Signed: version 1, algorithm 1, flags 2, domain 32, channel 4, sequence 4, time 4, previous 16, commitment 64, hash of the
        // ciphertext 32. Safe: `signed` has 160 bytes; `parts` found the rest inside `data`, and the ciphertext is copied to free memory
        // only to be hashed. What a word overwrites behind its field is written after it.
        assembly ("memory-safe") {
            let target := add(signed, 32)
            mstore8(add(target, 2), shr(216, start))
            mstore8(add(target, 3), shr(208, start))
            mstore(add(target, 36), numbers)
            x := calldataload(add(data.offset, point))
            y := calldataload(add(data.offset, add(point, 32)))
            mstore(add(target, 64), x)
            mstore(add(target, 96), y)
            let free := mload(0x40)
            let length := sub(end, content)
            calldatacopy(free, add(data.offset, content), length)
            mstore(add(target, 128), keccak256(free, length))
            // SHA-256 (precompile 2) fails only for want of gas, and then everything reverts.
            if iszero(staticcall(gas(), 2, target, 160, 0, 32)) {
                revert(0, 0)
            }
            digest := mload(0)
        }
    }

    /// @dev Channel, sequence, time and link of the last frame, as they stand in the signed bytes.
    function numbersOf(FrameHead start, uint32 sequence, bytes16 previous) internal pure returns (uint256) {
        return
            (uint256(uint32(start.channelOf())) << 224) |
            (uint256(sequence) << 192) |
            (uint256(start.timeOf()) << 160) |
            (uint256(uint128(previous)) << 32);
    }

    /// @dev SHA-256 of the words one after the other, without the copy that `sha256(abi.encodePacked(words))` makes (about 110 gas a
    /// word). Safe: it reads only the array, and writes only scratch space.
    function hashAll(bytes32[] memory words) internal view returns (bytes32 digest) {
        assembly ("memory-safe") {
            if iszero(staticcall(gas(), 2, add(words, 32), shl(5, mload(words)), 0, 32)) {
                revert(0, 0)
            }
            digest := mload(0)
        }
    }

    /// @dev 32 bytes of `data`; those behind its end are arbitrary.
    function _word(bytes calldata data, uint256 offset) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := calldataload(add(data.offset, offset))
        }
    }
}
