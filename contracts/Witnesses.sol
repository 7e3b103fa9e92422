// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IWitnesses} from "./interfaces/IWitnesses.sol";
import {TwoHands} from "./TwoHands.sol";

/// @dev Who may say that a block is the newest one. The specification is `IWitnesses`.
abstract contract Witnesses is IWitnesses, TwoHands {
    uint256 private constant MOST = 16;

    /// @dev Those that stand, two words each, so that a proof of the length and of as many pairs of words shows the whole list.
    Witness[] private _witnesses;
    /// @inheritdoc IWitnesses
    mapping(address witness => uint64 until) public witnessUntil;

    /// @inheritdoc IWitnesses
    function witnesses() public view returns (Witness[] memory) {
        return _witnesses;
    }

    /// @dev Whose key it is by what this ledger knows; zero where it is nobody's.
    function _ownerOfKey(address key) internal view virtual returns (address);

    function _enterWitness(InternalBlock calldata t, WitnessEntry memory entry) internal {
        _checkCanonical(t, abi.encode(entry));
        _checkEntry(entry);
        if (_byBothHands(t)) _stand(entry);
    }

    function _removeWitness(InternalBlock calldata t, address key) internal {
        _checkCanonical(t, abi.encode(key));
        uint256 place = _placeOf(key);
        if (place == 0) revert WitnessNotStanding(key);
        if (!_byBothHands(t)) return;
        emit WitnessRemoved(key, _witnesses[place - 1].owner);
        witnessUntil[key] = uint64(block.timestamp);
        _witnesses[place - 1] = _witnesses[_witnesses.length - 1];
        _witnesses.pop();
    }

    /// @dev Those of the founding, which both hands named by founding it.
    function _foundWitnesses(WitnessEntry[] memory entries) internal {
        for (uint256 i = 0; i < entries.length; ++i) {
            _checkEntry(entries[i]);
            _stand(entries[i]);
        }
    }

    function _stand(WitnessEntry memory entry) private {
        _witnesses.push(Witness(entry.witness, uint64(block.timestamp), entry.owner));
        emit WitnessEntered(entry.witness, entry.owner);
    }

    function _checkEntry(WitnessEntry memory entry) private view {
        address key = entry.witness;
        if (key == address(0) || entry.owner == address(0)) revert WitnessNameless(key, entry.owner);
        if (_placeOf(key) != 0 || witnessUntil[key] != 0) revert WitnessEnteredBefore(key);
        address account = _ownerOfKey(key);
        if (account != address(0) && account != entry.owner) revert WitnessKeyForeign(key, account);
        if (_witnesses.length == MOST) revert WitnessesFull(MOST);
    }

    /// @dev Counted from 1; zero where it does not stand.
    function _placeOf(address key) private view returns (uint256) {
        for (uint256 i = 0; i < _witnesses.length; ++i) if (_witnesses[i].key == key) return i + 1;
        return 0;
    }
}
