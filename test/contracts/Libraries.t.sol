// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {ChannelWord} from "../../contracts/libraries/ChannelWord.sol";
import {Pedersen, Point} from "../../contracts/libraries/Pedersen.sol";
import {Periods} from "../../contracts/libraries/Periods.sol";
import {Secp256k1} from "../../contracts/libraries/Secp256k1.sol";
import {Vm} from "./support/Vm.sol";

/// @dev Libraries behind external functions, so that their reverts can be expected.
contract LibraryCaller {
    function add(Point memory a, Point memory b) external view returns (Point memory) {
        return Pedersen.add(a, b);
    }

    function multiply(Point memory point, uint256 scalar) external view returns (Point memory) {
        return Pedersen.multiply(point, scalar);
    }

    function checkPeriod(uint32 period) external pure {
        Periods.check(period);
    }
}

contract LibrariesTest {
    using Pedersen for Point;

    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 private constant P = Pedersen.P;
    LibraryCaller private immutable CALLER = new LibraryCaller();

    // Pedersen

    function test_H_isHashedFromItsPublicString() public pure {
        uint8 counter = 0;
        while (true) {
            uint256 x = uint256(keccak256(abi.encodePacked("Domledger Pedersen H v1", counter))) % P;
            uint256 square = addmod(mulmod(mulmod(x, x, P), x, P), 3, P);
            uint256 root = _power(square, (P + 1) / 4);
            if (mulmod(root, root, P) == square) {
                require(x == Pedersen.H_X, "x");
                require((root < P - root ? root : P - root) == Pedersen.H_Y, "y");
                return;
            }
            ++counter;
        }
    }

    function test_aPointOffTheCurveIsRefused() public {
        bytes memory fault = abi.encodeWithSelector(Pedersen.PointInvalid.selector, 1, 3);
        VM.expectRevert(fault);
        CALLER.add(Point(1, 2), Point(1, 3));
        VM.expectRevert(fault);
        CALLER.multiply(Point(1, 3), 5);
    }

    function test_theIdentityIsNeutralAndItsOwnNegative() public view {
        Point memory g = Point(1, 2);
        Point memory zero = Point(0, 0);
        _same(g.add(zero), g);
        _same(zero.add(g), g);
        _same(g.subtract(zero), g);
        _same(g.subtract(g), zero);
        _same(g.multiply(0), zero);
        require(!Pedersen.isCommitment(0, 0), "the identity is no commitment");
        require(zero.opensToZero(0), "zero opens with zero");
    }

    function testFuzz_commitmentsAddUp(uint128 a, uint128 b, uint256 ra, uint256 rb) public view {
        uint256 n = Pedersen.N;
        Point memory sum = _commit(a, ra % n).add(_commit(b, rb % n));
        _same(sum, _commit(uint256(a) + b, addmod(ra % n, rb % n, n)));
        bool isIdentity = sum.x == 0 && sum.y == 0;
        require(isIdentity || Pedersen.isCommitment(sum.x, sum.y), "a sum is a point");
    }

    function testFuzz_onlyCommitmentsToZeroOpenToZero(uint256 value, uint256 blinding) public view {
        uint256 r = blinding % Pedersen.N;
        uint256 v = value % Pedersen.N;
        require(_commit(0, r).opensToZero(r), "zero opens");
        require(_commit(v, r).opensToZero(r) == (v == 0), "others do not");
        require(!_commit(0, r).opensToZero(addmod(r, 1, Pedersen.N)), "nor with another blinding");
    }

    function testFuzz_unreducedBlindingsDoNotOpen(uint256 blinding) public view {
        uint256 r = Pedersen.N + (blinding % (type(uint256).max - Pedersen.N));
        require(!Point(Pedersen.H_X, Pedersen.H_Y).multiply(r % Pedersen.N).opensToZero(r), "unreduced");
    }

    function testFuzz_mostPairsAreNoPoints(uint256 x, uint256 y) public pure {
        bool isPoint = x < P && y < P && mulmod(y, y, P) == addmod(mulmod(mulmod(x, x, P), x, P), 3, P);
        require(Pedersen.isCommitment(x, y) == isPoint, "curve");
    }

    // secp256k1

    function test_theGeneratorIsAPublicKeyWithAKnownAddress() public pure {
        bytes32 x = 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798;
        bytes32 y = 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8;
        require(Secp256k1.isPublicKey(x, y), "generator");
        require(Secp256k1.addressOf(x, y) == VM.addr(1), "address of private key 1");
        require(!Secp256k1.isPublicKey(x, bytes32(uint256(y) + 1)), "off the curve");
    }

    // Periods and channel words

    function testFuzz_periodsAreYearsAndMonths(uint32 period) public {
        bool isPeriod = period >= 200_001 && period <= 999_912 && period % 100 >= 1 && period % 100 <= 12;
        if (!isPeriod) VM.expectRevert(abi.encodeWithSelector(Periods.PeriodInvalid.selector, period));
        CALLER.checkPeriod(period);
    }

    function test_everyPeriodStartsWithTheSecondAfterTheOneBefore() public pure {
        require(Periods.start(200_001) == 946_684_800, "2000");
        uint32 period = 200_004;
        require(Periods.start(period) == 954_547_200, "April 2000");
        for (uint256 i = 0; i < 12 * 420; ++i) {
            uint32 next = Periods.next(period);
            uint256 start = Periods.start(next);
            require(Periods.ofTime(start) == next && Periods.ofTime(start - 1) == period, "start");
            period = next;
        }
    }

    function testFuzz_channelWordsKeepWhatIsPackedIntoThem(
        uint256 before,
        uint32 number,
        uint16 verifiedDay,
        uint16 tenure,
        bool inService,
        bytes32 hash,
        uint32 sequence,
        uint32 time
    ) public pure {
        ChannelWord old = ChannelWord.wrap(before);
        tenure = tenure >> 1;
        ChannelWord word = old.withMeter(number, verifiedDay, tenure, inService);
        require(word.tenureOf() == tenure, "tenure");
        require(word.deviceNumberOf() == number, "number");
        require(word.verifiedDayOf() == verifiedDay, "day");
        require(word.inServiceOf() == inService, "service");
        require(word.sequenceOf() == old.sequenceOf() && word.headOf() == old.headOf(), "the frame's half stays");

        word = word.withFrame(hash, sequence, time);
        require(word.sequenceOf() == sequence, "sequence");
        require(word.timeOf() == time, "time");
        require(word.headOf() == bytes16(hash), "head");
        require(word.deviceNumberOf() == number && word.verifiedDayOf() == verifiedDay, "the meter's half stays");
        require(word.inServiceOf() == inService && word.tenureOf() == tenure, "service and tenure stay");
    }

    function _commit(uint256 value, uint256 blinding) private view returns (Point memory) {
        return Point(1, 2).multiply(value).add(Point(Pedersen.H_X, Pedersen.H_Y).multiply(blinding));
    }

    function _same(Point memory a, Point memory b) private pure {
        require(a.x == b.x && a.y == b.y, "points differ");
    }

    function _power(uint256 base, uint256 exponent) private pure returns (uint256 result) {
        result = 1;
        for (; exponent != 0; exponent >>= 1) {
            if (exponent & 1 == 1) result = mulmod(result, base, P);
            base = mulmod(base, base, P);
        }
    }
}
