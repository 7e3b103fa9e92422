import { readdirSync } from 'node:fs';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Signer } from '../../core/domain/ledger/internal-block.ts';
import { loadSigningKey } from './signing-key.ts';

/** The seal keys of a folder: `seal.json`, the first one, and `seal-<n>.json`, each with its password file. Retired ones may be destroyed. */
export type SealKeyring = {
  /** @throws InputError SEAL_KEY_MISSING, KEYSTORE_BROKEN */
  find(address: Hex): Promise<Signer>;
  /** Every key here, in order of making. */
  all(): Promise<Signer[]>;
  /** Makes a key, the first one or the next. */
  create(): Promise<Signer>;
};

const NAME = /^seal(?:-(\d{1,6}))?\.json$/;

export function openSealKeyring(folder: string): SealKeyring {
  const opened = new Map<string, Signer>();
  let making: Promise<unknown> = Promise.resolve();
  const names = (): string[] =>
    readdirSync(folder)
      .flatMap((file) => {
        const match = NAME.exec(file);
        return match === null ? [] : [{ name: file.slice(0, -'.json'.length), order: Number(match[1] ?? 1) }];
      })
      .sort((a, b) => a.order - b.order)
      .map(({ name }) => name);
  const load = async (name: string): Promise<Signer> => {
    const signer = opened.get(name) ?? (await loadSigningKey(folder, name));
    opened.set(name, signer);
    return signer;
  };
  const all = async (): Promise<Signer[]> => {
    const signers: Signer[] = [];
    for (const name of names()) signers.push(await load(name));
    return signers;
  };
  return {
    all,
    async find(address) {
      const known = [...opened.values()].find((signer) => signer.address === address);
      // A key that was made since the start stands in the folder by now.
      const found = known ?? (await all()).find((signer) => signer.address === address);
      if (found !== undefined) return found;
      throw new InputError(
        'SEAL_KEY_MISSING',
        `${folder} does not hold the seal key ${address}, which is in force. Restore its keystore seal.json or seal-<n>.json and its password file.`,
      );
    },
    create() {
      // One after the other: two at once would find the same name free, and the second would overwrite a key that may be handed over to.
      const made = making.then(async () => {
        const last = names().at(-1);
        const order = last === undefined ? 1 : Number(NAME.exec(`${last}.json`)?.[1] ?? 1) + 1;
        return load(order === 1 ? 'seal' : `seal-${order}`);
      });
      making = made.catch(() => undefined);
      return made;
    },
  };
}
