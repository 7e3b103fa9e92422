import { InputError } from '../../core/domain/bytes/errors.ts';
import { lowerHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { actByHand } from './act-by-hand.ts';
import { message, type Message } from '../sender.ts';
import type { BillerSettings } from '../settings.ts';
import type { State } from '../state.ts';

/**
 * The company ends a device's key, which was stolen or is lost: nothing that it signs counts from that block on, for ever. What it signed before stays.
 * @throws InputError as `makeRevocation`
 */
export function revokeDevice(args: { settings: BillerSettings; signal: AbortSignal; deviceId: Hex }): Promise<Hex> {
  return actByHand(args.settings, args.signal, ({ state }) =>
    Promise.resolve(makeRevocation(state, lowerHex(args.deviceId))),
  );
}

/** @throws InputError NOT_THE_COMPANY, DEVICE_UNKNOWN, DEVICE_REVOKED */
export function makeRevocation(state: State, deviceId: Hex): Message {
  if (state.me !== state.company)
    throw new InputError(
      'NOT_THE_COMPANY',
      `Only the company ends a device's key; ${state.me} is a provider. Give the settings of the company's biller.`,
    );
  const device = state.devices.get(deviceId);
  if (device === undefined)
    throw new InputError('DEVICE_UNKNOWN', `There is no device ${deviceId} in the register. See clerk meters show.`);
  if (device.revoked) throw new InputError('DEVICE_REVOKED', `The key of device ${deviceId} was ended before.`);
  return message({ ledger: 'meters', kind: 'DEVICE_REVOKE' }, state.company, { deviceId });
}
