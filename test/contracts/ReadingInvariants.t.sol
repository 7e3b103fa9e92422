// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {IReadingLedger} from "../../contracts/interfaces/IReadingLedger.sol";
import {Frames} from "../../contracts/libraries/Frames.sol";
import {Kinds} from "../../contracts/libraries/Kinds.sol";
import {Pedersen} from "../../contracts/libraries/Pedersen.sol";
import {House} from "./support/House.sol";

/// @dev A gateway and a collector that do right and wrong things in any order, and keep their own books of what was taken.
contract ReadingActor is House {
    uint256 private constant CHANNELS = 3;

    bytes4[3] public channels;
    uint32[3] public sequences;
    uint32[3] public times;
    bytes32[3] public hashes;
    bytes32 public expectedHead;
    uint256 public expectedCount;
    bool public wentBack;
    bool public countedTwice;
    bool public tookForgery;

    uint256 private _lastSender;
    ILedger.InternalBlock private _last;
    bytes private _lastData;

    constructor() {
        for (uint256 i = 0; i < CHANNELS; ++i) {
            channels[i] = _registerMeter(bytes32(i + 1));
        }
    }

    function ledger() external view returns (IReadingLedger) {
        return readingLedger;
    }

    function channelCount() external pure returns (uint256) {
        return CHANNELS;
    }

    /// @dev The next frame of a channel, now and then behind a gap or closing a period.
    function read(uint256 seed) external {
        uint256 i = seed % CHANNELS;
        bool jumps = (seed >> 8) % 4 == 0;
        uint16 flags =
            jumps
                ? Frames.FLAG_GAP
                : (seed >> 16) % 4 == 0
                    ? Frames.FLAG_PERIOD_CLOSE
                    : 0;
        uint32 sequence = sequences[i] + 1 + (jumps ? uint32((seed >> 24) % 5) : 0);
        _take(i, flags, sequence, times[i] + 1 + uint32((seed >> 32) % 1000), hashes[i]);
    }

    /// @dev Any sequence, time and previous hash: mostly wrong.
    function readAnything(uint256 seed, uint16 flags, uint32 sequence, uint32 time, bytes32 previous) external {
        uint256 i = seed % CHANNELS;
        if (seed & 256 != 0) sequence = sequences[i] + (sequence % 3);
        if (seed & 512 != 0) previous = hashes[i];
        _take(i, flags, sequence, time, previous);
    }

    /// @dev A good frame under somebody else's signature.
    function forge(uint256 seed) external {
        uint256 i = seed % CHANNELS;
        (bytes memory frame, bytes32 hash) = _frame(channels[i], 0, sequences[i] + 1, times[i] + 1, hashes[i], 1, 2);
        bytes memory data = _readings(DEVICE + 1 + (seed % 99), frame, hash);
        ILedger.InternalBlock memory t = _block(COLLECTOR, address(0), Kinds.READINGS, 0, data);
        try readingLedger.submit(t, _sign(COLLECTOR, _digest(readingLedger, t)), data) {
            tookForgery = true;
        } catch {}
    }

    /// @dev A request for a reading: nothing but its digest would keep it from being taken again.
    function ask(uint256 seed) external {
        bytes memory data = abi.encode(IReadingLedger.RequestData(bytes32(1 + (seed % CHANNELS)), true, uint64(seed)));
        ILedger.InternalBlock memory t = _block(COMPANY, VM.addr(SUBSCRIBER), Kinds.READING_REQUEST, 0, data);
        bytes32 digest = _digest(readingLedger, t);
        readingLedger.submit(t, _sign(COMPANY, digest), data);
        _remember(COMPANY, t, data, digest);
    }

    /// @dev The last block that was taken, once more.
    function repeat() external {
        if (expectedCount == 0) return;
        try readingLedger.submit(_last, _sign(_lastSender, _digest(readingLedger, _last)), _lastData) {
            countedTwice = true;
        } catch {}
    }

    function _take(uint256 i, uint16 flags, uint32 sequence, uint32 time, bytes32 previous) private {
        (bytes memory frame, bytes32 hash) = _frame(
            channels[i],
            flags,
            sequence,
            time,
            previous,
            Pedersen.H_X,
            Pedersen.H_Y
        );
        bytes memory data = _readings(DEVICE, frame, hash);
        ILedger.InternalBlock memory t = _block(COLLECTOR, address(0), Kinds.READINGS, 0, data);
        bytes32 digest = _digest(readingLedger, t);
        try readingLedger.submit(t, _sign(COLLECTOR, digest), data) {
            if (sequence <= sequences[i] || time <= times[i]) wentBack = true;
            sequences[i] = sequence;
            times[i] = time;
            hashes[i] = hash;
            _remember(COLLECTOR, t, data, digest);
        } catch {}
    }

    function _remember(uint256 sender, ILedger.InternalBlock memory t, bytes memory data, bytes32 digest) private {
        expectedHead = keccak256(abi.encode(expectedHead, digest));
        ++expectedCount;
        _lastSender = sender;
        _last = t;
        _lastData = data;
    }
}

contract ReadingInvariants {
    ReadingActor private _actor;

    function setUp() public {
        _actor = new ReadingActor();
    }

    /// @dev Only the actor is called.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_actor);
    }

    function invariant_sequencesAndTimesOnlyRise() public view {
        require(!_actor.wentBack(), "a channel went back");
        for (uint256 i = 0; i < _actor.channelCount(); ++i) {
            IReadingLedger.ChannelState memory state = _actor.ledger().channelState(_actor.channels(i));
            require(state.sequence == _actor.sequences(i), "sequence");
            require(state.time == _actor.times(i), "time");
            require(state.head == bytes16(_actor.hashes(i)), "head");
        }
    }

    function invariant_headsChain() public view {
        require(_actor.ledger().head() == _actor.expectedHead(), "head");
    }

    function invariant_aBlockCountsOnce() public view {
        require(!_actor.countedTwice(), "a block counted twice");
        require(_actor.ledger().count() == _actor.expectedCount(), "count");
    }

    function invariant_nothingCountsWithoutTheDevicesSignature() public view {
        require(!_actor.tookForgery(), "a forged frame was taken");
    }

    /// @dev Guards against an actor that never gets anything taken.
    function test_theActorIsHeard() public {
        _actor.read(1);
        _actor.read(0);
        _actor.forge(5);
        _actor.repeat();
        _actor.ask(1);
        _actor.repeat();
        require(_actor.ledger().count() == 3, "two frames and a request");
    }
}
