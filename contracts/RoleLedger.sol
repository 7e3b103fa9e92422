// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IParticipants} from "./interfaces/IParticipants.sol";
import {Ledger} from "./Ledger.sol";

/// @dev A ledger whose writers are known to `Participants`.
abstract contract RoleLedger is Ledger {
    /// @notice Who holds which role.
    IParticipants public immutable PARTICIPANTS;

    constructor(bytes32 networkHash, IParticipants participants) Ledger(networkHash) {
        PARTICIPANTS = participants;
    }

    /// @dev Refuses a sender who does not hold the role now.
    function _checkRole(InternalBlock calldata internalBlock, bytes32 role) internal view {
        if (!_holds(role, internalBlock.from)) revert SenderNotEntitled(internalBlock.from, internalBlock.kind);
    }

    /// @inheritdoc Ledger
    function _keyOf(address account) internal view override returns (address) {
        return PARTICIPANTS.keyOf(account);
    }

    function _holds(bytes32 role, address account) internal view returns (bool) {
        return PARTICIPANTS.hasRole(role, account);
    }
}
