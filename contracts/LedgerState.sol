// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {ILedger} from "./interfaces/ILedger.sol";

/**
 * @dev The storage of every ledger. It stands in a contract of its own, which every ledger inherits first, because storage proofs
 * rely on these slots: 0 head, 1 count, 2 position, 3 replacedBy.
 */
abstract contract LedgerState is ILedger {
    /// @inheritdoc ILedger
    bytes32 public head;
    /// @inheritdoc ILedger
    uint256 public count;
    /// @inheritdoc ILedger
    mapping(bytes32 digest => uint256 position) public position;
    /// @inheritdoc ILedger
    mapping(address from => mapping(bytes32 digest => bytes32 by)) public replacedBy;
}
