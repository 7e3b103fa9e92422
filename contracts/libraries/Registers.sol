// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/**
 * @dev What `ReadingLedger` keeps of a register that bills may use, in one word: the first 28 bytes of a hash of all that names the frame and
 * what it commits to, then the tenure that a line which ends there is of (16 bits), then the one that a line which begins there is of (16). A
 * tenure is the time of one owner of the meter, counted from 0. The two differ only where the meter was handed over.
 */
library Registers {
    bytes32 private constant NAME = ~bytes32(uint256(type(uint32).max));

    function nameOf(
        bytes4 channel,
        uint64 sequence,
        uint64 time,
        uint256 x,
        uint256 y,
        bytes16 link
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(channel, sequence, time, x, y, link)) & NAME;
    }

    function within(bytes32 name, uint16 ending, uint16 beginning) internal pure returns (bytes32) {
        return (name & NAME) | bytes32((uint256(ending) << 16) | beginning);
    }

    function isNamed(bytes32 register, bytes32 name) internal pure returns (bool) {
        return register & NAME == name;
    }

    function tenureEnding(bytes32 register) internal pure returns (uint16) {
        return uint16(uint256(register) >> 16);
    }

    function tenureBeginning(bytes32 register) internal pure returns (uint16) {
        return uint16(uint256(register));
    }
}
