import { expect } from 'chai';
import { RESOURCE } from '../../../../core/domain/ledger/kinds.ts';
import type { OpenedContract } from '../../../../core/domain/resident/read-contract.ts';
import type { Supplier } from '../../../../app/web/src/resident/load/load-services.ts';
import type { LoadedContract } from '../../../../app/web/src/resident/load/load-contracts.ts';
import { withoutContract } from '../../../../app/web/src/resident/without-contract.ts';

const { electricity, coldWater, upkeep } = RESOURCE;
const NOW = 1_000n;
const SUPPLIERS = [
  { name: 'Electricity', resources: [electricity] },
  { name: 'Company', resources: [upkeep, coldWater] },
] as Supplier[];

describe('what a resident has no contract for', () => {
  const contract = (resource: number, part: Partial<OpenedContract> | undefined): LoadedContract => {
    const offered = { startedByMe: true, signedByMe: false, signedByThem: false, withdrawn: false, validUntil: NOW };
    const loaded: unknown = { record: { resource }, contract: part && { ...offered, ...part } };
    return loaded as LoadedContract;
  };
  const open = (...contracts: LoadedContract[]): number[] =>
    withoutContract(SUPPLIERS, contracts, NOW).map(({ resource }) => resource);

  it('is all that is supplied, before there is any', () => {
    expect(withoutContract(SUPPLIERS, [], NOW)).to.deep.equal([
      { supplier: SUPPLIERS[0], resource: electricity },
      { supplier: SUPPLIERS[1], resource: upkeep },
      { supplier: SUPPLIERS[1], resource: coldWater },
    ]);
  });

  it('is not what is offered, signed or cancelled by one side, nor what cannot be read', () => {
    const both = { signedByMe: true, signedByThem: true };
    expect(
      open(contract(electricity, {}), contract(upkeep, { ...both, endByThem: 2n }), contract(coldWater, undefined)),
    ).to.deep.equal([]);
    expect(open(contract(electricity, both))).to.deep.equal([upkeep, coldWater]);
  });

  it('is again what was withdrawn, cancelled by both, or not signed in time', () => {
    const ended = { signedByMe: true, signedByThem: true, endByMe: 2n, endByThem: 2n };
    const over = [
      contract(electricity, { validUntil: NOW - 1n }),
      contract(upkeep, ended),
      contract(coldWater, { withdrawn: true }),
    ];
    expect(open(...over)).to.deep.equal([electricity, upkeep, coldWater]);
  });
});
