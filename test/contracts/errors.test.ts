import { readdir, readFile } from 'node:fs/promises';

import { expect } from 'chai';

import { explainedContractErrors } from '../../core/chain/contract-errors.ts';
import { billingLedgerAbi } from '../../core/chain/generated/BillingLedger.ts';
import { contractLedgerAbi } from '../../core/chain/generated/ContractLedger.ts';
import { metersAbi } from '../../core/chain/generated/Meters.ts';
import { participantsAbi } from '../../core/chain/generated/Participants.ts';
import { premisesAbi } from '../../core/chain/generated/Premises.ts';
import { readingLedgerAbi } from '../../core/chain/generated/ReadingLedger.ts';
import { tariffsAbi } from '../../core/chain/generated/Tariffs.ts';

const ABIS = [
  participantsAbi,
  metersAbi,
  tariffsAbi,
  readingLedgerAbi,
  contractLedgerAbi,
  billingLedgerAbi,
  premisesAbi,
];
/** OpenZeppelin's own, which cannot arise here: it guards against a chain without P-256. */
const FOREIGN = new Set(['MissingPrecompile']);

const names = new Set(
  ABIS.flatMap((abi) =>
    abi.flatMap((entry) => (entry.type === 'error' && !FOREIGN.has(entry.name) ? [entry.name] : [])),
  ),
);

describe('Custom errors of the contracts', () => {
  it('each occur in a test', async () => {
    const folder = new URL('./', import.meta.url);
    const files = (await readdir(folder, { recursive: true })).filter(
      (name) => name.endsWith('.test.ts') || name.endsWith('.t.sol'),
    );
    const sources = (await Promise.all(files.map((name) => readFile(new URL(name, folder), 'utf8')))).join('\n');
    expect([...names].filter((name) => !new RegExp(`\\b${name}\\b`).test(sources))).to.deep.equal([]);
  });

  it('each are explained to users', () => {
    const explained = new Set(explainedContractErrors());
    expect([...names].filter((name) => !explained.has(name))).to.deep.equal([]);
  });
});
