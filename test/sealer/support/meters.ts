import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import type { DeviceKey } from '../../../core/domain/crypto/device-signature.ts';
import { toHex, uintBytes, type Hex } from '../../../core/domain/bytes/hex.ts';

/** Data of DEVICE_REGISTER for a gateway's key. */
export function deviceData({ algorithm, x, y }: DeviceKey): Hex {
  return encodeData('DEVICE_REGISTER', {
    algorithm,
    x: toHex(uintBytes(x, 32)),
    y: toHex(uintBytes(y, 32)),
    trustClass: 2,
  });
}

/** Data of METER_REGISTER for an electricity meter with one register, 1.8.0. */
export function meterData(over: { meterId: Hex; deviceId: Hex; owner?: Hex; provider?: Hex }): Hex {
  const nobody: Hex = `0x${'00'.repeat(20)}`;
  const fixed = {
    owner: nobody,
    provider: nobody,
    resource: 1,
    unit: 1,
    exponent: 0,
    digits: 0,
    scale: 0,
    verifiedUntil: 2n ** 40n - 1n,
  };
  return encodeData('METER_REGISTER', { ...fixed, obis: ['0x0100010800ff'], ...over });
}
