import { expect } from 'chai';
import {
  codeOfContractError,
  explainedContractErrors,
  messageOfContractError,
} from '../../../core/chain/contract-errors.ts';
import { billingLedgerAbi } from '../../../core/chain/generated/BillingLedger.ts';
import { contractLedgerAbi } from '../../../core/chain/generated/ContractLedger.ts';
import { metersAbi } from '../../../core/chain/generated/Meters.ts';
import { participantsAbi } from '../../../core/chain/generated/Participants.ts';
import { premisesAbi } from '../../../core/chain/generated/Premises.ts';
import { readingLedgerAbi } from '../../../core/chain/generated/ReadingLedger.ts';
import { tariffsAbi } from '../../../core/chain/generated/Tariffs.ts';

describe('contract errors', () => {
  const abis = [
    billingLedgerAbi,
    contractLedgerAbi,
    metersAbi,
    participantsAbi,
    premisesAbi,
    readingLedgerAbi,
    tariffsAbi,
  ];
  const inputs = new Map<string, number>();
  for (const item of abis.flat()) if (item.type === 'error') inputs.set(item.name, item.inputs.length);

  it('names an error that the table lacks, with its values', () => {
    expect(messageOfContractError('NewFault', ['1', '0xaa'])).to.equal(
      'The ledger refused the block: NewFault(1, 0xaa).',
    );
  });

  it('explains every error of every contract and no other', () => {
    expect(explainedContractErrors().sort()).to.deep.equal([...inputs.keys()].sort());
  });

  it('fills every message from the arguments that the error has', () => {
    for (const [name, count] of inputs) {
      const args = Array.from({ length: count }, (_, index) => `<${index}>`);
      expect(messageOfContractError(name, args), name).not.to.match(/\{|\?/);
    }
  });

  it('makes stable codes', () => {
    expect(codeOfContractError('BlockAlreadyRecorded')).to.equal('BLOCK_ALREADY_RECORDED');
    expect(codeOfContractError('RATE_LIMITED')).to.equal('RATE_LIMITED');
  });
});
