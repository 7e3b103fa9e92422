// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev The curve of Ethereum's own keys, y² = x³ + 7.
library Secp256k1 {
    uint256 private constant P = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f;

    /// @dev Whether (x, y) is an affine point of the curve. The group has prime order, so such a point is a public key.
    function isPublicKey(bytes32 x, bytes32 y) internal pure returns (bool) {
        uint256 a = uint256(x);
        uint256 b = uint256(y);
        if (a >= P || b >= P) return false;
        return mulmod(b, b, P) == addmod(mulmod(mulmod(a, a, P), a, P), 7, P);
    }

    /// @dev The Ethereum address of a public key.
    function addressOf(bytes32 x, bytes32 y) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode(x, y)))));
    }
}
