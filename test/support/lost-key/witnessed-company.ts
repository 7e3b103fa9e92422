import { join } from 'node:path';
import { expect } from 'chai';
import { loadOrCreateAccount } from '../../../core/runtime/keystore.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import { runCli } from '../run-cli.ts';

/** In a folder: the portal's keystore `portal.json`, those of two witnesses, `one.json` and `two.json`, and the settings of a company that begins with them. */
export async function witnessedCompany(folder: string): Promise<{ portal: string; witnesses: string; alone: boolean }> {
  const at = (name: string): string => join(folder, name);
  const portal = await loadOrCreateAccount({ file: at('portal.json'), passwordFile: at('portal.password') });
  const keys = await Promise.all(['one', 'two'].map((name) => loadSigningKey(folder, name)));
  return {
    portal: portal.address,
    // It starts more than once, and nobody follows it.
    alone: true,
    witnesses: JSON.stringify(keys.map(({ address }) => ({ key: address, owner: address }))),
  };
}

/** Runs a command of these, and one that has to be refused: then what it says. */
export function commandsOf(command: string): {
  run: (...args: string[]) => ReturnType<typeof runCli>;
  code: (...args: string[]) => Promise<string>;
} {
  const run = (...args: string[]): ReturnType<typeof runCli> => runCli([command, ...args]);
  return {
    run,
    async code(...args) {
      const { stderr, code: exit } = await run(...args);
      expect(exit).to.not.equal(0);
      return stderr;
    },
  };
}
