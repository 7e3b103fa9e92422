import { QUANTITY, RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { openFlatFact } from '../../core/domain/premises/open-flat-fact.ts';
import { carriedBy } from '../../core/domain/sealed/carried-envelope.ts';
import type { Faults } from './checks.ts';
import type { Stage } from './steps/stage.ts';

/** Each resident opens what the ledger holds of the own flat, nobody that of another; the public sum is that of the plan's areas, and meters of both resources balance. */
export async function checkPremises(stage: Stage): Promise<Faults> {
  const { view, client } = stage;
  const faults: Faults = [];
  const { premises } = stage.world.plan.house;
  const flatOf = new Map(
    view.ofKind('FLAT_ACCOUNT').map(({ data }) => {
      const { account, flat } = decodeData('FLAT_ACCOUNT', data);
      return [account, flat] as const;
    }),
  );
  for (const { premise, area, residents } of premises) {
    const account = stage.residents.get(premise)?.account;
    const flat = account && flatOf.get(account.address);
    if (account === undefined || flat === undefined) {
      faults.push(`nobody answers for ${premise}`);
      continue;
    }
    const expected = new Map<number, bigint>([
      [QUANTITY.area, BigInt(area.replace('.', ''))],
      [QUANTITY.residents, BigInt(residents)],
    ]);
    for (const block of view.ofKind('FLAT_FACT')) {
      const data = decodeData('FLAT_FACT', block.data);
      const { commitment } = data;
      const sealed = await openFlatFact({
        network: client.network,
        account,
        carried: carriedBy(block, data),
        commitment,
      });
      const value = sealed.state === 'opened' ? sealed.content.value : undefined;
      if (value !== (data.flat === flat ? expected.get(data.quantity) : undefined))
        faults.push(`${premise} reads ${value} of quantity ${data.quantity} of flat ${data.flat}: ${sealed.state}`);
    }
  }
  const total = premises.reduce((sum, { area }) => sum + BigInt(area.replace('.', '')), 0n);
  const sums = view.ofKind('AREA_SUM').map(({ data }) => decodeData('AREA_SUM', data).sum);
  if (sums.length !== 1 || sums[0] !== total)
    faults.push(`the public sums of areas are ${sums.join(', ')}, not ${total}`);
  const [list] = view
    .ofKind('HOUSE')
    .map(({ data }) => decodeData('HOUSE', data).groups.map(({ resource }) => resource));
  const balanced = [RESOURCE.electricity, RESOURCE.coldWater].every((resource) => list?.includes(resource));
  if (!balanced) faults.push(`the house has balance groups of resources ${list?.join(', ') ?? 'none'}`);
  return faults;
}
