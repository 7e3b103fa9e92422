// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev A channel is one register of one meter.
library Channels {
    function channelOf(bytes32 meterId, bytes6 obis) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(meterId, obis));
    }
}
