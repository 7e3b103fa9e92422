// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev The cheat codes of the test runner that these tests use.
interface Vm {
    function addr(uint256 privateKey) external pure returns (address);

    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);

    function signP256(uint256 privateKey, bytes32 digest) external pure returns (bytes32 r, bytes32 s);

    function publicKeyP256(uint256 privateKey) external pure returns (uint256 x, uint256 y);

    function getCode(string calldata artifactPath) external view returns (bytes memory creationCode);

    function warp(uint256 timestamp) external;

    function prank(address sender) external;

    function expectRevert(bytes calldata revertData) external;

    function assume(bool condition) external pure;
}
