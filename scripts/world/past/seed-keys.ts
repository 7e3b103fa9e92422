import { join } from 'node:path';
import { loadOrCreateMnemonic } from '../../../core/runtime/keystore.ts';
import { writeDurably } from '../../../core/runtime/write-durably.ts';
import { keystoreOf } from '../world-plan.ts';
import { seededBytes, seededHex } from './seeded-house.ts';

const PROGRAMS = ['biller-company', 'app', 'biller-electricity', 'biller-water', 'oracle'];

/** Accounts of the programs, and the salt of the meters' names, as the seed gives them. What seals, carries and signs frames keeps a random key. */
export async function seedKeys(dataDir: string, seed: number): Promise<void> {
  for (const name of PROGRAMS)
    await loadOrCreateMnemonic(keystoreOf(join(dataDir, name)), seededBytes(seed, `program ${name}`, 16));
  writeDurably(join(dataDir, 'biller-company', 'meter-salt.hex'), `${seededHex(seed, 'meters')}\n`);
}
