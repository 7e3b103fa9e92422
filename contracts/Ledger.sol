// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import {ILedger} from "./interfaces/ILedger.sol";
import {LedgerState} from "./LedgerState.sol";

/// @dev Takes internal blocks, chains them and hands them to `_apply`. Nothing in a ledger depends on the carrier, `msg.sender`.
abstract contract Ledger is LedgerState {
    /// @dev How far a clock may run ahead of the EVM block, in seconds.
    uint256 internal constant CLOCK_TOLERANCE = 900;

    bytes32 private constant BLOCK_TYPEHASH = keccak256(
        "InternalBlock(address from,address to,uint64 timestamp,uint16 kind,bytes32 subject,bytes32 dataHash,bytes32 replaces)"
    );

    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
    );

    /// @inheritdoc ILedger
    bytes32 public immutable NETWORK_HASH;
    bytes32 private immutable _DOMAIN_SEPARATOR;

    constructor(bytes32 networkHash) {
        NETWORK_HASH = networkHash;
        _DOMAIN_SEPARATOR = keccak256(
            abi.encode(
                DOMAIN_TYPEHASH,
                keccak256("Domledger"),
                keccak256("1"),
                block.chainid,
                address(this),
                networkHash
            )
        );
    }

    /// @inheritdoc ILedger
    function submit(InternalBlock calldata internalBlock, bytes calldata signature, bytes calldata data) external {
        bytes32 digest = _typedDataHash(keccak256(abi.encode(BLOCK_TYPEHASH, internalBlock)));
        if (position[digest] != 0) revert BlockAlreadyRecorded(digest);
        _checkSender(digest, internalBlock.from, signature);
        _takePlace(digest, internalBlock.from, internalBlock.replaces);
        bytes32 dataHash = keccak256(data);
        if (dataHash != internalBlock.dataHash) revert DataHashMismatch(internalBlock.dataHash, dataHash);
        _checkClock(internalBlock.timestamp);

        _record(digest, internalBlock);
        _apply(digest, internalBlock, data);
    }

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        return (0x1f, "Domledger", "1", block.chainid, address(this), NETWORK_HASH, extensions);
    }

    /// @inheritdoc ILedger
    function life() public pure virtual returns (uint256) {
        return 24 hours;
    }

    /// @dev Effects of a block whose sender, data and clock are checked. Reverts with `KindUnknown` for a kind that is not its own.
    function _apply(bytes32 digest, InternalBlock calldata internalBlock, bytes calldata data) internal virtual;

    /// @dev The key that signs for the account now.
    function _keyOf(address account) internal view virtual returns (address);

    /// @dev Whether this ledger keeps a head for each account over what it sends and is sent. Not all registers do: whom a rate or a device
    /// concerns is no matter of two accounts, and of a meter `Meters` itself says whom.
    function _chainsAccounts() internal pure virtual returns (bool) {
        return false;
    }

    function _typedDataHash(bytes32 structHash) internal view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(_DOMAIN_SEPARATOR, structHash);
    }

    /**
     * @dev Refuses data that is not the one encoding of what was read from it, so that everybody who reads a block reads the same.
     * `abi.decode` alone takes bytes behind the value, other offsets and holes.
     */
    function _checkCanonical(InternalBlock calldata internalBlock, bytes memory encoded) internal pure {
        bytes32 canonicalHash = keccak256(encoded);
        if (canonicalHash != internalBlock.dataHash) revert DataNotCanonical(internalBlock.dataHash, canonicalHash);
    }

    /// @dev Refuses a block that is addressed to somebody else than the party it concerns.
    function _checkRecipient(InternalBlock calldata internalBlock, address expected) internal pure {
        if (internalBlock.to != expected) revert RecipientMismatch(internalBlock.to, expected);
    }

    /// @dev Refuses a block whose public subject is not what its data is about.
    function _checkSubject(InternalBlock calldata internalBlock, bytes32 expected) internal pure {
        if (internalBlock.subject != expected) revert SubjectMismatch(internalBlock.subject, expected);
    }

    function _record(bytes32 digest, InternalBlock calldata internalBlock) private {
        uint256 place = ++count;
        bytes32 newHead = keccak256(abi.encode(head, digest));
        position[digest] = place;
        head = newHead;
        if (_chainsAccounts()) {
            _chainTo(internalBlock.from, digest);
            if (internalBlock.to != internalBlock.from) _chainTo(internalBlock.to, digest);
        }
        emit BlockRecorded(
            digest,
            internalBlock.from,
            internalBlock.to,
            place,
            internalBlock.kind,
            internalBlock.subject,
            newHead
        );
    }

    /// @dev Of a block and all that were signed in its place one is taken, whichever comes first.
    function _takePlace(bytes32 digest, address from, bytes32 replaces) private {
        bytes32 by = replacedBy[from][digest];
        if (by != bytes32(0)) revert BlockReplaced(digest, by);
        if (replaces == bytes32(0)) return;
        by = position[replaces] != 0 ? replaces : replacedBy[from][replaces];
        if (by != bytes32(0)) revert BlockReplaced(digest, by);
        replacedBy[from][replaces] = digest;
    }

    function _checkSender(bytes32 digest, address from, bytes calldata signature) private view {
        (address signer, ECDSA.RecoverError fault, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (fault != ECDSA.RecoverError.NoError) revert SignatureMalformed(digest);
        if (signer != _keyOf(from)) revert SenderMismatch(from, signer);
    }

    function _checkClock(uint64 timestamp) private view {
        uint256 latest = block.timestamp + CLOCK_TOLERANCE;
        if (timestamp > latest) revert TimestampAhead(timestamp, latest);
        if (timestamp + life() < block.timestamp) revert BlockExpired(timestamp, block.timestamp - life());
    }
}
