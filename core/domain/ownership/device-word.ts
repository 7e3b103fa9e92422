import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import type { Network } from '../ledger/network.ts';
import { readRecorded, same, type Recorded } from '../resident/recorded.ts';

/** What somebody is shown of a meter and its device. `recorded`: the company's registration. */
export type MeterWithDevice = { recorded: Recorded; revocation: Recorded | null };

/**
 * Which device signs for a meter, and when the company signed that its key is revoked, where it is said so.
 * @throws InputError BLOCK_OTHER and those of `readRecorded`
 */
export function readDeviceWord(
  network: Network,
  { recorded, revocation }: MeterWithDevice,
): { deviceId: Hex; revokedAt: bigint | undefined } {
  const by = { network, from: network.company, ledgers: [network.contracts.meters] };
  const { deviceId } = readRecorded({ ...by, recorded, kind: 'METER_REGISTER' });
  if (revocation === null) return { deviceId, revokedAt: undefined };
  const revoked = readRecorded({ ...by, recorded: revocation, kind: 'DEVICE_REVOKE' });
  if (!same(revoked.deviceId, deviceId))
    throw new InputError(
      'BLOCK_OTHER',
      `The server gave the revocation of ${revoked.deviceId} as that of ${deviceId}.`,
    );
  return { deviceId, revokedAt: revocation.signed.block.timestamp };
}
