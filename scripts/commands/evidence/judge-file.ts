import { accusedBy, accusedIn } from '../../../core/domain/evidence/accused-in.ts';
import type { BillLine } from '../../../core/domain/evidence/bill-line.ts';
import { parseBillLine } from '../../../core/domain/evidence/bill-line-json.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { KeyedNetwork } from '../../../core/domain/seal/seal-keys.ts';
import { readText } from '../arguments.ts';

export type Verdict = { proved: true; statement: string } | { proved: false; code: string; reason: string };

/** What a check says, as a verdict. */
export async function judge(check: () => string | Promise<string>): Promise<Verdict> {
  try {
    return { proved: true, statement: await check() };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { proved: false, code: error.code, reason: error.message };
  }
}

/** The file that a resident's page saves about one line of a bill. @throws InputError FILE_UNREADABLE, EVIDENCE_MALFORMED */
export function readBillLine(file: string): { json: unknown; bill: BillLine } {
  return malformedUnless(file, () => {
    const json: unknown = JSON.parse(readText(file, 'an evidence file'));
    return { json, bill: parseBillLine(json) };
  });
}

/** The network with the handovers of its seal key that a file carries. @throws as `accusedIn` */
export function keyedNetwork(network: Network, json: unknown): KeyedNetwork {
  const { handovers } = accusedIn(json, accusedBy(network));
  return handovers === undefined ? network : { ...network, handovers };
}

/** What cannot be parsed is no evidence file. @throws InputError FILE_UNREADABLE, EVIDENCE_MALFORMED */
export function malformedUnless<T>(file: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (cause instanceof InputError && cause.code === 'FILE_UNREADABLE') throw cause;
    const why =
      cause instanceof SyntaxError ? 'it is no JSON.' : cause instanceof Error ? cause.message : String(cause);
    throw new InputError('EVIDENCE_MALFORMED', `${file} is no evidence file: ${why}`, { cause });
  }
}
