import { checkBillLine, placeOfLine } from '../../../core/domain/evidence/bill-line.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { isRecord } from '../../../core/domain/bytes/is-record.ts';
import { domainOf, type Network } from '../../../core/domain/ledger/network.ts';
import { parseBlockRecord } from '../../../core/domain/seal/block-record.ts';
import { sealDigest } from '../../../core/domain/seal/seal.ts';
import { judge, keyedNetwork, readBillLine, type Verdict } from './judge-file.ts';

type Records = AsyncIterable<unknown> | Iterable<unknown>;

/**
 * A resident's evidence of a line beside a whole history: the records pass through, and the one of the file's block is held against its seal. Where that is the
 * same, what `verify` says of the history (signatures of devices, rates, totals) holds for the line as well.
 * @throws InputError FILE_UNREADABLE, EVIDENCE_MALFORMED
 */
export function besideLog(
  network: Network,
  file: string,
  records: Records,
): { records: AsyncIterable<unknown>; judge: () => Promise<Verdict> } {
  const { json, bill } = readBillLine(file);
  const { number } = placeOfLine(bill);
  const domain = domainOf(network);
  let found: string | undefined;
  async function* pass(): AsyncGenerator<unknown> {
    for await (const record of records) {
      // What is no record is for `verify` to say.
      if (isRecord(record) && record['number'] === String(number))
        found = sealDigest(domain, parseBlockRecord(record).seal);
      yield record;
    }
  }
  return {
    records: pass(),
    judge: () =>
      judge(() => {
        if (found !== sealDigest(domain, bill.proof.seal))
          throw new InputError(
            'EVIDENCE_OTHER_LOG',
            `This history has another block ${number} than the file, or none.`,
          );
        return checkBillLine(keyedNetwork(network, json), bill);
      }),
  };
}
