// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {Pedersen, Point} from "./Pedersen.sol";

/// @dev Schnorr's proof for two generators (Okamoto's), made non-interactive by a hash.
/// @param t k·G + s·H for fresh random k and s
/// @param z k + c·value mod n
/// @param zr s + c·blinding mod n
struct OpeningProof {
    Point t;
    uint256 z;
    uint256 zr;
}

/// @dev Whether somebody knows value and blinding of a commitment, said for one statement (docs/formats.md, 6).
library Openings {
    using Pedersen for Point;

    function isProved(
        Point memory commitment,
        OpeningProof memory proof,
        bytes memory statement
    ) internal view returns (bool) {
        if (proof.z >= Pedersen.N || proof.zr >= Pedersen.N) return false;
        if (!Pedersen.isCommitment(proof.t.x, proof.t.y)) return false;
        bytes32 hash = keccak256(bytes.concat(statement, abi.encode(commitment, proof.t)));
        Point memory left = Point(1, 2).multiply(proof.z).add(Point(Pedersen.H_X, Pedersen.H_Y).multiply(proof.zr));
        Point memory right = proof.t.add(commitment.multiply(uint256(hash) % Pedersen.N));
        return left.x == right.x && left.y == right.y;
    }
}
