import { requestJson } from '../../core/chain/http-json.ts';
import { encodeData } from '../../core/domain/ledger/block-data.ts';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { SEAL_KEY_AHEAD } from '../../core/domain/limits.ts';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';
import { strictFields } from '../../core/domain/bytes/strict-json.ts';
import {
  internalBlockDigest,
  signBlock,
  signedBlockToJson,
  type Signer,
} from '../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../core/domain/ledger/kinds.ts';
import { dateBlock } from '../../core/domain/ledger/date-block.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';
import { domainOf, parseNetwork, type NetworkDomain } from '../../core/domain/ledger/network.ts';
import { parseHandovers, sealKeyAt, type Handover } from '../../core/domain/seal/seal-keys.ts';
import { checkHandovers, originOf } from '../../core/domain/handovers/check-handovers.ts';
import { parseToldHead, type ToldHead } from '../../core/domain/seal/told-head.ts';
import { pause } from '../../core/runtime/pause.ts';
import type { SealKeyStatement } from '../../core/domain/seal/seal.ts';

/** Makes the next key and the statement of both, or gives the one that is open still: a folder's keyring, or a keeper. */
export type HandsOver = (
  term: Omit<SealKeyStatement, 'next'>,
  retiring: Hex,
  domain: NetworkDomain,
) => Promise<Handover>;

const POLL_MS = 100;

/**
 * Announces a new seal key on the ledger, sealed by the old one, and waits until the ledger holds it. The sealer switches by itself at block `head + ahead`.
 * @throws InputError AT_INVALID, SEAL_KEY_MISSING, the ledger's refusal; TransientError CHAIN_UNREACHABLE, HANDOVER_WAITING
 */
export async function rotateSealKey(args: {
  url: string;
  company: Signer;
  handOver: HandsOver;
  /** How many blocks from now the new key begins. */
  ahead: bigint;
  waitMs: number;
  now?: () => number;
}): Promise<{ number: bigint; retiring: Hex; next: Hex }> {
  const { url, company, ahead } = args;
  if (ahead < 2n || ahead >= SEAL_KEY_AHEAD)
    throw new InputError(
      'AT_INVALID',
      `The new key cannot begin ${ahead} blocks from now. Give at least 2, and less than ${SEAL_KEY_AHEAD}.`,
    );
  const network = parseNetwork(await requestJson(`${url}/v1/network`));
  const domain = domainOf(network);
  const told = strictFields(await requestJson(`${url}/v1/handovers`), ['handovers'], 'The answer', 'RECORD_INVALID');
  const before = parseHandovers(told.value('handovers'));
  const origin = originOf(network);
  checkHandovers(origin, before);
  const head = await headOf(url);
  const number = head.number + ahead;
  const last = before.at(-1)?.number ?? 0n;
  if (number <= last) {
    throw new InputError(
      'AT_INVALID',
      `A new key begins with block ${last} already. Wait for that block, or give a later one.`,
    );
  }
  const retiring = sealKeyAt(network.seal.address, before, number);
  const term = { number, validFrom: head.number + 1n, validUntil: number - 1n };
  const handover = await args.handOver(term, retiring, domain);
  checkHandovers(origin, [...before, handover]);

  const ledger = network.contracts.participants;
  const signed = signBlock({
    domain,
    ledger,
    signer: company,
    to: company.address,
    kind: KIND.SEAL_KEY,
    subject: ZERO_32,
    data: encodeData('SEAL_KEY', handover),
    timestamp: dateBlock(unixSeconds((args.now ?? Date.now)()), head.timestamp),
  });
  await requestJson(`${url}/v1/queue`, { method: 'POST', body: signedBlockToJson(signed) });
  await recorded(url, internalBlockDigest(domain, ledger, signed.block), args.waitMs);
  return { number: handover.number, retiring, next: handover.next };
}

async function headOf(url: string): Promise<ToldHead> {
  return parseToldHead(await requestJson(`${url}/v1/head`));
}

async function recorded(url: string, digest: Hex, waitMs: number): Promise<void> {
  const patience = AbortSignal.timeout(waitMs);
  for (;;) {
    const { state, error } = looseFields(await requestJson(`${url}/v1/queue/${digest}`));
    if (state === 'sealed') return;
    if (state === 'refused') {
      throw new InputError(
        'HANDOVER_REFUSED',
        `The register refused the handover: ${String(looseFields(error)['name'])}. The key in force stays; give a later block with --at.`,
      );
    }
    if (!(await pause(POLL_MS, patience))) {
      throw new TransientError(
        'HANDOVER_WAITING',
        `The handover ${digest} waits still. Look at ${url}/v1/handovers later.`,
      );
    }
  }
}
