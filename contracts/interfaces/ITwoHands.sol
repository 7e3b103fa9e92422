// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/**
 * @title Acts that company and portal do together
 * @notice Both send the same act: an internal block of the same kind with the same data. Whichever comes first only proposes it, the other's
 * lets it take effect. A proposal ends 30 days after it was signed, or by ACT_WITHDRAW of either: its own withdrawal, or the other's refusal.
 */
interface ITwoHands {
    /// @param by whose hand it still lacks the other of; zero when nothing is proposed
    /// @param until the last unix second at which the other one may sign it
    struct Proposal {
        address by;
        uint64 until;
    }

    /// @notice The same hand twice is one hand: the other one's is missing.
    error ActAlreadyProposed(bytes32 actHash, uint64 until);
    /// @notice Nobody proposed this act, or it took effect, was withdrawn, or ended.
    error ActNotProposed(bytes32 actHash);

    /// @notice The first hand: nothing takes effect yet. Ends by `ActConfirmed`, by `ActWithdrawn`, or without an event after `until`.
    event ActProposed(bytes32 indexed actHash, address indexed by, uint16 kind, uint64 until);
    /// @notice The second hand: the act takes effect in this block. The same act may be proposed anew.
    event ActConfirmed(bytes32 indexed actHash, address indexed by);
    /// @notice The proposal is gone: withdrawn by whoever made it, or refused by the other.
    event ActWithdrawn(bytes32 indexed actHash, address indexed by);

    /// @notice The open proposal of an act: keccak256(kind ‖ keccak256(data)). It may have ended by time.
    function proposal(bytes32 actHash) external view returns (Proposal memory);
}
