import type { Command } from 'commander';

/** Into which files a document goes. */
export type WriteOptions = { pdf?: string; ubl?: string; code?: string; document?: string; encoding?: string };

/** The options of commands that write documents. */
export function writes(command: Command): Command {
  return command
    .option('--pdf <file>', 'the printed document, with its codes')
    .option('--ubl <file>', 'the invoice after EN 16931, in UBL 2.1')
    .option('--code <file>', 'the bytes of the payment code: GOST R 56042 or EPC069-12')
    .option('--document <file>', 'the document itself, as JSON')
    .option('--encoding <digit>', 'of a payment code after GOST R 56042: 1 windows-1251, 2 UTF-8, 3 KOI8-R', '2');
}
