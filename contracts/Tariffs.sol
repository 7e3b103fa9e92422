// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IParticipants} from "./interfaces/IParticipants.sol";
import {ITariffs} from "./interfaces/ITariffs.sol";
import {Kinds} from "./libraries/Kinds.sol";
import {Resources} from "./libraries/Resources.sol";
import {Roles} from "./libraries/Roles.sol";
import {RoleLedger} from "./RoleLedger.sol";

/// @dev The specification is `ITariffs`.
contract Tariffs is ITariffs, RoleLedger {
    mapping(address issuer => mapping(uint8 resource => mapping(uint8 zone => Rate[]))) private _rates;

    constructor(IParticipants participants) RoleLedger(participants) {}

    /// @inheritdoc ITariffs
    function rates(address issuer, uint8 resource, uint8 zone) external view returns (Rate[] memory) {
        return _rates[issuer][resource][zone];
    }

    /// @inheritdoc ITariffs
    function rateThrough(
        address issuer,
        uint8 resource,
        uint8 zone,
        uint64 from,
        uint64 to
    ) external view returns (uint64) {
        Rate[] storage history = _rates[issuer][resource][zone];
        uint64 changesAt = type(uint64).max;
        for (uint256 i = history.length; i > 0; --i) {
            Rate memory candidate = history[i - 1];
            if (candidate.validFrom <= from) {
                if (changesAt < to) revert RateChangesWithinLine(resource, zone, changesAt);
                return candidate.rate;
            }
            changesAt = candidate.validFrom;
        }
        revert RateMissing(issuer, resource, zone, from);
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
        Rate[] storage history = _rates[t.from][change.resource][change.zone];
        if (history.length != 0) {
            uint64 last = history[history.length - 1].validFrom;
            if (change.validFrom <= last) revert RateNotInOrder(change.validFrom, last);
        }

        history.push(Rate(change.rate, change.validFrom));
        emit RateSet(t.from, change.resource, change.zone, change.rate, change.validFrom);
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
        emit RateWithdrawn(t.from, w.resource, w.zone, w.validFrom);
    }
}
