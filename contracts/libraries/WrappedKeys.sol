// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IWrapsAgain} from "../interfaces/IWrapsAgain.sol";

/// @dev The bounds of a WRAP_AGAIN.
library WrappedKeys {
    uint256 internal constant MOST = 64;
    /// @dev iv(16), ephemeral key(33), mac(32), and 64 hex digits as AES-256-CBC pads them.
    uint256 internal constant LENGTH = 161;

    function check(IWrapsAgain.WrappingAgain memory said) internal pure {
        uint256 count = said.keys.length + said.closed.length;
        if (count == 0 || count > MOST) revert IWrapsAgain.WrapCountOutOfRange(count);
        for (uint256 i = 0; i < said.keys.length; ++i) {
            IWrapsAgain.WrappedKey memory key = said.keys[i];
            if (i > 0 && key.keyHash <= said.keys[i - 1].keyHash) revert IWrapsAgain.KeyHashesNotRising(key.keyHash);
            if (key.wrapped.length != LENGTH) revert IWrapsAgain.WrappedKeyMalformed(key.keyHash, key.wrapped.length);
        }
        for (uint256 i = 1; i < said.closed.length; ++i)
            if (said.closed[i] <= said.closed[i - 1]) revert IWrapsAgain.KeyHashesNotRising(said.closed[i]);
    }
}
