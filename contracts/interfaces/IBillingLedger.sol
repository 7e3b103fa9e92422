// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IContractLedger} from "./IContractLedger.sol";
import {IPayables} from "./IPayables.sol";

/**
 * @title Providers' invoices, payments and receipts
 * @notice The contracts that they rest on stand in `ContractLedger`.
 */
interface IBillingLedger is IPayables {
    function CONTRACT_LEDGER() external view returns (IContractLedger);
}
