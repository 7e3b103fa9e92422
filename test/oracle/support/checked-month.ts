import { join } from 'node:path';
import { readProof } from '../../../app/server/read/light-client.ts';
import { proofSchema } from '../../../app/web/src/api/schemas.ts';
import { readPages, type RecordedBlock } from '../../../core/chain/follow.ts';
import { draftBill, type OpenedReading } from '../../../core/domain/billing/bill-draft.ts';
import { billRoom, encodeBill } from '../../../core/domain/billing/bill.ts';
import type { ContractContent } from '../../../core/domain/billing/contract-terms.ts';
import { localDate, periodStart } from '../../../core/domain/billing/period.ts';
import { rulesAt } from '../../../core/domain/billing/tariff-rules.ts';
import { toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { channelOf } from '../../../core/domain/ledger/ids.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { encodeFrame, frameHash, linkOf } from '../../../core/domain/reading/frame.ts';
import type { BillEvidence } from '../../../core/domain/resident/check/bill-evidence.ts';
import { checkBill } from '../../../core/domain/resident/check/check-bill.ts';
import { makeCopy } from '../../../core/domain/resident/make-copy.ts';
import { makeOffer } from '../../../core/domain/resident/make-offer.ts';
import { sealForBlock } from '../../../core/domain/resident/author.ts';
import { recordsOfUrl } from '../../../sealer/verify/read-records.ts';
import { verifyChain, type VerifyResult } from '../../../sealer/verify/verify-chain.ts';
import { startEngine } from '../../sealer/support/chains.ts';
import { billEvidence, deviceKeyIn } from '../../support/bill-evidence.ts';
import { nowSeconds } from '../../support/world/actors.ts';
import type { Ledger } from '../../support/world/ledger-part.ts';
import { openRecorded, recordedReadings, type RecordedFrame } from './recorded-frames.ts';

/** A month that was billed by its first and its last frame: what `domledger verify` says of all that was sealed, and what the owner's page says of the bill. */
export type CheckedMonth = {
  readonly frames: readonly RecordedFrame[];
  readonly blocks: readonly RecordedBlock[];
  readonly evidence: BillEvidence;
  readonly verified: VerifyResult;
  /** Each check of the page that is not absent: `passed`, or the code. */
  page(change?: Partial<BillEvidence>): Promise<Record<string, string>>;
  /** What the bill comes to in registers. */
  readonly volume: bigint;
};

/** Contract, rate and bill over the meter's frames of the month, real ones on the ledgers, and then every check. */
export async function checkMonth(args: {
  ledger: Ledger;
  period: number;
  meterId: Hex;
  obis: Hex;
}): Promise<CheckedMonth> {
  const { ledger, period, meterId, obis } = args;
  const { network, provider, owner: account } = ledger;
  const content = await signContract(ledger, period, meterId);
  const frames = (await recordedReadings(ledger)).frames.filter(({ channel }) => channel === channelOf(meterId, obis));
  const [open, close] = await Promise.all(
    [frames.at(0), frames.at(-1)].map((frame) => openedBy(ledger, meterId, frame)),
  );
  if (open === undefined || close === undefined) throw new Error('no frames');
  const invoice = await bill(ledger, { ...content, period, register: { meterId, obis, open, close } });

  const blocks: RecordedBlock[] = [];
  for await (const page of readPages(ledger.client, 0n, await ledger.client.head())) blocks.push(...page.blocks);
  const recorded = blocks.find(({ digest }) => digest === invoice.digest);
  if (recorded === undefined) throw new Error('no invoice');
  const device = deviceKeyIn(join(ledger.folder, 'gateway'));
  const proof = await readProof(
    { client: ledger.client, cosignatures: () => Promise.resolve([]) },
    network.contracts.billingLedger,
    invoice.digest,
    invoice.invoiceId,
  );
  const evidence: BillEvidence = {
    ...billEvidence({
      network,
      blocks,
      device,
      invoice: recorded,
      issuer: provider.address,
      terms: content.content.terms,
    }),
    proof: proofSchema.parse(JSON.parse(JSON.stringify(proof))),
  };
  const policy = { witnesses: [], required: 0 };
  await using engine = await startEngine();
  const records = recordsOfUrl(ledger.url, new AbortController().signal);
  return {
    frames,
    blocks,
    evidence,
    verified: await verifyChain({ network, records, engine }),
    volume: close.value - open.value,
    async page(change = {}) {
      const now = nowSeconds();
      const { checks } = await checkBill({ network, account, policy, now, evidence: { ...evidence, ...change } });
      const shown = checks.filter(({ state }) => state !== 'absent');
      return Object.fromEntries(shown.map(({ name, state, code }) => [name, code ?? state]));
    },
  };
}

async function openedBy(ledger: Ledger, meterId: Hex, frame: RecordedFrame | undefined): Promise<OpenedReading> {
  if (frame === undefined) throw new Error('no frame');
  const { keys } = await recordedReadings(ledger);
  const { network, provider: account } = ledger;
  const { value, blinding } = await openRecorded({ network, keys, account, meterId, frame });
  const { sequence, time, commitment: point } = frame;
  return { sequence, time, link: linkOf(toHex(frameHash(encodeFrame(frame)))), point, value, blinding };
}

async function signContract(
  ledger: Ledger,
  period: number,
  meterId: Hex,
): Promise<{ contractId: Hex; content: ContractContent }> {
  const { network, provider, owner } = ledger;
  const form = {
    version: '1' as const,
    resource: '1' as const,
    provider: provider.address,
    subscriber: owner.address,
    meterIds: [meterId],
    area: '0',
    residents: '0',
    from: localDate(periodStart(period, network.timeZone), network.timeZone),
  };
  const timestamp = nowSeconds();
  const { signed, contractId } = await makeOffer({ network, account: owner, timestamp, form, counterparty: provider });
  await ledger.send(signed);
  const content: ContractContent = {
    salt: `0x${'07'.repeat(32)}`,
    terms: { ...form, zones: '1', unit: '1', exponent: '0', norm: null, installation: 'possible' },
  };
  for (const [account, counterparty] of [
    [provider, owner],
    [owner, provider],
  ] as const)
    await ledger.send((await makeCopy({ network, account, timestamp, contractId, content, counterparty })).signed);
  const rate = { resource: 1, zone: 0, mantissa: 473n, exponent: -5, validFrom: 1_700_000_000n };
  await ledger.record(provider, 'tariffs', 'RATE', rate);
  return { contractId, content };
}

async function bill(
  ledger: Ledger,
  args: {
    contractId: Hex;
    content: ContractContent;
    period: number;
    register: { meterId: Hex; obis: Hex; open: OpenedReading; close: OpenedReading };
  },
): Promise<{ digest: Hex; invoiceId: Hex }> {
  const { network, provider, owner } = ledger;
  const { contractId, content, period, register } = args;
  let scalar = 1_000n;
  const draft = draftBill({
    contractId,
    terms: content.terms,
    period,
    series: 0,
    registers: [{ ...register, zone: 0, rate: 4_730_000_000n }],
    carriedIn: 0n,
    rules: rulesAt('2026-11-01'),
    currency: network.currency,
    dueDate: nowSeconds() + 864_000n,
    randomScalar: () => (scalar += 1n),
  });
  const place = { ledger: 'billingLedger', kind: 'INVOICE', subject: draft.invoiceId } as const;
  const envelope = await sealForBlock(
    { network, account: provider },
    place,
    encodeBill(draft.content),
    [provider, owner],
    billRoom(draft.content),
  );
  const digest = await ledger.say({
    from: provider,
    ledger: 'billingLedger',
    to: owner.address,
    kind: KIND.INVOICE,
    subject: draft.invoiceId,
    data: encodeData('INVOICE', { ...draft.invoiceData, envelope }),
  });
  return { digest, invoiceId: draft.invoiceId };
}
