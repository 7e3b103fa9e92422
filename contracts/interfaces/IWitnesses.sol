// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/**
 * @title Witnesses
 * @notice Whoever executes every block and cosigns the newest one. The first ones are named at the founding; company and portal enter and
 * remove others, together. At most sixteen stand at once, and a key that was removed never comes back. Each has an owner, in whose hand it
 * is: a witness of the company or of the portal stands here like any other, but nobody counts it, for neither vouches for itself. The key of
 * an account, and a key that sealed, is entered for its own owner alone, so that the owner's name is enough to know whom not to count.
 */
interface IWitnesses {
    /// @dev Data of WITNESS_ENTER, an act by company and portal, and an entry of the founding.
    struct WitnessEntry {
        address witness;
        address owner;
    }

    /// @param key what it cosigns with
    /// @param since the EVM time of the block that entered it
    /// @param owner in whose hand it is: an account, or anybody's address outside
    struct Witness {
        address key;
        uint64 since;
        address owner;
    }

    /// @notice A witness has a key and an owner.
    error WitnessNameless(address witness, address owner);
    /// @notice The key stands already, or stood once: it never comes back.
    error WitnessEnteredBefore(address witness);
    /// @notice The key is an account's, or one that the company sealed with: only `account` can be its owner.
    error WitnessKeyForeign(address witness, address account);
    /// @notice Sixteen stand: one has to be removed before.
    error WitnessesFull(uint256 most);
    /// @notice No witness of this key stands.
    error WitnessNotStanding(address witness);

    /// @notice The witness stands from here on. At most one event a key, whether at the founding or by both hands.
    event WitnessEntered(address indexed witness, address indexed owner);
    /// @notice The witness stands no more, for ever.
    event WitnessRemoved(address indexed witness, address indexed owner);

    /// @notice Those that stand, in no order.
    function witnesses() external view returns (Witness[] memory);

    /// @notice The EVM time of the block that removed the witness; zero for one that stands or never did.
    function witnessUntil(address witness) external view returns (uint64);
}
