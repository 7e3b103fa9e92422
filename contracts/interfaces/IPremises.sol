// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {Point} from "../libraries/Pedersen.sol";
import {ILedger} from "./ILedger.sol";
import {ITwoHands} from "./ITwoHands.sol";

/**
 * @title The flats of houses, and what is true of each from which day on
 * @notice A house is the list of its flats and which meters measure it as a whole; company and portal say both together. A flat is a salted id.
 * Its area, residents, share and privilege stand here as commitments, each attested by who knows it; which account answers for it is public.
 * Days are dates of the local calendar, counted from 1970-01-01. Whatever is said holds from its day on, and takes the place of all that was said before of
 * this day and later ones: who speaks last is right. Nothing that was said is ever edited; it stays readable by its index.
 */
interface IPremises is ILedger, ITwoHands {
    /// @dev A balance group: what the house meters measure and the meters of flats do not is the house's own use and loss. A meter stands for all that took its
    /// place.
    /// @param resource 1 electricity, 2 cold water, 3 hot water, 4 heat, 5 gas
    /// @param houseMeters meters of the company in rising order
    /// @param flatMeters meters of subscribers in rising order; of at least five owners
    struct Group {
        uint8 resource;
        bytes32[] houseMeters;
        bytes32[] flatMeters;
    }

    /// @dev Data of HOUSE.
    /// @param from the first day
    /// @param flats their ids in rising order; none: there is no such house any more
    struct House {
        bytes32 houseId;
        uint32 from;
        bytes32[] flats;
        Group[] groups;
    }

    /// @dev Data of FLAT_FACT.
    /// @param quantity 1 area in 0.01 m², 2 residents, 3 share in 10⁻⁹, 4 privilege
    /// @param commitment to the value; (0, 0): from this day on there is none
    /// @param envelope what it opens to, for the resident and who bills by it
    struct FlatFact {
        bytes32 houseId;
        bytes32 flat;
        uint8 quantity;
        uint32 from;
        Point commitment;
        bytes envelope;
    }

    /// @dev Data of AREA_SUM.
    /// @param flats the list of the house on that day
    /// @param sum of their areas, in 0.01 m²
    /// @param blinding the sum of the blindings modulo the order of the group
    struct AreaSum {
        bytes32 houseId;
        uint32 day;
        bytes32[] flats;
        uint64 sum;
        uint256 blinding;
    }

    /// @dev Data of FLAT_ACCOUNT.
    /// @param account a subscriber or the company; zero: nobody answers for the flat from this day on
    struct FlatAccount {
        bytes32 houseId;
        bytes32 flat;
        uint32 from;
        address account;
    }

    /// @param from the first day
    /// @param flats how many; zero when the house is unknown or no more
    /// @param flatsHash keccak256 of their ids one behind the other
    /// @param groupsHash keccak256 of `abi.encode(Group[])`
    struct HouseList {
        uint32 from;
        uint16 flats;
        bytes32 flatsHash;
        bytes32 groupsHash;
    }

    /// @param commitment (0, 0) when there is none
    /// @param from the first day
    /// @param recordedAt unix seconds of the EVM block
    /// @param by who attested it
    struct Fact {
        Point commitment;
        uint32 from;
        uint64 recordedAt;
        address by;
    }

    /// @notice A day lies at most 1,097 days before and 367 days after that of the ledger's clock in UTC: three years and one, in any time zone.
    error DayOutOfRange(uint32 day, uint256 earliest, uint256 latest);
    /// @notice A house has at most 512 flats.
    error FlatCountOutOfRange(bytes32 houseId, uint256 count);
    /// @notice Flats stand in rising order, so that none stands twice and their order tells nothing; zero is none.
    error FlatsNotRising(bytes32 houseId, bytes32 flat);
    /// @notice A house has at most 16 balance groups with 1,024 meters in all.
    error GroupsOutOfRange(bytes32 houseId, uint256 groups, uint256 meters);
    /// @notice Meters of a group stand in rising order; zero is none.
    error GroupMetersNotRising(bytes32 houseId, bytes32 meterId);
    /// @notice A group's meters are known, measure its resource in one unit and exponent, and are the company's for the house, a subscriber's for a flat.
    error GroupMeterUnfit(bytes32 houseId, bytes32 meterId);
    /// @notice A group has a house meter, and meters of at least five owners, so that its balance tells nobody's consumption.
    error GroupTooSmall(bytes32 houseId, uint256 houseMeters, uint256 owners);
    /// @notice No list of this house holds on the day.
    error HouseUnknown(bytes32 houseId, uint32 day);
    error QuantityUnknown(uint8 quantity);
    /// @notice The portal has attested it, and it has it from the state's register: the company's word no longer counts.
    error AttestedByPortal(bytes32 houseId, bytes32 flat, uint8 quantity);
    /// @notice Nothing of the kind holds for the flat on the day: there is nothing to end, or to add up.
    error FlatFactMissing(bytes32 houseId, bytes32 flat, uint8 quantity, uint32 day);
    /// @notice Who answers for a flat is an active subscriber or the company.
    error AccountNotEntitled(address account);
    /// @notice These are not the flats of the house on that day.
    error FlatsMismatch(bytes32 houseId, bytes32 expected, bytes32 given);
    /// @notice A public sum is of at least five flats, so that it tells nobody's area.
    error SumTooSmall(bytes32 houseId, uint256 flats);
    /// @notice The commitments of the flats' areas on that day do not add up to this.
    error SumNotOpened(bytes32 houseId, uint64 sum);

    /// @notice From `from` on the house has this list, the `index`-th that was said of it; the list itself is in the block's data. Both hands said it.
    event HouseListed(
        bytes32 indexed houseId,
        uint32 from,
        uint256 index,
        uint16 flats,
        bytes32 flatsHash,
        bytes32 groupsHash
    );
    /// @notice From `from` on this is what holds of the flat, the `index`-th that was said of this quantity; (0, 0): nothing holds.
    event FlatFactSet(
        bytes32 indexed houseId,
        bytes32 indexed flat,
        uint8 indexed quantity,
        uint32 from,
        uint256 index,
        Point commitment,
        address by
    );
    /// @notice From `from` on this account answers for the flat; zero: nobody. The block was sent to the account, or to the one that answered until then:
    /// `headOf` counts it.
    event FlatAccountSet(bytes32 indexed houseId, bytes32 indexed flat, uint32 from, address account);
    /// @notice The areas of the house's list on that day, as they stood here in this block, add up to `sum` × 0.01 m².
    event AreaOpened(bytes32 indexed houseId, uint32 indexed day, uint64 sum);

    /// @notice The list that holds on a day; all zero when none does.
    function houseOn(bytes32 houseId, uint32 day) external view returns (HouseList memory);

    /// @notice The `index`-th list that was said of a house, from 0, whether it holds on any day or not.
    function houseAt(bytes32 houseId, uint256 index) external view returns (HouseList memory);

    /// @notice What holds of a flat on a day; all zero when nothing was said of it.
    function factOn(bytes32 houseId, bytes32 flat, uint8 quantity, uint32 day) external view returns (Fact memory);

    /// @notice The `index`-th fact that was said of a flat and quantity, from 0, whether it holds on any day or not; all zero when there is none.
    function factAt(bytes32 houseId, bytes32 flat, uint8 quantity, uint256 index) external view returns (Fact memory);

    /// @notice Who answers for a flat on a day; zero when nobody does.
    function accountOn(bytes32 houseId, bytes32 flat, uint32 day) external view returns (address);

    /// @notice The newest public sum of a house's areas for this day or one before: its day and 0.01 m²; both zero when there is none.
    function areaOn(bytes32 houseId, uint32 day) external view returns (uint32 onDay, uint64 sum);
}
