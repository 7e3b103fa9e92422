// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev What is supplied: 1 electricity, 2 cold water, 3 hot water, 4 heat, 5 gas, 6 upkeep (the only one without meters).
library Resources {
    uint8 internal constant ELECTRICITY = 1;
    uint8 internal constant UPKEEP = 6;

    error ResourceUnknown(uint8 resource);

    function check(uint8 resource) internal pure {
        if (resource == 0 || resource > UPKEEP) revert ResourceUnknown(resource);
    }
}
