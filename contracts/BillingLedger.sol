// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IBillingLedger} from "./interfaces/IBillingLedger.sol";
import {IContractLedger} from "./interfaces/IContractLedger.sol";
import {IMeters} from "./interfaces/IMeters.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IReadingLedger} from "./interfaces/IReadingLedger.sol";
import {ITariffs} from "./interfaces/ITariffs.sol";
import {Roles} from "./libraries/Roles.sol";
import {Payables} from "./Payables.sol";
import {RoleLedger} from "./RoleLedger.sol";

/// @dev The specification is `IBillingLedger`.
contract BillingLedger is IBillingLedger, Payables {
    /// @inheritdoc IBillingLedger
    IContractLedger public immutable CONTRACT_LEDGER;

    constructor(
        bytes32 networkHash,
        IParticipants participants,
        IMeters meters,
        ITariffs tariffs,
        IReadingLedger readingLedger,
        IContractLedger contractLedger
    ) RoleLedger(networkHash, participants) Payables(meters, tariffs, readingLedger) {
        CONTRACT_LEDGER = contractLedger;
    }

    function _issuerRole() internal pure override returns (bytes32) {
        return Roles.PROVIDER;
    }

    function _signed(
        bytes32 contractId,
        address issuer,
        address subscriber
    ) internal view override returns (bool signed, uint64 end) {
        return CONTRACT_LEDGER.signedBetween(contractId, issuer, subscriber);
    }

    function _covers(bytes32 contractId, bytes32 meterId) internal view override returns (bool) {
        return CONTRACT_LEDGER.coversMeter(contractId, meterId);
    }
}
