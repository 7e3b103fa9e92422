import { InputError } from '../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { lastSecondOf } from '../../../../core/domain/ledger/block-life.ts';
import { signedBlockToJson } from '../../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import type { ActBlock } from '../../../../core/domain/resident/outbox/act.ts';
import type { Evidence } from '../../../../core/domain/resident/outbox/advance.ts';
import { same } from '../../../../core/domain/resident/recorded.ts';
import { checkLedgerProof } from '../../../../core/domain/seal/light-client.ts';
import { ApiError, isPassing } from '../api/api.ts';
import { acceptedSchema, blockStatusSchema, proofSchema } from '../api/schemas.ts';
import { keepWords } from '../resident/act/keep-words.ts';
import { chainTime } from '../resident/act/proved-date.ts';
import { now, type Resident } from '../resident/resident.ts';

export type Looking = Pick<Resident, 'api' | 'network' | 'chain' | 'witnesses'>;

/** That a block stands on its ledger is proved from there, whoever cosigned it: it is about this block, not about what came since. */
const ANYBODY = { witnesses: [], required: 0 };

/** What is learnt by one look at a block, and whether as many witnesses saw it as this browser asks for. */
export type Look = { evidence: Evidence[]; isSeen: boolean };

/**
 * Hands a block to the portal that is not known to have it, byte for byte the same each time, and asks what became of one that is.
 * @param former other facts of its family: where one of these is recorded, the family's is
 * @throws ApiError where the portal does not answer, or nobody is signed in; InputError BLOCK_OTHER, and as `checkLedgerProof`, where it lies
 */
export async function lookAtBlock(looking: Looking, block: ActBlock, former: readonly Hex[] = []): Promise<Look> {
  const { api } = looking;
  if (block.state === 'signed') {
    const refused = await hand(looking, block);
    return { evidence: [refused ?? { kind: 'taken' }], isSeen: false };
  }
  const { digest } = block;
  // What somebody on the way refused, neither a ledger nor the company did: it is handed over again while its life lasts.
  const refusedUnsigned = block.state === 'refused' && block.refusal?.word === undefined;
  const status = await api.get(`/api/blocks/${digest}`, blockStatusSchema);
  const { receipt, refusal, isSeen } = await keepWords(looking, block, status);
  const evidence: Evidence[] = receipt === undefined ? [] : [{ kind: 'receipt', receipt }];
  if (status.state === 'unknown') evidence.push({ kind: 'lost' });
  if (status.state === 'unknown' && refusedUnsigned && now() <= lastSecondOf(looking.network, block.signed))
    evidence.push((await hand(looking, block)) ?? { kind: 'taken' });
  if (status.state === 'queued') evidence.push({ kind: 'taken' });
  if (status.state === 'refused') {
    const { name: code, message } = status.error ?? { name: 'REFUSED', message: 'The ledger refused it.' };
    evidence.push({ kind: 'refused', code, message, ...(refusal && { word: refusal }) });
  }
  const facts = [...(status.state === 'recorded' ? [digest] : []), ...(status.state === 'refused' ? former : [])];
  evidence.push(...(await recordedAmong(looking, block, facts)), ...(await overOf(looking, block, former)));
  return { evidence, isSeen };
}

/** What is proved once a block's life may be over: the time is read first, and what no ledger holds at that time or later, none will. */
async function overOf(looking: Looking, block: ActBlock, former: readonly Hex[]): Promise<Evidence[]> {
  const last = lastSecondOf(looking.network, block.signed);
  if (now() <= last) return [];
  const time = await chainTime(looking);
  if (time <= last) return [];
  const recorded = await recordedAmong(looking, block, [block.digest, ...former]);
  return recorded.length > 0 ? recorded : [{ kind: 'absent', time }];
}

async function recordedAmong(looking: Looking, { signed }: ActBlock, facts: readonly Hex[]): Promise<Evidence[]> {
  for (const fact of facts) {
    const place = await placeOf(looking, signed.ledger, fact);
    if (place !== undefined) return [{ kind: 'recorded', ...place }];
  }
  return [];
}

/** @returns the portal's refusal to take it, where it says one that a later try does not mend */
async function hand({ api }: Looking, { digest, signed }: ActBlock): Promise<Evidence | undefined> {
  const path = signed.block.kind === KIND.ENROL ? '/api/enrolment' : '/api/blocks';
  try {
    const accepted = await api.post(path, signedBlockToJson(signed), acceptedSchema);
    if (same(accepted.digest, digest)) return undefined;
    throw new InputError('BLOCK_OTHER', `The portal took ${accepted.digest} instead of ${digest}, which was sent.`);
  } catch (error) {
    if (!(error instanceof ApiError) || isPassing(error) || isSignedOut(error)) throw error;
    return { kind: 'refused', code: error.code, message: error.message };
  }
}

/** Whether somebody has to sign in first, or this tab's session is an old one. */
export function isSignedOut({ status, code }: ApiError): boolean {
  return status === 401 || code === 'CSRF_REFUSED';
}

/** The sealed state that is proved to hold it; none while the portal's replica has no proof. */
async function placeOf(
  { api, network }: Looking,
  ledger: Hex,
  digest: Hex,
): Promise<{ number: bigint; time: bigint } | undefined> {
  try {
    const proof = await api.get(`/api/proof/${ledger}/${digest}`, proofSchema);
    const { number, timestamp } = checkLedgerProof({ network, ...proof, ledger, digest, policy: ANYBODY });
    return { number, time: timestamp };
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 503)) return undefined;
    throw error;
  }
}
