import type { Command } from 'commander';
import type { MeterAddOptions } from './meter-add.ts';
import type { MeterReplaceOptions } from './meter-replace.ts';
import { collect } from '../collect.ts';

/** Adds the adding and replacing of meters. */
export function registerHouseTools(cli: Command): void {
  const meter = cli.command('meter').description('Meters of the sandbox house.');
  meter
    .command('add')
    .description('Register the meter that a telegram is from as a general meter of the running house.')
    .requiredOption('--name <name>', 'the name it gets')
    .requiredOption('--format <format>', 'mbus')
    .requiredOption('--file <file>', 'a telegram of the meter, in hex')
    .option('--digits <count>', 'how many digits its counter shows before it begins again at zero')
    .option('--scale <power>', 'the power of ten, in its unit, that the last of them counts')
    .option('--data <dir>', 'folder of the running system', 'data')
    .option('--wait <seconds>', 'how long to wait for the ledger', '60')
    .option('--json', 'print one JSON object')
    .action(async (options: MeterAddOptions) => (await import('./meter-add.ts')).meterAdd(options));
  meter
    .command('replace')
    .description('Put the meter that a telegram is from in the place of another one, which is closed.')
    .requiredOption('--old <meter>', 'name, or id on the ledger, of the meter that was taken away')
    .requiredOption('--name <name>', 'the name that the new one gets')
    .requiredOption('--format <format>', 'mbus')
    .requiredOption('--file <file>', 'a telegram of the new meter, in hex')
    .option('--digits <count>', 'how many digits its counter shows before it begins again at zero')
    .option('--scale <power>', 'the power of ten, in its unit, that the last of them counts')
    .option(
      '--final <decimal>',
      "the old meter's last reading, in its unit; OBIS=decimal, repeated, where it has several registers",
      collect,
      [],
    )
    .option('--data <dir>', 'folder of the running system', 'data')
    .option('--wait <seconds>', 'how long to wait for the ledger', '60')
    .option('--json', 'print one JSON object')
    .action(async (options: MeterReplaceOptions) => (await import('./meter-replace.ts')).meterReplace(options));
}
