import { statSync } from 'node:fs';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { readMeterRegister, type MeterRegister } from './meter-register.ts';

/**
 * The meter register as its file says now: read again when the file changed. A file that became faulty changes nothing and is told once.
 * @throws InputError METERS_INVALID when the file is faulty at the beginning
 */
export function followMeterRegister(file: string, onFault: (fault: InputError) => void): () => MeterRegister {
  let stamp = stampOf(file);
  let register = readMeterRegister(file);
  return () => {
    const seen = stampOf(file);
    if (seen === stamp) return register;
    stamp = seen;
    try {
      register = readMeterRegister(file);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      onFault(error);
    }
    return register;
  };
}

function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return `${stats?.ino}:${stats?.mtimeMs}:${stats?.size}`;
}
