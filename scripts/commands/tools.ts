import type { Command } from 'commander';

/** Adds the tools for telegrams. */
export function registerTools(cli: Command): void {
  cli
    .command('decode')
    .description('Decode meter telegrams: one JSON object a line for each telegram.')
    .requiredOption('--format <format>', 'mbus, wmbus, p1, dlms, lorawan or ocmf')
    .option('--key <hex>', 'key of encrypted telegrams, or public key of signed records')
    .argument('[file]', 'file to read, - for standard input', '-')
    .action(async (file: string, options: { format: string; key?: string }) => (await import('./decode.ts')).decode(file, options));
}
