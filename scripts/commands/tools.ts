import type { Command } from 'commander';
import type { DocumentOptions } from './documents/bill-document.ts';
import { writes } from './documents/write-options.ts';
import type { SendOptions } from './house/gateway-send.ts';

/** Adds the tools for telegrams, bills and their documents. */
export function registerTools(cli: Command, gateway: Command | undefined): void {
  cli
    .command('decode')
    .description('Decode meter telegrams: one JSON object a line for each telegram.')
    .requiredOption('--format <format>', 'mbus, wmbus, p1, dlms, lorawan or ocmf')
    .option('--key <hex>', 'key of encrypted telegrams, or public key of signed records')
    .argument('[file]', 'file to read, - for standard input', '-')
    .action(async (file: string, options: { format: string; key?: string }) =>
      (await import('./decode.ts')).decode(file, options),
    );
  cli
    .command('bill')
    .description('Compute the bill of a case file and print how each value came about: formula, act, point.')
    .requiredOption('--case <file>', 'the case, as docs/billing.md says')
    .option('--json', 'print one JSON object')
    .action(async (options: { case: string; json?: boolean }) => (await import('./bill/bill.ts')).bill(options));
  writes(
    cli
      .command('bill-document')
      .description('Check a payable document, and write it as a resident, a bank or an accountant takes it.')
      .argument('[file]', 'the document as JSON, as `clerk bill-document` gives it; - for standard input', '-'),
  )
    .option('--json', 'print the document as one JSON object')
    .action(async (file: string, options: DocumentOptions) =>
      (await import('./documents/bill-document.ts')).billDocumentFile(file, options),
    );
  gateway
    ?.command('send')
    .description('Push one telegram through a running system and print where it landed.')
    .requiredOption('--format <format>', 'mbus, wmbus, p1, dlms, lorawan or ocmf')
    .requiredOption('--file <file>', 'the telegram')
    .requiredOption('--meter <name>', "name in the gateway's meter register")
    .option('--settings <file>', "the gateway's settings file", 'data/gateway/settings.json')
    .option('--replica <urls>', 'replica to read, or several with commas between them', 'http://127.0.0.1:4701')
    .option('--queue <urls>', "the company's queue, or with commas its standby's as well", 'http://127.0.0.1:4700')
    .option('--wait <seconds>', 'how long to wait for the ledger', '60')
    .option('--json', 'print one JSON object')
    .action(async (options: SendOptions) => (await import('./house/gateway-send.ts')).gatewaySend(options));
}
