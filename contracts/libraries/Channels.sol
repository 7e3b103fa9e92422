// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev A channel is one register of one meter.
library Channels {
    /// @dev Its number: the first 32 bits of a hash, so that whoever knows meter and register knows the number without asking.
    /// `Meters` gives no number twice.
    function channelOf(bytes32 meterId, bytes6 obis) internal pure returns (bytes4) {
        return bytes4(keccak256(abi.encodePacked(meterId, obis)));
    }
}
