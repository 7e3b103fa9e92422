// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";

/**
 * @title A ledger of internal blocks
 * @notice Every fact enters by an internal block: EIP-712 typed data (domain "Domledger", "1", chain id, this ledger, hash of
 * the network) signed by its sender's key. Anyone may carry it here; who carries it has no influence on its effect.
 *
 * A block is open until it is recorded, until its `life` is over, or until another of its family is recorded: the family is a first
 * block and all those of its sender that name it in `replaces`. No refusal ends it: while it is open, anybody may carry it again.
 *
 * Storage, for proofs: slot 0 `head`, slot 1 `count`, slot 2 `position`, slot 3 `replacedBy`; and in the reading, contract and billing
 * ledgers a mapping from accounts to their heads at the ERC-7201 slot of "domledger.accounts".
 */
interface ILedger is IERC5267 {
    /// @notice The signed part of an internal block T.
    /// @param from the account of the sender, whose key signs
    /// @param to the recipient
    /// @param timestamp unix seconds by the sender's clock
    /// @param kind what the block says; decides the layout of its data
    /// @param subject the id of what the block is about; zero where the block creates it
    /// @param dataHash keccak256 of the data
    /// @param replaces the first block of the sender on this ledger that was signed for the same purpose, so that only one of them is
    /// ever taken; zero in the first itself
    struct InternalBlock {
        address from;
        address to;
        uint64 timestamp;
        uint16 kind;
        bytes32 subject;
        bytes32 dataHash;
        bytes32 replaces;
    }

    /// @notice The same internal block was taken before.
    error BlockAlreadyRecorded(bytes32 digest);
    /// @notice The signature is not 65 bytes r ‖ s ‖ v with a low s and a recoverable point.
    error SignatureMalformed(bytes32 digest);
    /// @notice The signature is not by the key that signs for the sender now (`IAccountKeys`).
    error SenderMismatch(address from, address signer);
    /// @notice The data is not the data that was signed.
    error DataHashMismatch(bytes32 signedHash, bytes32 actual);
    /// @notice The data decodes, but is not the one encoding of what it says: keccak256 of that encoding is `canonicalHash`.
    error DataNotCanonical(bytes32 dataHash, bytes32 canonicalHash);
    /// @notice The timestamp lies in the future by more than the tolerance of 900 s.
    error TimestampAhead(uint64 timestamp, uint256 latest);
    /// @notice The block's life is over: it is older than `earliest`. Sign what it says again, if it is still to be said.
    error BlockExpired(uint64 timestamp, uint256 earliest);
    /// @notice The block `by` was recorded in this one's place.
    error BlockReplaced(bytes32 digest, bytes32 by);
    /// @notice This ledger takes no blocks of this kind.
    error KindUnknown(uint16 kind);
    /// @notice The sender has no right (any more) to a block of this kind, or not about this subject.
    error SenderNotEntitled(address from, uint16 kind);
    /// @notice The recipient is not the party whom this block concerns.
    error RecipientMismatch(address to, address expected);
    /// @notice The signed subject is not the id that the data names.
    error SubjectMismatch(bytes32 subject, bytes32 expected);

    /**
     * @notice An internal block was taken. At most one event per `digest`, never taken back; positions rise by one from 1; `head`
     * is keccak256(previous head ‖ digest). The events of the facts that the block causes follow this one in the same transaction,
     * before the next `BlockRecorded` of this ledger.
     */
    event BlockRecorded(
        bytes32 indexed digest,
        address indexed from,
        address indexed to,
        uint256 position,
        uint16 kind,
        bytes32 subject,
        bytes32 head
    );

    /// @notice Takes an internal block and applies it, or reverts without a trace.
    /// @param internalBlock what was signed
    /// @param signature 65 bytes r ‖ s ‖ v of the key of `from` over the EIP-712 digest, low s
    /// @param data what `dataHash` is the hash of
    function submit(InternalBlock calldata internalBlock, bytes calldata signature, bytes calldata data) external;

    /// @notice The hash of the network that the ledger was made for; the salt of its EIP-712 domain.
    function NETWORK_HASH() external view returns (bytes32);

    /// @notice The hash chain over the digests of all blocks taken so far; zero before the first.
    function head() external view returns (bytes32);

    /// @notice How many blocks were taken.
    function count() external view returns (uint256);

    /// @notice The position of a block, from 1; zero when it was not taken.
    function position(bytes32 digest) external view returns (uint256);

    /// @notice The block that was recorded in the place of a sender's first one; zero while there is none.
    function replacedBy(address from, bytes32 digest) external view returns (bytes32);

    /// @notice The hash chain over the digests of all blocks taken so far that the account sent or was sent; at `Meters` over those that its
    /// meters concern (`IMeters`). Zero before the first, and for ever at `Participants` and `Tariffs`. Who has these digests in their order knows
    /// that none is missing.
    function headOf(address account) external view returns (bytes32);

    /// @notice For how many seconds after its timestamp a block is taken.
    function life() external pure returns (uint256);
}
