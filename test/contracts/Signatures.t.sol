// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {ITariffs} from "../../contracts/interfaces/ITariffs.sol";
import {Kinds} from "../../contracts/libraries/Kinds.sol";
import {House} from "./support/House.sol";

/// @dev No effect without the sender's signature over exactly this block.
contract SignaturesTest is House {
    bytes private _data = abi.encode(ITariffs.RateChange(1, 0, 55, -3, 1));

    function testFuzz_noEffectWithArbitrarySignatures(bytes memory signature) public {
        ILedger.InternalBlock memory t = _block(PROVIDER, address(0), Kinds.RATE, 0, _data);
        VM.assume(keccak256(signature) != keccak256(_sign(PROVIDER, _digest(tariffs, t))));
        _expectNoEffect(t, signature);
    }

    function testFuzz_noEffectWithOthersSignatures(uint256 seed) public {
        uint256 key = 1 + (seed % 1_000_000);
        VM.assume(key != PROVIDER);
        ILedger.InternalBlock memory t = _block(PROVIDER, address(0), Kinds.RATE, 0, _data);
        _expectNoEffect(t, _sign(key, _digest(tariffs, t)));
    }

    function testFuzz_noEffectWhenAnyFieldChangesAfterSigning(uint256 field, uint256 change) public {
        ILedger.InternalBlock memory t = _block(PROVIDER, address(0), Kinds.RATE, 0, _data);
        bytes memory signature = _sign(PROVIDER, _digest(tariffs, t));
        bytes32 before = keccak256(abi.encode(t));
        field %= 6;
        if (field == 0) t.from = address(uint160(change));
        if (field == 1) t.to = address(uint160(change));
        if (field == 2) t.timestamp = uint64(change % (NOW + 900));
        if (field == 3) t.subject = bytes32(change);
        if (field == 4) t.dataHash = bytes32(change);
        if (field == 5) t.replaces = bytes32(change);
        VM.assume(keccak256(abi.encode(t)) != before);
        _expectNoEffect(t, signature);
    }

    function testFuzz_theCarrierHasNoInfluence(address carrier) public {
        ILedger.InternalBlock memory t = _block(PROVIDER, address(0), Kinds.RATE, 0, _data);
        bytes32 digest = _digest(tariffs, t);
        bytes memory signature = _sign(PROVIDER, digest);
        VM.prank(carrier);
        tariffs.submit(t, signature, _data);
        require(tariffs.position(digest) == 1, "recorded for its sender");
        require(tariffs.rates(VM.addr(PROVIDER), 1, 0).length == 1, "one rate");
    }

    function _expectNoEffect(ILedger.InternalBlock memory t, bytes memory signature) private {
        try tariffs.submit(t, signature, _data) {
            revert("taken without a signature");
        } catch {
            require(tariffs.count() == 0 && tariffs.head() == 0, "no trace");
            require(tariffs.rates(VM.addr(PROVIDER), 1, 0).length == 0, "no rate");
        }
    }
}
