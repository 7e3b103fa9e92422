// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {ITwoHands} from "./interfaces/ITwoHands.sol";
import {Ledger} from "./Ledger.sol";

/// @dev A ledger with acts that neither company nor portal can do alone. The specification is `ITwoHands`.
abstract contract TwoHands is Ledger, ITwoHands {
    /// @dev Times are those that the two signed, so that whoever reads the blocks knows without the chain what took effect.
    uint64 private constant PROPOSAL_LIFE = 30 days;

    mapping(bytes32 actHash => Proposal) private _proposals;

    /// @inheritdoc ITwoHands
    function proposal(bytes32 actHash) external view returns (Proposal memory) {
        return _proposals[actHash];
    }

    /// @dev The two whose acts these are.
    function _hands() internal view virtual returns (address company, address portal);

    /// @dev Call it when all else is checked. Whether this block is the second of the two, so that the act takes effect now.
    function _byBothHands(InternalBlock calldata t) internal returns (bool) {
        _checkHand(t);
        bytes32 actHash = _actHashOf(t);
        Proposal memory first = _proposals[actHash];
        if (_isOpen(first, t.timestamp)) {
            if (first.by == t.from) revert ActAlreadyProposed(actHash, first.until);
            delete _proposals[actHash];
            emit ActConfirmed(actHash, t.from);
            return true;
        }
        uint64 until = t.timestamp + PROPOSAL_LIFE;
        _proposals[actHash] = Proposal(t.from, until);
        emit ActProposed(actHash, t.from, t.kind, until);
        return false;
    }

    function _actHashOf(InternalBlock calldata t) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(t.kind, t.dataHash));
    }

    function _withdrawAct(InternalBlock calldata t, bytes32 actHash) internal {
        _checkHand(t);
        _checkCanonical(t, abi.encode(actHash));
        if (!_isOpen(_proposals[actHash], t.timestamp)) revert ActNotProposed(actHash);
        delete _proposals[actHash];
        emit ActWithdrawn(actHash, t.from);
    }

    function _checkHand(InternalBlock calldata t) private view {
        (address company, address portal) = _hands();
        if (t.from != company && t.from != portal) revert SenderNotEntitled(t.from, t.kind);
    }

    function _isOpen(Proposal memory first, uint64 time) private pure returns (bool) {
        return first.by != address(0) && time <= first.until;
    }
}
