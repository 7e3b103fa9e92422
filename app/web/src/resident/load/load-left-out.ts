import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { KIND } from '../../../../../core/domain/ledger/kinds.ts';
import { checkOwnBlocks } from '../../../../../core/domain/proof/check-own-blocks.ts';
import { openStorage } from '../../../../../core/domain/proof/open-storage.ts';
import { same, type Recorded } from '../../../../../core/domain/resident/recorded.ts';
import { wrapsSchema } from '../../api/keys-schema.ts';
import { appealsSchema, contractsSchema, invoicesSchema, ownBlocksSchema } from '../../api/schemas.ts';
import { checkStateAge } from '../check-state-age.ts';
import type { Resident } from '../resident.ts';

/** What lists of contracts, bills and letters show; readings, their keys and requests are no letters. */
const SHOWN: readonly number[] = [
  ...[KIND.OFFER, KIND.COPY, KIND.CANCEL, KIND.OFFER_WITHDRAW, KIND.APPEAL, KIND.APPEAL_ANSWER],
  ...[KIND.INVOICE, KIND.RECEIPT, KIND.PAYMENT_REFUSED, KIND.CARRY, KIND.VOID, KIND.WRAP_AGAIN],
];

/** The lists may be a block behind the ledgers that are proved: then all is asked for again before anybody is alarmed. */
const RETRIES = 3;
const RETRY_MS = 700;

/**
 * Digests of what the ledgers hold of this account, and the portal leaves out of its lists. Which blocks they hold of it, their heads over them say,
 * in a state that is no older than one seen before and that the named witnesses saw as the newest.
 * @throws InputError OWN_BLOCKS_INCOMPLETE, those of `openStorage`, and why the state may be an old one
 */
export async function loadLeftOut(resident: Resident, retries = RETRIES): Promise<Hex[]> {
  try {
    const shown = await shownDigests(resident);
    const { digests, fault } = await ownDigests(resident);
    const missing = digests.filter((digest) => !shown.some((each) => same(each, digest)));
    // What an old state holds is missing all the same; only that nothing is missing needs the newest one.
    if (missing.length === 0 && fault !== undefined) throw fault;
    if (missing.length === 0 || retries === 0) return missing;
  } catch (error) {
    if (!(error instanceof InputError) || retries === 0) throw error;
  }
  await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  return loadLeftOut(resident, retries - 1);
}

async function shownDigests({ api, account }: Resident): Promise<Hex[]> {
  const [{ contracts }, { invoices }, { appeals }, { wraps }] = await Promise.all([
    api.get('/api/contracts', contractsSchema),
    api.get('/api/invoices', invoicesSchema),
    api.get('/api/appeals', appealsSchema),
    api.get(`/api/wraps?account=${account.address}`, wrapsSchema),
  ]);
  const shown: Recorded[] = [
    ...contracts.flatMap(({ offer, copies, cancels, withdrawal }) => [offer, ...copies, ...cancels, withdrawal ?? []]),
    ...invoices.flatMap(({ invoice, payments, receipts, acts }) => [invoice, ...payments, ...receipts, ...acts]),
    ...appeals.flatMap(({ recorded, answers }) => [recorded, ...answers.map((answer) => answer.recorded)]),
    ...wraps,
  ].flat();
  return shown.map(({ digest }) => digest);
}

/** Of each of the four ledgers, all blocks of the kinds that are shown. */
async function ownDigests(resident: Resident): Promise<{ digests: Hex[]; fault: InputError | undefined }> {
  const { api, network, account, chain } = resident;
  const notBefore = (await chain.seen(network)).at(-1)?.seal.number ?? 0n;
  const { ledgers } = await api.get(`/api/own-blocks?account=${account.address}`, ownBlocksSchema);
  const digests: Hex[] = [];
  let fault: InputError | undefined;
  for (const ledger of [
    network.contracts.contractLedger,
    network.contracts.billingLedger,
    network.contracts.readingLedger,
    network.contracts.participants,
  ]) {
    const told = ledgers.find((each) => same(each.ledger, ledger));
    if (told === undefined)
      throw new InputError('OWN_BLOCKS_INCOMPLETE', `The portal shows nothing of ledger ${ledger}.`);
    const { blocks, proof } = told;
    const state = openStorage(network, ledger, proof);
    const own = checkOwnBlocks({ network, ledger, account: account.address, storage: state, blocks });
    fault ??= await checkStateAge(resident, { proof, state }, resident.witnesses, notBefore);
    digests.push(...own.filter((_, at) => SHOWN.includes(blocks[at]?.kind ?? 0)));
  }
  return { digests, fault };
}
