// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev Billing periods: year × 100 + month of the local calendar, e.g. 202610.
library Periods {
    /// @notice The number is not such a period.
    error PeriodInvalid(uint32 period);

    function check(uint32 period) internal pure {
        uint32 month = period % 100;
        if (period < 200_000 || period > 999_912 || month == 0 || month > 12) revert PeriodInvalid(period);
    }

    /// @dev The period of a unix time in UTC, from 2000 to 9999. Days are counted from 1 March 2000, behind which a leap day ends its year.
    function ofTime(uint256 time) internal pure returns (uint32 period) {
        uint256 day = time / 1 days - 11_017;
        uint256 era = day / 146_097;
        day %= 146_097;
        uint256 year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        uint256 month = (5 * (day - (365 * year + year / 4 - year / 100)) + 2) / 153;
        year += 2000 + era * 400;
        return month < 10 ? uint32(year * 100 + month + 3) : uint32((year + 1) * 100 + month - 9);
    }

    /// @dev The first second of the period in UTC. Years are counted from March, so that a leap day ends them.
    function start(uint32 period) internal pure returns (uint256) {
        uint256 month = period % 100;
        uint256 year = period / 100 - 1600;
        if (month < 3) (year, month) = (year - 1, month + 12);
        uint256 day = 365 * year + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5;
        // 1 March 1600 is 135,080 days before 1970.
        return (day - 135_080) * 1 days;
    }

    function next(uint32 period) internal pure returns (uint32) {
        return period % 100 == 12 ? period + 89 : period + 1;
    }
}
