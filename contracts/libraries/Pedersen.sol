// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev A point of BN254 G1 (alt_bn128, y² = x³ + 3); (0, 0) is the identity.
struct Point {
    uint256 x;
    uint256 y;
}

/**
 * @dev Pedersen commitments C(v, b) = v·G + b·H on BN254 G1 by the precompiles of EIP-196, with G = (1, 2) and H hashed to the curve
 * from "Domledger Pedersen H v1" (docs/formats.md, 6). The group has prime order: every point of the curve is in it.
 */
library Pedersen {
    /// @dev The order of the base field.
    uint256 internal constant P = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;
    /// @dev The order of the group.
    uint256 internal constant N = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    uint256 internal constant H_X = 0x1cef754fc6c1e0c36ef50f420c79cc221a251699b9c853c199bf29c6780d9ba3;
    uint256 internal constant H_Y = 0x03931a1fd4bf752fc73b6460014a9f70ce932828019b5d6ed43239c5eba19a98;

    address private constant EC_ADD = address(6);
    address private constant EC_MUL = address(7);

    /// @notice The coordinates are not a point of the curve.
    error PointInvalid(uint256 x, uint256 y);

    /// @dev Whether (x, y) is a point of the group other than the identity.
    function isCommitment(uint256 x, uint256 y) internal pure returns (bool) {
        if (x >= P || y >= P) return false;
        // The identity fails here as well: 0 is not 0³ + 3.
        return mulmod(y, y, P) == addmod(mulmod(mulmod(x, x, P), x, P), 3, P);
    }

    /// @dev Sum of two points. Reverts with the second when it is not on the curve; the first must be.
    function add(Point memory a, Point memory b) internal view returns (Point memory) {
        (bool valid, bytes memory sum) = EC_ADD.staticcall(abi.encode(a, b));
        if (!valid) revert PointInvalid(b.x, b.y);
        return abi.decode(sum, (Point));
    }

    /// @dev a − b for points of the curve.
    function subtract(Point memory a, Point memory b) internal view returns (Point memory) {
        return add(a, negate(b));
    }

    /// @dev −(x, y) = (x, p − y); the remainder keeps the identity (0, 0) as it is.
    function negate(Point memory point) internal pure returns (Point memory) {
        return Point(point.x, (P - point.y) % P);
    }

    /// @dev scalar · point for a point of the curve.
    function multiply(Point memory point, uint256 scalar) internal view returns (Point memory) {
        (bool valid, bytes memory product) = EC_MUL.staticcall(abi.encode(point, scalar));
        if (!valid) revert PointInvalid(point.x, point.y);
        return abi.decode(product, (Point));
    }

    /// @dev Whether the commitment is to zero with this blinding, which must be reduced mod n.
    function opensToZero(Point memory commitment, uint256 blinding) internal view returns (bool) {
        if (blinding >= N) return false;
        Point memory expected = multiply(Point(H_X, H_Y), blinding);
        return commitment.x == expected.x && commitment.y == expected.y;
    }
}
