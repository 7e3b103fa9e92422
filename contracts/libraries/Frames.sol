// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev A frame as the ledger sees it. `hash` is the SHA-256 of its 212 signed bytes.
struct Frame {
    bytes32 channel;
    uint16 flags;
    uint64 sequence;
    uint64 time;
    bytes32 previous;
    uint256 x;
    uint256 y;
    bytes32 hash;
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
 * @dev Reads packed READINGS data (docs/formats.md, 4) and rebuilds the bytes that the device signed. Calldata is read by assembly:
 * slices, copies and `sha256` of Solidity cost about 1,100 gas more per frame. `batchHead` and `channels` check all bounds; `read` may be
 * called only on what these two have passed.
 */
library Frames {
    uint16 internal constant FLAG_MANUAL = 1 << 3;
    uint16 internal constant FLAG_PERIOD_CLOSE = 1 << 4;
    uint16 internal constant FLAG_GAP = 1 << 5;
    /// @dev Flags from here on mean nothing yet.
    uint16 internal constant FLAGS_END = 1 << 7;

    uint8 private constant VERSION = 1;
    uint256 private constant SIGNED_LENGTH = 212;
    uint256 private constant BATCH_HEAD_LENGTH = 99;
    uint256 private constant FRAME_HEAD_LENGTH = 148;

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
    }

    /// @dev The channel of each frame of a batch, and the offset behind the last frame.
    function channels(
        bytes calldata data,
        BatchHead memory head
    ) internal pure returns (bytes32[] memory list, uint256 end) {
        list = new bytes32[](head.frameCount);
        end = head.frames;
        for (uint256 i = 0; i < list.length; ++i) {
            if (end + FRAME_HEAD_LENGTH > data.length) revert ReadingsTruncated(data.length);
            list[i] = _word(data, end);
            end += FRAME_HEAD_LENGTH + _ciphertextLength(data, end);
        }
        if (end > data.length) revert ReadingsTruncated(data.length);
    }

    /// @dev Room for the signed bytes of one frame after the other, with what all frames of a batch share.
    function prepare(uint8 algorithm, bytes32 domain) internal pure returns (bytes memory signed) {
        signed = abi.encodePacked(VERSION, algorithm, uint16(0), domain, new bytes(SIGNED_LENGTH - 36));
    }

    /// @dev Reads the frame at `offset` into `frame`, by way of `signed`; returns the offset behind it.
    function read(
        bytes calldata data,
        uint256 offset,
        bytes memory signed,
        Frame memory frame
    ) internal view returns (uint256 next) {
        uint256 length = _ciphertextLength(data, offset);
        next = offset + FRAME_HEAD_LENGTH + length;
        // Calldata: channel 32, flags 2, sequence 8, time 8, previous 32, commitment 64, length 2, ciphertext. Safe: `channels` found
        // all of it inside `data`; `signed` has 212 bytes; the ciphertext is copied to free memory only to be hashed.
        assembly ("memory-safe") {
            let source := add(data.offset, offset)
            let target := add(signed, 32)
            calldatacopy(add(target, 2), add(source, 32), 2)
            calldatacopy(add(target, 36), source, 32)
            calldatacopy(add(target, 68), add(source, 34), 112)
            let free := mload(0x40)
            calldatacopy(free, add(source, 148), length)
            mstore(add(target, 180), keccak256(free, length))

            mstore(frame, mload(add(target, 36)))
            mstore(add(frame, 32), shr(240, calldataload(add(source, 32))))
            mstore(add(frame, 64), shr(192, mload(add(target, 68))))
            mstore(add(frame, 96), shr(192, mload(add(target, 76))))
            mstore(add(frame, 128), mload(add(target, 84)))
            mstore(add(frame, 160), mload(add(target, 116)))
            mstore(add(frame, 192), mload(add(target, 148)))
            // SHA-256 (precompile 2) fails only for want of gas, and then everything reverts.
            if iszero(staticcall(gas(), 2, target, 212, add(frame, 224), 32)) {
                revert(0, 0)
            }
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

    function _ciphertextLength(bytes calldata data, uint256 offset) private pure returns (uint256) {
        return uint256(_word(data, offset + 146)) >> 240;
    }

    /// @dev 32 bytes of `data`; those behind its end are arbitrary.
    function _word(bytes calldata data, uint256 offset) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := calldataload(add(data.offset, offset))
        }
    }
}
