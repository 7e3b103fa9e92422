import { expect } from 'chai';
import { findSolidity } from '../../../scripts/mutate/find/find-solidity.ts';

const SOURCE = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;
/// Größer: offsets of the compiler are bytes.
contract Purse {
    error Poor(uint256 held);
    uint256 private _held;
    function take(uint256 amount, bool all) external returns (uint256) {
        _checkOwner();
        if (amount == 0 || amount > _held) revert Poor(_held);
        if (all && _held != 0) return _held;
        _held = _held >= amount ? _held - amount : 0;
        return amount;
    }
    function _checkOwner() private view {
        if (_held == 1) { revert Poor(1); }
        else if (_held == 2) _held;
        else revert Poor(0);
    }
}
`;

describe('mutations of Solidity', () => {
  it('are every refusal, return, check, comparison and condition', () => {
    const found = findSolidity('Purse.sol', SOURCE);
    expect(found.map(({ kind, id }) => `${kind} ${id}`)).to.deep.equal([
      'check Purse.sol:take: _checkOwner() removed',
      'refusal Purse.sol:take: amount == 0 → false',
      'refusal Purse.sol:take: amount > _held → false',
      'comparison Purse.sol:take: amount > _held → amount >= _held',
      'return Purse.sol:take: all && _held != 0 → false',
      'condition Purse.sol:take: all → true',
      'condition Purse.sol:take: _held != 0 → true',
      'comparison Purse.sol:take: _held >= amount → _held > amount',
      'refusal Purse.sol:_checkOwner: _held == 1 → false',
      'comparison Purse.sol:_checkOwner: _held == 2 → _held != 2',
      'throw Purse.sol:_checkOwner: revert Poor(0) removed',
    ]);
    for (const { start, change } of found)
      expect(SOURCE.slice(start).startsWith(change.split(/ → | removed/)[0] ?? '?')).to.equal(true);
  });

  it('refuse a source that does not parse', () => {
    expect(() => findSolidity('Broken.sol', 'contract {')).to.throw('Broken.sol does not parse');
  });
});
