// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev Monday to Friday in UTC. Holidays are another matter in each country and year, and no ledger knows them.
library WorkingDays {
    /// @dev The end of the `count`-th working day after the day of `time`: the first second that is not in it.
    function endAfter(uint256 time, uint256 count) internal pure returns (uint256) {
        uint256 day = time / 1 days;
        while (count > 0) {
            ++day;
            // Day 0, 1 January 1970, was a Thursday: 0 is a Monday here.
            if ((day + 3) % 7 < 5) --count;
        }
        return (day + 1) * 1 days;
    }
}
