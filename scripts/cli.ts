import { Command, CommanderError } from 'commander';
import { InputError, TransientError } from '../core/domain/bytes/errors.ts';
import { VERSION } from '../core/runtime/start/version.ts';
import { registerBillerTools } from './commands/biller/biller-tools.ts';
import { registerBackup } from './commands/backup/backup-tools.ts';
import { registerBench } from './commands/bench.ts';
import { registerChainTools } from './commands/chain-tools.ts';
import { registerClerkTools } from './commands/clerk/clerk-tools.ts';
import { registerInit } from './commands/init/init-tools.ts';
import { registerHouseTools } from './commands/house/house-tools.ts';
import { registerPortalTools } from './commands/portal/portal-tools.ts';
import { registerPrograms } from './commands/programs.ts';
import { registerSystem } from './commands/system.ts';
import { registerTools } from './commands/tools.ts';
import { COMPILED_FOLDER, keepCompiled } from './keep-compiled.ts';

/**
 * The one command line: `domledger <command>`. Exit codes: 0 done, 1 a check or the work failed, 2 the command or its input is wrong,
 * 3 something outside was not ready and trying again may help.
 */
const program = new Command('domledger')
  .description("A house's meters, contracts, bills and payments on ledgers that nobody can quietly change.")
  .version(VERSION, '--version', 'which version this is')
  .exitOverride()
  // Otherwise `gateway` would take the options of `gateway send` that it has itself.
  .enablePositionalOptions()
  .showHelpAfterError('Run with --help to see what it takes.');

// What a command needs, it loads when it runs.
keepCompiled(COMPILED_FOLDER);
registerSystem(program);
registerInit(program);
registerBackup(program);
const programs = registerPrograms(program);
registerTools(
  program,
  programs.find((command) => command.name() === 'gateway'),
);
registerBillerTools(programs.find((command) => command.name() === 'biller'));
registerHouseTools(program);
registerClerkTools(program);
registerPortalTools(program);
registerChainTools(program);
registerBench(program);

// Somebody who read enough (`| head`) ends the reading, not the work.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof InputError) {
    process.stderr.write(`${error.message} (${error.code})\n`);
    process.exitCode = 2;
  } else if (error instanceof TransientError) {
    process.stderr.write(`${error.message} (${error.code})\n`);
    process.exitCode = 3;
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}
