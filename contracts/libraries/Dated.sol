// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

/**
 * @dev Which of several things holds on a day, where each that is said holds from its day on and takes the place of all that were said before of these days.
 * So those that hold are in the order of their days, and any day's is found by halving, whatever was said how often.
 */
library Dated {
    /// @param count how many days have their own
    /// @param lastDay the last of them, with `lastIndex`: what is asked for most often takes one look-up
    /// @param places by place, from 0, the day in front of the index
    struct Line {
        uint32 count;
        uint32 lastDay;
        uint32 lastIndex;
        mapping(uint256 place => uint256 dayAndIndex) places;
    }

    uint256 private constant INDEX_BITS = 32;

    /// @dev From this day on it is the thing with this index. What is behind its place stays in storage and is never read again.
    function set(Line storage line, uint32 day, uint32 index) internal {
        uint256 place = day == 0 ? 0 : _countUntil(line, day - 1);
        line.places[place] = (uint256(day) << INDEX_BITS) | index;
        line.count = uint32(place) + 1;
        line.lastDay = day;
        line.lastIndex = index;
    }

    /// @dev The index of what holds on the day, if anything does.
    function indexOn(Line storage line, uint32 day) internal view returns (bool found, uint32 index) {
        if (line.count == 0) return (false, 0);
        if (line.lastDay <= day) return (true, line.lastIndex);
        uint256 count = _countUntil(line, day);
        return count == 0 ? (false, 0) : (true, uint32(line.places[count - 1]));
    }

    /// @dev How many begin on this day or before.
    function _countUntil(Line storage line, uint32 day) private view returns (uint256 low) {
        uint256 high = line.count;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (line.places[middle] >> INDEX_BITS <= day) low = middle + 1;
            else high = middle;
        }
    }
}
