import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { DeviceRow, Inbox } from '../inbox/inbox-rows.ts';
import { MessageRefusal } from './message-refusal.ts';

/**
 * The device in whose name a gateway sends: the one that it showed to hold, registered and in service.
 * @throws MessageRefusal HELLO_MISSING, DEVICE_FOREIGN, DEVICE_UNKNOWN, DEVICE_REVOKED
 */
export function checkDevice(inbox: Pick<Inbox, 'deviceOf' | 'device'>, gatewayId: string, deviceId: Hex): DeviceRow {
  const shown = inbox.deviceOf(gatewayId);
  if (shown === undefined) {
    throw new MessageRefusal('HELLO_MISSING', 'This gateway did not show its device key yet.', { retry: true });
  }
  if (shown !== deviceId) {
    throw new MessageRefusal('DEVICE_FOREIGN', `Device ${deviceId} is not the one that this gateway showed to hold.`);
  }
  const device = inbox.device(deviceId);
  if (device === undefined) {
    throw new MessageRefusal('DEVICE_UNKNOWN', `Device ${deviceId} is not registered on the ledger yet.`, {
      retry: true,
    });
  }
  if (device.revoked) throw new MessageRefusal('DEVICE_REVOKED', `Device ${deviceId} is revoked.`);
  return device;
}
