import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import type { InternalBlock } from '../../../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../../../core/domain/ledger/kinds.ts';
import { readDeviceWord } from '../../../../../core/domain/ownership/device-word.ts';
import { missingFromMeters, readMeterWords } from '../../../../../core/domain/ownership/own-meter-words.ts';
import { checkOwnBlocks } from '../../../../../core/domain/proof/check-own-blocks.ts';
import { isRevoked } from '../../../../../core/domain/proof/device-state.ts';
import { openStorage, type Storage } from '../../../../../core/domain/proof/open-storage.ts';
import { same, type Recorded } from '../../../../../core/domain/resident/recorded.ts';
import { wrapsSchema } from '../../api/keys-schema.ts';
import {
  appealsSchema,
  contractsSchema,
  invoicesSchema,
  metersSchema,
  ownBlocksSchema,
  requestsSchema,
} from '../../api/schemas.ts';
import { checkStateAge } from '../check-state-age.ts';
import type { Resident } from '../resident.ts';

/** What lists of contracts, bills, requests and letters show; readings and their keys are no letters. */
const SHOWN: readonly number[] = [
  ...[KIND.OFFER, KIND.COPY, KIND.CANCEL, KIND.OFFER_WITHDRAW, KIND.APPEAL, KIND.APPEAL_ANSWER, KIND.READING_REQUEST],
  ...[KIND.INVOICE, KIND.RECEIPT, KIND.PAYMENT_REFUSED, KIND.CARRY, KIND.VOID, KIND.PAYMENT, KIND.PAYMENT_REVERSED],
  ...[KIND.PAYMENT_DEEMED, KIND.REFUND_ORDER, KIND.REFUND, KIND.WRAP_AGAIN],
];

/** What a ledger holds of this account and the portal does not show. Of a revocation, which no head counts, the device's id is known alone. */
export type LeftOutBlock = { digest: Hex; kind: number };

/** The lists may be a block behind the ledgers that are proved: then all is asked for again before anybody is alarmed. */
const RETRIES = 3;
const RETRY_MS = 700;

/**
 * What the ledgers hold of this account, and the portal leaves out of its lists. Which blocks they hold of it, their heads over them say,
 * in a state that is no older than one seen before and that the named witnesses saw as the newest.
 * @throws InputError OWN_BLOCKS_INCOMPLETE, those of `openStorage`, `readMeterWords`, `readDeviceWord` and `isRevoked`, and why the state may be an old one
 */
export async function loadLeftOut(resident: Resident, retries = RETRIES): Promise<LeftOutBlock[]> {
  try {
    const shown = await shownDigests(resident);
    const { blocks, fault } = await ownBlocks(resident, shown.devicesOtherThan);
    const unshown = blocks.filter(({ digest }) => !shown.digests.some((each) => same(each, digest)));
    // What the words on meters say, they say together.
    const missing = unshown.length > 0 ? unshown : shown.unlisted();
    // What an old state holds is missing all the same; only that nothing is missing needs the newest one.
    if (missing.length === 0 && fault !== undefined) throw fault;
    if (missing.length === 0 || retries === 0) return missing;
  } catch (error) {
    if (!(error instanceof InputError) || retries === 0) throw error;
  }
  await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  return loadLeftOut(resident, retries - 1);
}

/** Digests of all that lists show, the words on meters that the list of meters does not bear out, and the devices that stand otherwise than it says. */
async function shownDigests({ api, network, account }: Resident): Promise<{
  digests: Hex[];
  unlisted: () => LeftOutBlock[];
  devicesOtherThan: (state: Storage) => LeftOutBlock[];
}> {
  const [{ contracts }, { invoices }, { appeals }, { requests }, { meters, words }, { wraps }] = await Promise.all([
    api.get('/api/contracts', contractsSchema),
    api.get('/api/invoices', invoicesSchema),
    api.get('/api/appeals', appealsSchema),
    api.get('/api/requests', requestsSchema),
    api.get('/api/meters', metersSchema),
    api.get(`/api/wraps?account=${account.address}`, wrapsSchema),
  ]);
  const shown: Recorded[] = [
    ...contracts.flatMap(({ offer, copies, cancels, withdrawal }) => [offer, ...copies, ...cancels, withdrawal ?? []]),
    ...contracts.flatMap(({ refunds }) => refunds.flatMap(({ order, refund }) => [order, refund ?? []])),
    ...invoices.flatMap(({ invoice, payments, receipts, acts }) => [invoice, ...payments, ...receipts, ...acts]),
    ...appeals.flatMap(({ recorded, answers }) => [recorded, ...answers.map((answer) => answer.recorded)]),
    ...wraps,
    ...requests.map(({ recorded }) => recorded),
    ...words,
  ].flat();
  return {
    digests: shown.map(({ digest }) => digest),
    unlisted: () =>
      missingFromMeters(readMeterWords(network, words), meters).map(({ digest, kind }) => ({
        digest,
        kind: KIND[kind],
      })),
    devicesOtherThan: (state) =>
      meters
        .map((meter) => readDeviceWord(network, meter))
        .filter(({ deviceId, revokedAt }) => isRevoked(state, deviceId) !== (revokedAt !== undefined))
        .map(({ deviceId }) => ({ digest: deviceId, kind: KIND.DEVICE_REVOKE })),
  };
}

/** Of `Meters` all blocks and the revocations of `devicesOf`, of the other ledgers blocks of the kinds that are shown. */
async function ownBlocks(
  resident: Resident,
  devicesOf: (meters: Storage) => LeftOutBlock[],
): Promise<{ blocks: LeftOutBlock[]; fault: InputError | undefined }> {
  const { api, network, account, chain } = resident;
  const { contracts } = network;
  const notBefore = (await chain.seen(network)).at(-1)?.seal.number ?? 0n;
  const { ledgers } = await api.get(`/api/own-blocks?account=${account.address}`, ownBlocksSchema);
  const own: LeftOutBlock[] = [];
  let fault: InputError | undefined;
  for (const ledger of [
    contracts.meters,
    contracts.contractLedger,
    contracts.billingLedger,
    contracts.readingLedger,
    contracts.participants,
  ]) {
    const told = ledgers.find((each) => same(each.ledger, ledger));
    if (told === undefined)
      throw new InputError('OWN_BLOCKS_INCOMPLETE', `The portal shows nothing of ledger ${ledger}.`);
    const { blocks, proof } = told;
    const state = openStorage(network, ledger, proof);
    const digests = checkOwnBlocks({ network, ledger, account: account.address, storage: state, blocks });
    fault ??= await checkStateAge(resident, { proof, state }, resident.witnesses, notBefore);
    const isMeters = ledger === contracts.meters;
    if (isMeters) own.push(...devicesOf(state));
    for (const [place, block] of blocks.entries()) {
      const digest = digests[place];
      if (digest !== undefined && isShown(block, account.address, isMeters)) own.push({ digest, kind: block.kind });
    }
  }
  return { blocks: own, fault };
}

function isShown({ kind, to }: InternalBlock, account: Hex, isMeter: boolean): boolean {
  // Anybody may have another's payment deemed taken: that is no bill of one's own.
  return isMeter || (SHOWN.includes(kind) && (kind !== KIND.PAYMENT_DEEMED || same(to, account)));
}
