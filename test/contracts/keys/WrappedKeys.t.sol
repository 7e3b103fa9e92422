// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IWrapsAgain} from "../../../contracts/interfaces/IWrapsAgain.sol";
import {WrappedKeys} from "../../../contracts/libraries/WrappedKeys.sol";

/// @dev Behind an external function, so that a revert can be caught.
contract WrappedKeysCaller {
    function check(IWrapsAgain.WrappingAgain memory said) external pure {
        WrappedKeys.check(said);
    }
}

contract WrappedKeysTest {
    WrappedKeysCaller private immutable CALLER = new WrappedKeysCaller();

    function testFuzz_bothListsHave1To64EntriesTogether(uint8 keys, uint8 closed) external view {
        IWrapsAgain.WrappingAgain memory said = _rising(keys % 80, closed % 80);
        uint256 count = said.keys.length + said.closed.length;
        require(_holds(said) == (count >= 1 && count <= 64), "the number of entries");
    }

    function testFuzz_keysRise(uint8[3] calldata hashes) external view {
        IWrapsAgain.WrappingAgain memory said = _rising(hashes.length, 0);
        bool rises = true;
        for (uint256 i = 0; i < hashes.length; ++i) {
            said.keys[i].keyHash = bytes32(uint256(hashes[i] % 4));
            if (i > 0 && said.keys[i].keyHash <= said.keys[i - 1].keyHash) rises = false;
        }
        require(_holds(said) == rises, "the order of keys");
    }

    function testFuzz_whatStaysClosedRises(uint8[3] calldata hashes) external view {
        IWrapsAgain.WrappingAgain memory said = _rising(1, hashes.length);
        bool rises = true;
        for (uint256 i = 0; i < hashes.length; ++i) {
            said.closed[i] = bytes32(uint256(hashes[i] % 4));
            if (i > 0 && said.closed[i] <= said.closed[i - 1]) rises = false;
        }
        require(_holds(said) == rises, "the order of what stays closed");
    }

    function testFuzz_aWrappedKeyHas161Bytes(uint16 length, uint8 which) external view {
        uint256 bytesOf = length % 3 == 0 ? 161 : length % 400;
        IWrapsAgain.WrappingAgain memory said = _rising(3, 1);
        said.keys[which % 3].wrapped = new bytes(bytesOf);
        require(_holds(said) == (bytesOf == 161), "the length of a wrapped key");
    }

    function _holds(IWrapsAgain.WrappingAgain memory said) private view returns (bool) {
        try CALLER.check(said) {
            return true;
        } catch {
            return false;
        }
    }

    function _rising(uint256 keys, uint256 closed) private pure returns (IWrapsAgain.WrappingAgain memory said) {
        said.keys = new IWrapsAgain.WrappedKey[](keys);
        said.closed = new bytes32[](closed);
        for (uint256 i = 0; i < keys; ++i) said.keys[i] = IWrapsAgain.WrappedKey(bytes32(i), new bytes(161));
        for (uint256 i = 0; i < closed; ++i) said.closed[i] = bytes32(i);
    }
}
