import type { Command } from 'commander';
import type { BackupOptions } from './backup.ts';
import type { RestoreOptions } from './restore.ts';

/** Adds the road out of a lost machine. */
export function registerBackup(cli: Command): void {
  cli
    .command('backup')
    .description("Copy an owner's folder and the portal's database into a new folder, while its programs run or not.")
    .requiredOption('--home <dir>', 'folder that `init` made')
    .requiredOption('--to <dir>', 'folder to make, outside of it')
    .option('--passphrase-file <file>', 'encrypt the whole backup under what this file holds')
    .option('--without-keys', 'leave out keys, passwords and tokens, and say which; the rest is not encrypted')
    .option('--json', 'print one JSON object')
    .action(async (options: BackupOptions) => {
      const made = await (await import('./backup.ts')).backup(options);
      (await import('./tell-backup.ts')).tellBackup(made, options.json);
    });
  cli
    .command('restore')
    .description("Make an owner's folder, and fill the portal's empty database, from a backup that is whole.")
    .requiredOption('--from <dir>', 'folder that `backup` made')
    .requiredOption('--home <dir>', 'folder to make; one that holds anything is refused')
    .option('--passphrase-file <file>', 'of a backup that is encrypted')
    .option('--database-url <url>', "the portal's PostgreSQL from now on, else the one of its settings; empty")
    .option('--json', 'print one JSON object')
    .action(async (options: RestoreOptions) => {
      const made = await (await import('./restore.ts')).restore(options);
      (await import('./tell-backup.ts')).tellRestore(made, options.json);
    });
}
