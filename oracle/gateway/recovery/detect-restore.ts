import { statSync } from 'node:fs';
import type { MeterRegister } from '../meters/meter-register.ts';
import type { GatewayStore } from '../store/store-rows.ts';

const PLACE = 'file';

/**
 * Notices that the database was restored from a copy, or made anew beside a device key that had been in use: frames that this database does not
 * know may be on their way, so that no register goes on before the collector has said where it stands. A copy is known by the file itself: its
 * inode and birth. True when in doubt.
 */
export function detectRestore(store: GatewayStore, file: string, meters: MeterRegister, keyIsOld: boolean): boolean {
  const { ino, birthtimeMs } = statSync(file);
  const place = `${ino} ${birthtimeMs}`;
  const before = store.fact(PLACE);
  if (before === place || (before === undefined && (!keyIsOld || store.channels().length > 0))) {
    store.setFact(PLACE, place);
    return false;
  }
  store.transaction(() => {
    store.doubtAll();
    for (const { channel } of meters.meters.flatMap((meter) => meter.registers)) store.setBreak(channel, 'unsure');
    store.setFact(PLACE, place);
  });
  return true;
}
