// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {ILedger} from "./ILedger.sol";

/**
 * @title Public rates
 * @notice Each issuer's rates of a resource and zone follow one another by date and are never edited. Only the newest one can be
 * withdrawn, and only while no frame can be of its time: no metered line was ever billed by a rate that is gone. A rate is exact,
 * mantissa × 10^exponent of the currency unit, and has one way to be written. Amounts are in 10⁻¹² of the currency unit.
 */
interface ITariffs is ILedger {
    /// @dev Data of RATE.
    /// @param zone 0 single, 1 … the zones of a multi-zone tariff
    /// @param mantissa with `exponent` the price in the currency unit of 1 mantissa unit of the meter (Wh, litre); not divisible by ten
    /// unless the exponent is 0
    /// @param exponent −12 … 0
    /// @param validFrom unix seconds, inclusive
    struct RateChange {
        uint8 resource;
        uint8 zone;
        uint64 mantissa;
        int8 exponent;
        uint64 validFrom;
    }

    /// @dev Data of RATE_WITHDRAW: the issuer takes back its newest rate, which is not in force yet.
    /// @param validFrom unix seconds, of that rate
    struct RateWithdrawal {
        uint8 resource;
        uint8 zone;
        uint64 validFrom;
    }

    struct Rate {
        uint64 mantissa;
        int8 exponent;
        uint64 validFrom;
    }

    /// @notice A rate's exponent is −12 … 0: amounts are in 10⁻¹² of the currency unit.
    error RateExponentOutOfRange(int8 exponent);
    /// @notice The same rate is written with a mantissa that ten does not divide and a greater exponent.
    error RateNotCanonical(uint64 mantissa, int8 exponent);
    /// @notice A rate begins after the one before it.
    error RateNotInOrder(uint64 validFrom, uint64 lastValidFrom);
    /// @notice Only the issuer's newest rate of a resource and zone can be withdrawn.
    error RateNotNewest(uint64 validFrom, uint64 lastValidFrom);
    /// @notice Frames may be of any time up to `latest`, and bills by the rate of that time: it stays.
    error RateInForce(uint64 validFrom, uint256 latest);
    /// @notice The issuer has no rate that covers this time, or none at all to withdraw.
    error RateMissing(address issuer, uint8 resource, uint8 zone, uint64 time);

    /// @notice A rate of the issuer. Of those that are not withdrawn at most one per issuer, resource, zone and `validFrom`, in rising
    /// order of `validFrom`; it holds until the next one's `validFrom`.
    event RateSet(
        address indexed issuer,
        uint8 indexed resource,
        uint8 indexed zone,
        uint64 mantissa,
        int8 exponent,
        uint64 validFrom
    );

    /// @notice The issuer's newest rate of the resource and zone is gone, as if it had never been set; `RateSet` of that `validFrom`
    /// came before, and no withdrawal of it since. No frame was of a time from `validFrom` on, so no metered line was billed by it.
    /// The rate before it holds on; the same date, or another one after the rate before, may be set again.
    event RateWithdrawn(address indexed issuer, uint8 indexed resource, uint8 indexed zone, uint64 validFrom);

    /// @notice All rates of an issuer that are not withdrawn for a resource and zone, by rising date.
    function rates(address issuer, uint8 resource, uint8 zone) external view returns (Rate[] memory);

    /// @notice The rate of a line from `from` to the later `to`: the mean of the rates that hold from `from` (inclusive) to `to`
    /// (exclusive), each weighted with its seconds, however many there are. Reverts with `RateMissing` when none holds at `from`.
    /// @return rate in 10⁻¹² of the currency unit per 1 mantissa unit of the meter, rounded half up
    function rateOver(
        address issuer,
        uint8 resource,
        uint8 zone,
        uint64 from,
        uint64 to
    ) external view returns (uint256 rate);

    /// @notice The calendar by which bills are issued, in UTC. Reverts with `PeriodInvalid` for what is no period.
    /// @param period year × 100 + month
    /// @return start the first second of the period
    /// @return end the first second behind it
    /// @return newest the last period that may be billed now: the one after the present one
    function monthOf(uint32 period) external view returns (uint256 start, uint256 end, uint32 newest);
}
