// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev A frame as the ledger sees it. `sequence` is zero until it is read or counted; the ciphertext stands in calldata.
struct Frame {
    bytes4 channel;
    uint16 flags;
    uint32 time;
    uint32 sequence;
    uint256 x;
    uint256 y;
    uint256 ciphertext;
    uint256 length;
}

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
    /// @dev Two bits: 0 clear, 1 encrypted, 2 authenticated between meter and gateway; 3 means nothing.
    uint16 internal constant FLAGS_WORD = 3 << 8;
    /// @dev Flags from here on mean nothing yet.
    uint16 internal constant FLAGS_END = 1 << 10;

    uint8 private constant VERSION = 2;
    uint256 private constant SIGNED_LENGTH = 160;
    uint256 private constant BATCH_HEAD_LENGTH = 99;
    /// @dev Channel 4, flags 2, time 4, commitment 64.
    uint256 private constant FRAME_HEAD_LENGTH = 74;
    /// @dev Ciphertexts with their tags: one register, a day of registers.
    uint256 private constant SINGLE_LENGTH = 26;
    uint256 private constant DAY_LENGTH = 75;

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

    function batchHead(bytes calldata data, uint256 offset) internal pure returns (BatchHead memory head) {
        head.frames = offset + BATCH_HEAD_LENGTH;
        if (head.frames > data.length) revert ReadingsTruncated(data.length);
        head.deviceId = _word(data, offset);
        head.frameCount = uint256(_word(data, offset + 32)) >> 240;
        head.r = _word(data, offset + 34);
        head.s = _word(data, offset + 66);
        head.v = uint8(data[offset + 98]);
        if (head.frameCount == 0) revert ReadingsEmpty();
        // As many frames as the data can hold: room for their hashes is taken before they are read.
        if (head.frames + head.frameCount * FRAME_HEAD_LENGTH > data.length) revert ReadingsTruncated(data.length);
    }

    /// @dev Whether the flags say something that frames cannot say.
    function isUnknown(uint16 flags) internal pure returns (bool) {
        uint16 kinds = FLAG_DAY_PACKET | FLAG_RECORD;
        return flags >= FLAGS_END || flags & FLAGS_WORD == FLAGS_WORD || flags & kinds == kinds;
    }

    /// @dev Room for the signed bytes of one frame after the other, with what all frames of a batch share.
    function prepare(uint8 algorithm, bytes32 domain) internal pure returns (bytes memory signed) {
        signed = abi.encodePacked(VERSION, algorithm, uint16(0), domain, new bytes(SIGNED_LENGTH - 36));
    }

    /// @dev Reads the frame at `offset`; returns the offset behind it. Only frames behind a gap state their sequence, only records how
    /// long they are.
    function read(bytes calldata data, uint256 offset, Frame memory frame) internal pure returns (uint256 next) {
        uint256 start = uint256(_word(data, offset));
        uint16 flags = uint16(start >> 208);
        frame.channel = bytes4(bytes32(start));
        frame.flags = flags;
        frame.time = uint32(start >> 176);
        offset += 10;
        frame.sequence = 0;
        if (flags & FLAG_GAP != 0) {
            frame.sequence = uint32(start >> 144);
            offset += 4;
        }
        frame.x = uint256(_word(data, offset));
        frame.y = uint256(_word(data, offset + 32));
        offset += 64;
        uint256 length = SINGLE_LENGTH;
        if (flags & FLAG_DAY_PACKET != 0) {
            length = DAY_LENGTH;
        } else if (flags & FLAG_RECORD != 0) {
            length = uint256(_word(data, offset)) >> 240;
            offset += 2;
        }
        frame.ciphertext = offset;
        frame.length = length;
        next = offset + length;
        if (next > data.length) revert ReadingsTruncated(data.length);
    }

    /// @dev The SHA-256 of the bytes that the device signed, built in `signed`.
    function hash(
        bytes calldata data,
        Frame memory frame,
        bytes16 previous,
        bytes memory signed
    ) internal view returns (bytes32 digest) {
        uint256 numbers =
            (uint256(uint32(frame.channel)) << 224) |
                (uint256(frame.sequence) << 192) |
                (uint256(frame.time) << 160) |
                (uint256(uint128(previous)) << 32);
        // Signed: version 1, algorithm 1, flags 2, domain 32, channel 4, sequence 4, time 4, previous 16, commitment 64, hash of the
        // ciphertext 32. Safe: `signed` has 160 bytes; `read` found the ciphertext inside `data`, and it is copied to free memory only
        // to be hashed. What a word overwrites behind its field is written after it.
        assembly ("memory-safe") {
            let target := add(signed, 32)
            let flags := mload(add(frame, 32))
            mstore8(add(target, 2), shr(8, flags))
            mstore8(add(target, 3), flags)
            mstore(add(target, 36), numbers)
            mstore(add(target, 64), mload(add(frame, 128)))
            mstore(add(target, 96), mload(add(frame, 160)))
            let free := mload(0x40)
            let length := mload(add(frame, 224))
            calldatacopy(free, add(data.offset, mload(add(frame, 192))), length)
            mstore(add(target, 128), keccak256(free, length))
            // SHA-256 (precompile 2) fails only for want of gas, and then everything reverts.
            if iszero(staticcall(gas(), 2, target, 160, 0, 32)) {
                revert(0, 0)
            }
            digest := mload(0)
        }
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
