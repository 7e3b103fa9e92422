import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where a wrong line costs somebody money or proof: the ledgers, what everyone computes alike, the verifier, and the ways of a promise, a payment, a bill and a
 * frame, up to what a page believes.
 */
const TYPESCRIPT = [
  'core/domain/**/*.ts',
  'sealer/verify/*.ts',
  // A promise.
  'sealer/queue/*.ts',
  'sealer/keys/seal-signer.ts',
  'sealer/keeper/create-keeper.ts',
  'core/chain/judge-promise.ts',
  'core/chain/check-receipt.ts',
  'core/chain/outbox/is-final.ts',
  'app/server/statements/portal-blocks.ts',
  // A payment.
  'app/server/payments/**/*.ts',
  'biller/decide/issue-receipts.ts',
  // A bill.
  'biller/{engine,accounts}/**/*.ts',
  // A frame.
  'oracle/collector/receive/check-batch.ts',
  'oracle/gateway/frames/*.ts',
  'oracle/gateway/telegram/check-plausibility.ts',
  'oracle/gateway/decoders/**/*.ts',
  'biller/apply/apply-reading-blocks.ts',
  // What a page believes.
  'app/web/src/resident/load/**/*.ts',
];
const SOLIDITY = ['contracts/**/*.sol'];

export type SourceFile = { readonly file: string; readonly text: string };

export function typescriptScope(root: string): SourceFile[] {
  return read(root, TYPESCRIPT);
}

export function solidityScope(root: string): SourceFile[] {
  return read(root, SOLIDITY);
}

function read(root: string, patterns: readonly string[]): SourceFile[] {
  return globSync(patterns, { cwd: root })
    .sort()
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
}
