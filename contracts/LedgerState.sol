// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {ILedger} from "./interfaces/ILedger.sol";

/**
 * @dev The storage of every ledger. It stands in a contract of its own, which every ledger inherits first, because storage proofs
 * rely on these slots: 0 head, 1 count, 2 position, 3 replacedBy; and apart from them, where no slot of a derived contract comes, the heads
 * of accounts.
 */
abstract contract LedgerState is ILedger {
    /// @custom:storage-location erc7201:domledger.accounts
    struct AccountHeads {
        mapping(address account => bytes32) ofAccount;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("domledger.accounts")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant ACCOUNT_HEADS = 0x6cb6ace2b5160cf0f6d77c8ea1860b9466c9a6ca0471f175af9f68fc19a3e900;

    /// @inheritdoc ILedger
    bytes32 public head;
    /// @inheritdoc ILedger
    uint256 public count;
    /// @inheritdoc ILedger
    mapping(bytes32 digest => uint256 position) public position;
    /// @inheritdoc ILedger
    mapping(address from => mapping(bytes32 digest => bytes32 by)) public replacedBy;

    /// @inheritdoc ILedger
    function headOf(address account) external view returns (bytes32) {
        return _accountHeads().ofAccount[account];
    }

    /// @dev The block is one that the account sent, or that was sent to it.
    function _chainTo(address account, bytes32 digest) internal {
        AccountHeads storage heads = _accountHeads();
        heads.ofAccount[account] = keccak256(abi.encode(heads.ofAccount[account], digest));
    }

    function _accountHeads() private pure returns (AccountHeads storage heads) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            heads.slot := ACCOUNT_HEADS
        }
    }
}
