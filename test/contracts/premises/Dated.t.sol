// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {Dated} from "../../../contracts/libraries/Dated.sol";

contract DatedTest {
    using Dated for Dated.Line;

    Dated.Line private _line;
    uint32[] private _days;

    /// @dev On every day it is the newest of those that were said from this day or an earlier one.
    function testFuzz_findsWhatWasSaidLast(uint8[24] calldata daysOf, uint8 count) external {
        for (uint256 i = 0; i < count % 25; ++i) {
            uint32 day = daysOf[i] % 16;
            _line.set(day, uint32(i));
            _days.push(day);
            for (uint32 each = 0; each < 18; ++each) _check(each);
        }
    }

    function testFuzz_knowsNothingBeforeTheFirstDay(uint32 first, uint32 day) external {
        (bool found, ) = _line.indexOn(day);
        require(!found, "nothing was said");
        _line.set(first, 7);
        uint32 index;
        (found, index) = _line.indexOn(day);
        require(found == (day >= first), "from its day on");
        require(index == (found ? 7 : 0), "its index");
    }

    function _check(uint32 day) private view {
        (bool found, uint32 index) = _line.indexOn(day);
        (bool expected, uint256 said) = (false, 0);
        for (uint256 i = 0; i < _days.length; ++i) {
            if (_days[i] <= day) (expected, said) = (true, i);
        }
        require(found == expected, "whether anything holds");
        require(!found || index == said, "what was said last of this day");
    }
}
