// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

/// @dev What seal keys sign about their succession (docs/formats.md, 7). The domain is the seals', which names no contract.
library SealStatements {
    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,bytes32 salt)"
    );
    bytes32 private constant SEAL_KEY_TYPEHASH = keccak256(
        "SealKey(uint64 number,address next,uint64 validFrom,uint64 validUntil)"
    );

    bytes32 private constant LOST_KEY_TYPEHASH = keccak256(
        "LostSealKey(uint64 head,bytes32 headSeal,uint64 headTime,address next,uint64 time)"
    );

    /// @dev The signing hash of: from block `number` on the company seals with `next`, if a block from `validFrom` to `validUntil` says so.
    function digest(
        bytes32 networkHash,
        uint64 number,
        address next,
        uint64 validFrom,
        uint64 validUntil
    ) internal view returns (bytes32) {
        return _typed(networkHash, keccak256(abi.encode(SEAL_KEY_TYPEHASH, number, next, validFrom, validUntil)));
    }

    /// @dev The signing hash of: the key of the seal is lost, and right behind block `head` the company seals with `next`.
    function lostDigest(
        bytes32 networkHash,
        uint64 head,
        bytes32 headSeal,
        uint64 headTime,
        address next,
        uint64 time
    ) internal view returns (bytes32) {
        return _typed(networkHash, keccak256(abi.encode(LOST_KEY_TYPEHASH, head, headSeal, headTime, next, time)));
    }

    function _typed(bytes32 networkHash, bytes32 struct_) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(DOMAIN_TYPEHASH, keccak256("Domledger Seal"), keccak256("1"), block.chainid, networkHash)
        );
        return MessageHashUtils.toTypedDataHash(domain, struct_);
    }
}
