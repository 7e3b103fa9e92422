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

    /// @dev The signing hash of: from block `number` on the company seals with `next`, if a block from `validFrom` to `validUntil` says so.
    function digest(
        bytes32 networkHash,
        uint64 number,
        address next,
        uint64 validFrom,
        uint64 validUntil
    ) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(DOMAIN_TYPEHASH, keccak256("Domledger Seal"), keccak256("1"), block.chainid, networkHash)
        );
        return
            MessageHashUtils.toTypedDataHash(
                domain,
                keccak256(abi.encode(SEAL_KEY_TYPEHASH, number, next, validFrom, validUntil))
            );
    }
}
