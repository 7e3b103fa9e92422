// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/// @dev The roles of participants: numbers in data, AccessControl names in `Participants`.
library Roles {
    bytes32 internal constant SUBSCRIBER = keccak256("SUBSCRIBER");
    bytes32 internal constant PROVIDER = keccak256("PROVIDER");
    bytes32 internal constant COMPANY = keccak256("COMPANY");
    bytes32 internal constant PORTAL = keccak256("PORTAL");
    bytes32 internal constant COLLECTOR = keccak256("COLLECTOR");

    uint8 internal constant SUBSCRIBER_NUMBER = 1;
    uint8 internal constant PROVIDER_NUMBER = 2;
    uint8 internal constant COMPANY_NUMBER = 3;
    uint8 internal constant PORTAL_NUMBER = 4;

    /// @dev The AccessControl role of a role number; zero (nobody's role) for a number without one.
    function roleOf(uint8 number) internal pure returns (bytes32) {
        if (number == SUBSCRIBER_NUMBER) return SUBSCRIBER;
        if (number == PROVIDER_NUMBER) return PROVIDER;
        if (number == COMPANY_NUMBER) return COMPANY;
        if (number == PORTAL_NUMBER) return PORTAL;
        if (number == 5) return COLLECTOR;
        return bytes32(0);
    }
}
