// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev A channel is one register of one meter.
library Channels {
    /// @dev Its number: the first 32 bits of a hash, so that whoever knows meter and register knows the number without asking.
    /// `Meters` gives no number twice.
    function channelOf(bytes32 meterId, bytes6 obis) internal pure returns (bytes4) {
        return bytes4(keccak256(abi.encodePacked(meterId, obis)));
    }

    /// @dev What `ReadingLedger` keeps of a register that bills may use: all that names the frame and what it commits to.
    function registerHash(
        bytes4 channel,
        uint64 sequence,
        uint64 time,
        uint256 x,
        uint256 y,
        bytes16 link
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(channel, sequence, time, x, y, link));
    }
}
