// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IMeters} from "./interfaces/IMeters.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {IPremises} from "./interfaces/IPremises.sol";
import {Dated} from "./libraries/Dated.sol";
import {Kinds} from "./libraries/Kinds.sol";
import {Pedersen, Point} from "./libraries/Pedersen.sol";
import {Roles} from "./libraries/Roles.sol";
import {RoleLedger} from "./RoleLedger.sol";
import {TwoHands} from "./TwoHands.sol";

/// @dev The specification is `IPremises`.
contract Premises is IPremises, RoleLedger, TwoHands {
    using Dated for Dated.Line;
    using Pedersen for Point;

    uint8 private constant AREA = 1;
    uint8 private constant PRIVILEGE = 4;
    /// @dev Who answers for the flat: dated as the facts are, and no quantity.
    uint8 private constant ACCOUNT = 0;

    uint256 private constant DAYS_BEHIND = 1097;
    uint256 private constant DAYS_AHEAD = 367;
    uint256 private constant MAX_FLATS = 512;
    uint256 private constant MAX_GROUPS = 16;
    uint256 private constant MAX_GROUP_METERS = 1024;
    /// @dev Of fewer, what is opened of all would tell too much of each.
    uint256 private constant FEWEST = 5;

    struct Area {
        uint32 day;
        uint64 sum;
    }

    IMeters public immutable METERS;

    mapping(bytes32 houseId => HouseList[]) private _houses;
    mapping(bytes32 houseId => Dated.Line) private _houseLines;
    mapping(bytes32 key => uint256 count) private _said;
    /// @dev By index from 0. A mapping, since a sum over a house reads one of each flat, and an array would read its length besides.
    mapping(bytes32 key => mapping(uint256 index => Fact)) private _facts;
    mapping(bytes32 key => Dated.Line) private _factLines;
    mapping(bytes32 houseId => Area[]) private _areas;
    mapping(bytes32 houseId => Dated.Line) private _areaLines;

    constructor(bytes32 networkHash, IParticipants participants, IMeters meters) RoleLedger(networkHash, participants) {
        METERS = meters;
    }

    /// @inheritdoc IPremises
    function houseOn(bytes32 houseId, uint32 day) external view returns (HouseList memory) {
        return _houseOn(houseId, day);
    }

    /// @inheritdoc IPremises
    function houseAt(bytes32 houseId, uint256 index) external view returns (HouseList memory) {
        return _houses[houseId][index];
    }

    /// @inheritdoc IPremises
    function factOn(bytes32 houseId, bytes32 flat, uint8 quantity, uint32 day) external view returns (Fact memory) {
        return _factOn(_keyOfFact(houseId, flat, quantity), day);
    }

    /// @inheritdoc IPremises
    function factAt(bytes32 houseId, bytes32 flat, uint8 quantity, uint256 index) external view returns (Fact memory) {
        return _facts[_keyOfFact(houseId, flat, quantity)][index];
    }

    /// @inheritdoc IPremises
    function accountOn(bytes32 houseId, bytes32 flat, uint32 day) external view returns (address) {
        return address(uint160(_commitmentOn(_keyOfFact(houseId, flat, ACCOUNT), day).x));
    }

    /// @inheritdoc IPremises
    function areaOn(bytes32 houseId, uint32 day) external view returns (uint32 onDay, uint64 sum) {
        (bool found, uint32 index) = _areaLines[houseId].indexOn(day);
        if (found) (onDay, sum) = (_areas[houseId][index].day, _areas[houseId][index].sum);
    }

    function _apply(bytes32, InternalBlock calldata t, bytes calldata data) internal override {
        if (t.kind == Kinds.HOUSE) return _listHouse(t, abi.decode(data, (House)));
        if (t.kind == Kinds.FLAT_FACT) return _setFact(t, abi.decode(data, (FlatFact)));
        if (t.kind == Kinds.FLAT_ACCOUNT) return _setAccount(t, abi.decode(data, (FlatAccount)));
        if (t.kind == Kinds.AREA_SUM) return _openArea(t, abi.decode(data, (AreaSum)));
        if (t.kind == Kinds.ACT_WITHDRAW) return _withdrawAct(t, abi.decode(data, (bytes32)));
        revert KindUnknown(t.kind);
    }

    /// @inheritdoc TwoHands
    function _hands() internal view override returns (address company, address portal) {
        return (PARTICIPANTS.COMPANY(), PARTICIPANTS.PORTAL());
    }

    /// @dev So that nobody is left in the dark about a flat that the account answers for.
    function _chainsAccounts() internal pure override returns (bool) {
        return true;
    }

    function _listHouse(InternalBlock calldata t, House memory house) private {
        _checkCanonical(t, abi.encode(house));
        _checkSubject(t, house.houseId);
        _checkDay(house.from);
        uint256 count = house.flats.length;
        if (count > MAX_FLATS) revert FlatCountOutOfRange(house.houseId, count);
        bytes32 before = bytes32(0);
        for (uint256 i = 0; i < count; ++i) {
            if (house.flats[i] <= before) revert FlatsNotRising(house.houseId, house.flats[i]);
            before = house.flats[i];
        }
        _checkGroups(house);
        if (!_byBothHands(t)) return;

        HouseList[] storage history = _houses[house.houseId];
        uint256 index = history.length;
        bytes32 flatsHash = keccak256(abi.encodePacked(house.flats));
        bytes32 groupsHash = keccak256(abi.encode(house.groups));
        history.push(HouseList(house.from, uint16(count), flatsHash, groupsHash));
        _houseLines[house.houseId].set(house.from, uint32(index));
        emit HouseListed(house.houseId, house.from, index, uint16(count), flatsHash, groupsHash);
    }

    function _checkGroups(House memory house) private view {
        uint256 meters = 0;
        for (uint256 i = 0; i < house.groups.length; ++i) {
            meters += house.groups[i].houseMeters.length + house.groups[i].flatMeters.length;
        }
        if (house.groups.length > MAX_GROUPS || meters > MAX_GROUP_METERS)
            revert GroupsOutOfRange(house.houseId, house.groups.length, meters);
        for (uint256 i = 0; i < house.groups.length; ++i) _checkGroup(house.houseId, house.groups[i]);
    }

    /// @dev All its commitments are to one quantity: of one resource, unit and exponent.
    function _checkGroup(bytes32 houseId, Group memory group) private view {
        address company = PARTICIPANTS.COMPANY();
        bytes2 measure = bytes2(0);
        bytes32 before = bytes32(0);
        for (uint256 i = 0; i < group.houseMeters.length; ++i) {
            bytes32 meterId = group.houseMeters[i];
            (address owner, bytes2 its) = _measureOf(houseId, meterId, before, group.resource);
            if (owner != company || (i != 0 && its != measure)) revert GroupMeterUnfit(houseId, meterId);
            (before, measure) = (meterId, its);
        }
        address[] memory owners = new address[](FEWEST);
        uint256 known = 0;
        before = bytes32(0);
        for (uint256 i = 0; i < group.flatMeters.length; ++i) {
            bytes32 meterId = group.flatMeters[i];
            (address owner, bytes2 its) = _measureOf(houseId, meterId, before, group.resource);
            if (owner == company || its != measure) revert GroupMeterUnfit(houseId, meterId);
            before = meterId;
            if (known == FEWEST || _isAmong(owners, owner)) continue;
            owners[known] = owner;
            ++known;
        }
        if (group.houseMeters.length == 0 || known < FEWEST)
            revert GroupTooSmall(houseId, group.houseMeters.length, known);
    }

    function _measureOf(
        bytes32 houseId,
        bytes32 meterId,
        bytes32 before,
        uint8 resource
    ) private view returns (address owner, bytes2 measure) {
        if (meterId <= before) revert GroupMetersNotRising(houseId, meterId);
        uint8 measured;
        uint8 unit;
        int8 exponent;
        (owner, measured, unit, exponent) = METERS.measureOf(meterId);
        // Of an unknown meter all is zero.
        if (owner == address(0) || measured != resource) revert GroupMeterUnfit(houseId, meterId);
        measure = bytes2((uint16(unit) << 8) | uint8(exponent));
    }

    function _isAmong(address[] memory owners, address owner) private pure returns (bool) {
        for (uint256 i = 0; i < owners.length; ++i) if (owners[i] == owner) return true;
        return false;
    }

    function _setFact(InternalBlock calldata t, FlatFact memory fact) private {
        _checkCanonical(t, abi.encode(fact));
        if (fact.quantity < AREA || fact.quantity > PRIVILEGE) revert QuantityUnknown(fact.quantity);
        bytes32 key = _keyOfFact(fact.houseId, fact.flat, fact.quantity);
        if (!_holds(Roles.PORTAL, t.from)) {
            if (fact.quantity != AREA) revert SenderNotEntitled(t.from, t.kind);
            _checkRole(t, Roles.COMPANY);
            uint256 said = _said[key];
            if (said != 0 && _facts[key][said - 1].by != t.from)
                revert AttestedByPortal(fact.houseId, fact.flat, fact.quantity);
        }
        Point memory c = fact.commitment;
        if (!_isNone(c) && !Pedersen.isCommitment(c.x, c.y)) revert Pedersen.PointInvalid(c.x, c.y);
        uint256 index = _add(
            t,
            fact.houseId,
            fact.flat,
            fact.quantity,
            Fact(c, fact.from, uint64(block.timestamp), t.from)
        );
        emit FlatFactSet(fact.houseId, fact.flat, fact.quantity, fact.from, index, c, t.from);
    }

    function _setAccount(InternalBlock calldata t, FlatAccount memory said) private {
        _checkCanonical(t, abi.encode(said));
        _checkRole(t, Roles.PORTAL);
        address account = said.account;
        bool mayAnswer = account == address(0) || _holds(Roles.SUBSCRIBER, account) || _holds(Roles.COMPANY, account);
        if (!mayAnswer) revert AccountNotEntitled(account);
        // Who answers is told, and whoever does no longer where nobody follows.
        address told = account;
        if (told == address(0))
            told = address(uint160(_commitmentOn(_keyOfFact(said.houseId, said.flat, ACCOUNT), said.from).x));
        Point memory word = Point(uint160(account), 0);
        _add(t, said.houseId, said.flat, ACCOUNT, Fact(word, said.from, uint64(block.timestamp), t.from));
        _checkRecipient(t, told);
        emit FlatAccountSet(said.houseId, said.flat, said.from, account);
    }

    /// @dev What holds from its day on; an end needs something that holds there.
    function _add(
        InternalBlock calldata t,
        bytes32 houseId,
        bytes32 flat,
        uint8 quantity,
        Fact memory fact
    ) private returns (uint256 index) {
        _checkSubject(t, flat);
        _checkDay(fact.from);
        if (_houseOn(houseId, fact.from).flats == 0) revert HouseUnknown(houseId, fact.from);
        bytes32 key = _keyOfFact(houseId, flat, quantity);
        if (_isNone(fact.commitment) && _isNone(_commitmentOn(key, fact.from)))
            revert FlatFactMissing(houseId, flat, quantity, fact.from);
        index = _said[key];
        _said[key] = index + 1;
        _facts[key][index] = fact;
        _factLines[key].set(fact.from, uint32(index));
    }

    function _openArea(InternalBlock calldata t, AreaSum memory opened) private {
        _checkCanonical(t, abi.encode(opened));
        _checkSubject(t, opened.houseId);
        if (!_holds(Roles.PORTAL, t.from)) _checkRole(t, Roles.COMPANY);
        _checkDay(opened.day);
        HouseList memory list = _houseOn(opened.houseId, opened.day);
        bytes32 flatsHash = keccak256(abi.encodePacked(opened.flats));
        if (list.flatsHash != flatsHash) revert FlatsMismatch(opened.houseId, list.flatsHash, flatsHash);
        if (opened.flats.length < FEWEST) revert SumTooSmall(opened.houseId, opened.flats.length);
        Point memory total = Point(1, 2).multiply(opened.sum).negate();
        for (uint256 i = 0; i < opened.flats.length; ++i) {
            Point memory area = _commitmentOn(_keyOfFact(opened.houseId, opened.flats[i], AREA), opened.day);
            if (_isNone(area)) revert FlatFactMissing(opened.houseId, opened.flats[i], AREA, opened.day);
            total = total.add(area);
        }
        if (!total.opensToZero(opened.blinding)) revert SumNotOpened(opened.houseId, opened.sum);

        uint256 index = _areas[opened.houseId].length;
        _areas[opened.houseId].push(Area(opened.day, opened.sum));
        _areaLines[opened.houseId].set(opened.day, uint32(index));
        emit AreaOpened(opened.houseId, opened.day, opened.sum);
    }

    function _houseOn(bytes32 houseId, uint32 day) private view returns (HouseList memory list) {
        (bool found, uint32 index) = _houseLines[houseId].indexOn(day);
        if (found) list = _houses[houseId][index];
    }

    function _factOn(bytes32 key, uint32 day) private view returns (Fact memory fact) {
        (bool found, uint32 index) = _factLines[key].indexOn(day);
        if (found) fact = _facts[key][index];
    }

    function _commitmentOn(bytes32 key, uint32 day) private view returns (Point memory commitment) {
        (bool found, uint32 index) = _factLines[key].indexOn(day);
        if (found) commitment = _facts[key][index].commitment;
    }

    function _isNone(Point memory commitment) private pure returns (bool) {
        return commitment.x == 0 && commitment.y == 0;
    }

    function _keyOfFact(bytes32 houseId, bytes32 flat, uint8 quantity) private pure returns (bytes32) {
        return keccak256(abi.encode(houseId, flat, quantity));
    }

    /// @dev No date is a word on times that nobody can check any more, or on ones that are far from known.
    function _checkDay(uint32 day) private view {
        uint256 today = block.timestamp / 1 days;
        uint256 earliest = Math.saturatingSub(today, DAYS_BEHIND);
        uint256 latest = today + DAYS_AHEAD;
        if (day < earliest || day > latest) revert DayOutOfRange(day, earliest, latest);
    }
}
