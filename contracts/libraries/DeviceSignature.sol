// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";

import {Secp256k1} from "./Secp256k1.sol";

/// @dev Signatures of metering devices: ECDSA over a SHA-256 digest, low s, on P-256 (algorithm 1) or secp256k1 (algorithm 2).
library DeviceSignature {
    uint8 internal constant ALGORITHM_P256 = 1;
    uint8 internal constant ALGORITHM_SECP256K1 = 2;

    /// @dev Whether (x, y) is a public key of the algorithm; false for an algorithm without a curve.
    function isPublicKey(uint8 algorithm, bytes32 x, bytes32 y) internal pure returns (bool) {
        if (algorithm == ALGORITHM_P256) return P256.isValidPublicKey(x, y);
        return algorithm == ALGORITHM_SECP256K1 && Secp256k1.isPublicKey(x, y);
    }

    /// @dev Whether (r, s, v) is the device's signature of the digest. v is 0 for P-256, 27 or 28 for secp256k1: one signature, one
    /// spelling. P-256 needs the precompile of EIP-7951 and reverts on a chain without it.
    function verify(
        uint8 algorithm,
        bytes32 x,
        bytes32 y,
        bytes32 digest,
        bytes32 r,
        bytes32 s,
        uint8 v
    ) internal view returns (bool) {
        if (algorithm == ALGORITHM_P256) return v == 0 && P256.verifyNative(digest, r, s, x, y);
        (address signer, ECDSA.RecoverError fault, ) = ECDSA.tryRecover(digest, v, r, s);
        return fault == ECDSA.RecoverError.NoError && signer == Secp256k1.addressOf(x, y);
    }
}
