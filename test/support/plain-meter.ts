import type { BlockData } from '../../core/domain/ledger/block-data.ts';
import { obisFromText } from '../../core/domain/ledger/ids.ts';
import { RESOURCE, UNIT } from '../../core/domain/ledger/kinds.ts';

type Named = Pick<BlockData['METER_REGISTER'], 'meterId' | 'owner' | 'provider' | 'deviceId'>;

/** An electricity meter with one register, in service for longer than any test lasts. */
export function plainMeter(named: Named): BlockData['METER_REGISTER'] {
  return {
    ...{ resource: RESOURCE.electricity, unit: UNIT.Wh, exponent: 0, digits: 0, scale: 0 },
    verifiedUntil: 4_000_000_000n,
    obis: [obisFromText('1-0:1.8.0*255')],
    ...named,
  };
}
