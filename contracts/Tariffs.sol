// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IParticipants} from "./interfaces/IParticipants.sol";
import {ITariffs} from "./interfaces/ITariffs.sol";
import {Kinds} from "./libraries/Kinds.sol";
import {Periods} from "./libraries/Periods.sol";
import {Resources} from "./libraries/Resources.sol";
import {Roles} from "./libraries/Roles.sol";
import {RoleLedger} from "./RoleLedger.sol";

/// @dev The specification is `ITariffs`.
contract Tariffs is ITariffs, RoleLedger {
    /// @dev Amounts are in 10^−12 of the currency unit, and no rate is finer.
    int8 private constant AMOUNT_EXPONENT = -12;

    mapping(address issuer => mapping(uint8 resource => mapping(uint8 zone => Rate[]))) private _rates;
    /// @dev Beside each rate, Σ rate × seconds (10^−12 of the currency unit) of those before it, from the first one's `validFrom` to its own.
    /// With it a mean over any number of changes takes two look-ups: no list of rates can make a line too dear to bill.
    mapping(address issuer => mapping(uint8 resource => mapping(uint8 zone => uint256[]))) private _sums;

    constructor(bytes32 networkHash, IParticipants participants) RoleLedger(networkHash, participants) {}

    /// @inheritdoc ITariffs
    function rates(address issuer, uint8 resource, uint8 zone) external view returns (Rate[] memory) {
        return _rates[issuer][resource][zone];
    }

    /// @inheritdoc ITariffs
    function rateOver(
        address issuer,
        uint8 resource,
        uint8 zone,
        uint64 from,
        uint64 to
    ) external view returns (uint256) {
        uint256 seconds_ = to - from;
        uint256 sum = _sumUntil(issuer, resource, zone, to) - _sumUntil(issuer, resource, zone, from);
        return (sum + seconds_ / 2) / seconds_;
    }

    /// @inheritdoc ITariffs
    function monthOf(uint32 period) external view returns (uint256 start, uint256 end, uint32 newest) {
        Periods.check(period);
        start = Periods.start(period);
        end = Periods.start(Periods.next(period));
        newest = Periods.next(Periods.ofTime(block.timestamp));
    }

    function _apply(bytes32, InternalBlock calldata t, bytes calldata data) internal override {
        if (t.kind != Kinds.RATE && t.kind != Kinds.RATE_WITHDRAW) revert KindUnknown(t.kind);
        if (!_holds(Roles.PROVIDER, t.from)) _checkRole(t, Roles.COMPANY);
        if (t.kind == Kinds.RATE) return _setRate(t, abi.decode(data, (RateChange)));
        return _withdrawRate(t, abi.decode(data, (RateWithdrawal)));
    }

    function _setRate(InternalBlock calldata t, RateChange memory change) private {
        _checkCanonical(t, abi.encode(change));
        Resources.check(change.resource);
        if (change.exponent < AMOUNT_EXPONENT || change.exponent > 0) revert RateExponentOutOfRange(change.exponent);
        if (change.exponent != 0 && change.mantissa % 10 == 0)
            revert RateNotCanonical(change.mantissa, change.exponent);
        Rate[] storage history = _rates[t.from][change.resource][change.zone];
        uint256 sum = 0;
        if (history.length != 0) {
            uint64 last = history[history.length - 1].validFrom;
            if (change.validFrom <= last) revert RateNotInOrder(change.validFrom, last);
            sum = _sumUntil(t.from, change.resource, change.zone, change.validFrom);
        }

        history.push(Rate(change.mantissa, change.exponent, change.validFrom));
        _sums[t.from][change.resource][change.zone].push(sum);
        emit RateSet(t.from, change.resource, change.zone, change.mantissa, change.exponent, change.validFrom);
    }

    function _withdrawRate(InternalBlock calldata t, RateWithdrawal memory w) private {
        _checkCanonical(t, abi.encode(w));
        Rate[] storage history = _rates[t.from][w.resource][w.zone];
        if (history.length == 0) revert RateMissing(t.from, w.resource, w.zone, w.validFrom);
        uint64 last = history[history.length - 1].validFrom;
        if (w.validFrom != last) revert RateNotNewest(w.validFrom, last);
        // A frame's clock may run ahead, and a line that begins with it is billed by the rate of its time.
        uint256 latest = block.timestamp + CLOCK_TOLERANCE;
        if (w.validFrom <= latest) revert RateInForce(w.validFrom, latest);

        history.pop();
        _sums[t.from][w.resource][w.zone].pop();
        emit RateWithdrawn(t.from, w.resource, w.zone, w.validFrom);
    }

    /// @dev Σ rate × seconds from the issuer's first rate to a time.
    function _sumUntil(address issuer, uint8 resource, uint8 zone, uint64 time) private view returns (uint256) {
        Rate[] storage history = _rates[issuer][resource][zone];
        uint256 low = 0;
        uint256 high = history.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (history[middle].validFrom <= time) low = middle + 1;
            else high = middle;
        }
        if (low == 0) revert RateMissing(issuer, resource, zone, time);

        Rate memory rate = history[low - 1];
        uint256 scaled = rate.mantissa * 10 ** uint8(rate.exponent - AMOUNT_EXPONENT);
        return _sums[issuer][resource][zone][low - 1] + scaled * (time - rate.validFrom);
    }
}
