import { toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { commit } from '../../core/domain/crypto/commitment.ts';
import { encodeData } from '../../core/domain/ledger/block-data.ts';
import { flatIdOf, houseIdOf } from '../../core/domain/ledger/ids.ts';
import { QUANTITY } from '../../core/domain/ledger/kinds.ts';
import { dayNumber } from '../../core/domain/premises/day-number.ts';
import { encodeFlatFact } from '../../core/domain/premises/flat-fact-content.ts';

const ACCOUNT: Hex = `0x${'21'.padStart(40, '0')}`;

/** A house of two flats with a balance group, an area, a sum and who answers. Their bounds are the ledger's; here it is how they are written. */
export function premisesVectors(salt: Uint8Array): object {
  const houseId = houseIdOf(salt);
  const flats = ['flat-01', 'flat-02'].map((name) => flatIdOf(salt, name)).sort();
  const flat = flatIdOf(salt, 'flat-01');
  const groups = [{ resource: 1, houseMeters: [filled(0x51)], flatMeters: [filled(0x52), filled(0x53)] }];
  const area = { value: 5430n, blinding: 7n };
  const from = dayNumber('2026-10-01');
  const fact = { houseId, flat, quantity: QUANTITY.area, from, commitment: commit(area.value, area.blinding) };
  return {
    salt: toHex(salt),
    houseId,
    flat,
    flats,
    groups,
    date: '2026-10-01',
    day: from,
    houseData: encodeData('HOUSE', { houseId, from, flats, groups }),
    area: { value: area.value.toString(), blinding: area.blinding.toString() },
    flatFactContent: new TextDecoder().decode(encodeFlatFact(area)),
    flatFactData: encodeData('FLAT_FACT', { ...fact, envelope: '0x' }),
    areaSumData: encodeData('AREA_SUM', { houseId, day: from, flats, sum: 9_999n, blinding: 8n }),
    account: ACCOUNT,
    flatAccountData: encodeData('FLAT_ACCOUNT', { houseId, flat, from, account: ACCOUNT }),
  };
}

function filled(byte: number): Hex {
  return toHex(new Uint8Array(32).fill(byte));
}
