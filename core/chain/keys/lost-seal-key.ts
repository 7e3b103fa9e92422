import { InputError } from '../../domain/bytes/errors.ts';
import { looseFields } from '../../domain/bytes/loose-fields.ts';
import type { Hex } from '../../domain/bytes/hex.ts';
import { checkHandovers, originOf } from '../../domain/handovers/check-handovers.ts';
import {
  checkLostKeyRequest,
  checkLostKeyWords,
  lostKeyFoundingOf,
  lostKeySlots,
} from '../../domain/handovers/check-lost-key.ts';
import { lostKeyDigest, type LostKey, type LostKeyRequest } from '../../domain/handovers/lost-key.ts';
import { recoverAddress, type Signer } from '../../domain/ledger/internal-block.ts';
import { domainOf, type Network } from '../../domain/ledger/network.ts';
import { CLOCK_TOLERANCE, WITNESSES_MAX } from '../../domain/limits.ts';
import { parseBlockRecord } from '../../domain/seal/block-record.ts';
import { keyAt, parseHandovers, type Handover } from '../../domain/seal/seal-keys.ts';
import { sealDigest } from '../../domain/seal/seal.ts';
import { parseToldHead } from '../../domain/seal/told-head.ts';
import type { StandingWitness } from '../../domain/witnesses/witness-register.ts';
import type { ChainClient } from '../chain-client.ts';
import { requestJson } from '../http-json.ts';

/**
 * Says, as the portal, that the key of the seal is lost and which one is to follow behind the newest block, with a proof of the register's state at that block.
 * @param url the own replica
 * @throws InputError WITNESSES_TOO_FEW where no such way exists; as `checkLostKeyRequest`
 */
export async function requestLostKey(args: {
  client: Pick<ChainClient, 'network' | 'head' | 'getProof'>;
  url: string;
  portal: { sign(digest: Hex): Hex };
  next: Hex;
  time: bigint;
}): Promise<{ request: LostKeyRequest; counted: StandingWitness[] }> {
  const { client, url, next } = args;
  const { network } = client;
  const head = await client.head();
  const { blocks } = looseFields(await requestJson(`${url}/v1/blocks?from=${head}&limit=1`));
  const { seal, header } = parseBlockRecord(Array.isArray(blocks) ? blocks[0] : undefined);
  const slots = lostKeySlots(network.portal, WITNESSES_MAX);
  const { accountProof, storageProof } = await client.getProof(network.contracts.participants, slots, head);
  const nodes = [...new Set(storageProof.flatMap((slot) => slot.proof))];
  const headSeal = sealDigest(domainOf(network), seal);
  // Blocks that follow each other quickly are dated ahead of the clock.
  const time = args.time < seal.timestamp ? seal.timestamp : args.time;
  const said = { head, headSeal, headTime: seal.timestamp, next, time };
  const consent = args.portal.sign(lostKeyDigest(domainOf(network), said));
  const request = { ...said, consent, proof: { seal, header, accountProof, nodes } };
  return { request, counted: countedIn(network, await handoversOf(url), request) };
}

/**
 * A witness's word, given where the own replica holds no later block.
 * @throws InputError LOST_KEY_HEAD, LOST_KEY_TIME, WITNESS_NOT_COUNTED, WITNESSES_TOO_FEW; as `checkLostKeyRequest`
 */
export async function signLostKey(args: {
  network: Network;
  url: string;
  request: LostKeyRequest;
  witness: Signer;
  now: bigint;
}): Promise<Hex> {
  const { network, url, request, witness } = args;
  const head = parseToldHead(await requestJson(`${url}/v1/head`));
  if (head.number !== request.head || head.sealHash !== request.headSeal)
    throw new InputError(
      'LOST_KEY_HEAD',
      `The request is of block ${request.head}, and ${url} holds block ${head.number} as the newest. A key that seals is not lost.`,
    );
  if (request.time > args.now + CLOCK_TOLERANCE)
    throw new InputError(
      'LOST_KEY_TIME',
      `The request is dated ${request.time}, which is not yet. Look at the clocks.`,
    );
  const counted = countedIn(network, await handoversOf(url), request);
  if (!counted.some(({ key }) => key === witness.address))
    throw new InputError(
      'WITNESS_NOT_COUNTED',
      `${witness.address} is no witness that counts and has stood for 90 days.`,
    );
  return witness.sign(lostKeyDigest(domainOf(network), request));
}

/**
 * What the first block under the new key hands in.
 * @param words in any order
 * @throws InputError as `checkHandovers`
 */
export async function nameLostKey(args: {
  network: Network;
  url: string;
  request: LostKeyRequest;
  words: readonly Hex[];
  next: Signer;
}): Promise<Handover & { lost: LostKey }> {
  const { network, url, request, next } = args;
  const digest = lostKeyDigest(domainOf(network), request);
  const by = args.words.map((word) => ({ word, signer: recoverAddress(digest, word) }));
  const words = by.toSorted((a, b) => (a.signer < b.signer ? -1 : 1)).map(({ word }) => word);
  const { head, headSeal, headTime, time, consent, proof } = request;
  const before = await handoversOf(url);
  checkLostKeyWords(domainOf(network), countedIn(network, before, request), request, words);
  const number = head + 1n;
  const handover = {
    ...{ number, next: request.next, validFrom: number, validUntil: number },
    ...{ signature: consent, acceptance: next.sign(digest), lost: { headSeal, headTime, time, words, proof } },
  };
  checkHandovers(originOf(network), [...before, handover]);
  return handover;
}

async function handoversOf(url: string): Promise<Handover[]> {
  return parseHandovers(looseFields(await requestJson(`${url}/v1/handovers`))['handovers']);
}

function countedIn(network: Network, told: readonly Handover[], request: LostKeyRequest): StandingWitness[] {
  const handovers = checkHandovers(originOf(network), told);
  const sealKey = keyAt({ signer: network.seal.address, handovers }, request.head);
  const counted = checkLostKeyRequest(lostKeyFoundingOf(network), sealKey, request);
  if (counted.length < 2)
    throw new InputError(
      'WITNESSES_TOO_FEW',
      `${counted.length} witnesses count and have stood for 90 days; with fewer than two a lost key of the seal is not replaced.`,
    );
  return counted;
}
