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
}
