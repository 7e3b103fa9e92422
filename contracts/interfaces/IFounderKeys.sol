// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IAccountKeys} from "./IAccountKeys.sol";
import {IWitnesses} from "./IWitnesses.sol";

/**
 * @title A lost key of the company or of the portal
 * @notice The other one of the two names the successor (FOUNDER_REKEY), with the word of more than half of the witnesses that have stood for
 * 90 days, and of two at least; those of company and portal are not counted. The key signs from 14 days after the time that the block is
 * dated on, as with REKEY. Until then the living key ends it, by REKEY_OBJECT or by a KEY_ROTATE of its own. Where fewer than two such
 * witnesses stand there is no such way.
 */
interface IFounderKeys is IAccountKeys, IWitnesses {
    /// @dev Data of FOUNDER_REKEY, by the other founder; `acceptance` as in REKEY. The block's subject is the account. Each of `words` is a
    /// witness's signature over the statement `FounderRekey(address account,address retiring,address key,bytes encryptionKey,uint64 time)` in
    /// this ledger's EIP-712 domain, by rising addresses of the witnesses. It counts for 30 days from `time` on.
    struct FounderRekeying {
        address account;
        address key;
        bytes encryptionKey;
        bytes acceptance;
        uint64 time;
        bytes[] words;
    }

    /// @notice The witnesses' words are of a time that is over, or not yet come.
    error WordsNotInTime(uint64 time, uint256 current);
    /// @notice The words do not come by rising addresses of the witnesses, each once.
    error WordsNotRising(address signer);
    /// @notice No witness of this key stands that is counted here: it is no witness, has not stood for 90 days, or is the company's or the portal's.
    error WitnessNotCounted(address signer);
    /// @notice It takes the words of more than half of those that are counted, and of two at least.
    error WitnessesTooFew(uint256 given, uint256 needed);
}
