import { expect } from 'chai';
import { loadLeftOut } from '../../../app/web/src/resident/load/load-left-out.ts';
import { loadReadings } from '../../../app/web/src/resident/load/load-readings.ts';
import type { Resident } from '../../../app/web/src/resident/resident.ts';
import { looseFields } from '../../../core/domain/bytes/loose-fields.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { refusal } from '../../support/refusal.ts';
import { world, type World } from '../../support/world.ts';
import { newAccount } from '../../support/world/actors.ts';
import type { SignedIn } from '../../support/world/sign-in.ts';
import { fillLedgers, type BusyLedger } from '../server/support/busy-ledger.ts';
import { changing, itemsOf, lyingPage, untilRead, type Json, type Lie } from './support/lying-page.ts';

describe('what a portal leaves out of a resident’s lists (H6, PROGRAMS 13)', () => {
  let house: World;
  let signedIn: SignedIn & { account: Account };
  let busy: BusyLedger;

  before(async () => {
    house = await world({ portal: {}, ledger: { active: ['company', 'provider', 'collector'] } });
    signedIn = await house.portal.resident('flat-3');
    busy = await fillLedgers(house.ledger, signedIn.account);
    await untilRead(house);
  });
  after(() => house[Symbol.asyncDispose]());

  const page = (lie?: Lie): Promise<Resident> => lyingPage(signedIn, lie);

  it('is nothing where the portal shows all', async () => {
    expect(await loadLeftOut(await page())).to.deep.equal([]);
  });

  it('is named: an invoice, a receipt of one, a contract, a letter and an answer to one', async () => {
    const without = (list: string, id: string, value: Hex) => (body: Json) => ({
      ...body,
      [list]: itemsOf(body, list).filter((item) => item[id] !== value),
    });
    const emptied = (list: string, part: string) => (body: Json) => ({
      ...body,
      [list]: itemsOf(body, list).map((item) => ({ ...item, [part]: [] })),
    });
    const lies: Lie[] = [
      changing('/api/invoices', without('invoices', 'invoiceId', busy.invoiceId)),
      changing('/api/invoices', emptied('invoices', 'receipts')),
      changing('/api/contracts', without('contracts', 'contractId', busy.contractId)),
      changing('/api/appeals', without('appeals', 'appealId', busy.appealId)),
      changing('/api/appeals', emptied('appeals', 'answers')),
    ];
    for (const lie of lies) expect(await loadLeftOut(await page(lie), 0)).not.to.have.length(0);
    const [contract] = await loadLeftOut(await page(lies[2]), 0);
    expect(contract).to.deep.equal({ digest: busy.contractId, kind: KIND.OFFER });
    const letter = { digest: busy.appealId, kind: KIND.APPEAL };
    expect(await loadLeftOut(await page(lies[3]), 0)).to.deep.include(letter);
  });

  it('is named: what was said of money, a request for a reading, and each word on a meter', async () => {
    const isOf = (item: unknown, kind: string): boolean =>
      looseFields(looseFields(looseFields(item)['block']))['kindName'] === kind;
    const parts = (path: string, list: string, change: (item: Json) => Json): Lie =>
      changing(path, (body) => ({ ...body, [list]: itemsOf(body, list).map(change) }));
    const without = (part: string, kind: string) => (item: Json) => ({
      ...item,
      [part]: itemsOf(item, part).filter((one) => !isOf(one, kind)),
    });
    const word = (kind: string): Lie => changing('/api/meters', without('words', kind));
    const told: [keyof typeof KIND, Lie][] = [
      ['PAYMENT', parts('/api/invoices', 'invoices', (item) => ({ ...item, payments: [] }))],
      ['PAYMENT_REVERSED', parts('/api/invoices', 'invoices', without('acts', 'PAYMENT_REVERSED'))],
      ['REFUND_ORDER', parts('/api/contracts', 'contracts', (item) => ({ ...item, refunds: [] }))],
      [
        'REFUND',
        parts('/api/contracts', 'contracts', (item) => ({
          ...item,
          refunds: itemsOf(item, 'refunds').map((one) => ({ ...one, refund: null })),
        })),
      ],
      ...(['PAYMENT_REFUSED', 'CARRY', 'VOID'] as const).map((kind): [keyof typeof KIND, Lie] => [
        kind,
        parts('/api/invoices', 'invoices', without('acts', kind)),
      ]),
      ['RECEIPT', parts('/api/invoices', 'invoices', (item) => ({ ...item, receipts: [] }))],
      ['COPY', parts('/api/contracts', 'contracts', (item) => ({ ...item, copies: [] }))],
      ['CANCEL', parts('/api/contracts', 'contracts', (item) => ({ ...item, cancels: [] }))],
      ['OFFER_WITHDRAW', parts('/api/contracts', 'contracts', (item) => ({ ...item, withdrawal: null }))],
      ['APPEAL_ANSWER', parts('/api/appeals', 'appeals', (item) => ({ ...item, answers: [] }))],
      ['READING_REQUEST', changing('/api/requests', (body) => ({ ...body, requests: [] }))],
      ...(['METER_REGISTER', 'METER_REPLACE', 'METER_VERIFY', 'METER_TRANSFER', 'ACT_WITHDRAW'] as const).map(
        (kind): [keyof typeof KIND, Lie] => [kind, word(kind)],
      ),
      // The words are all there, and the list of meters is not as they say.
      ['METER_REGISTER', changing('/api/meters', (body) => ({ ...body, meters: [] }))],
      ['METER_REPLACE', parts('/api/meters', 'meters', (item) => ({ ...item, replacement: null }))],
      ['METER_TRANSFER', parts('/api/meters', 'meters', (item) => ({ ...item, handovers: [] }))],
    ];
    for (const [kind, lie] of told) {
      const kinds = (await loadLeftOut(await page(lie), 0)).map((one) => one.kind);
      expect(kinds, kind).to.include(KIND[kind]);
    }
  });

  it('is not hidden by a shorter, longer or other list of own blocks, nor by a ledger that is not shown', async () => {
    const ledgers = (change: (ledger: Json) => Json | undefined): Lie =>
      changing('/api/own-blocks', (body) => ({
        ...body,
        ledgers: itemsOf(body, 'ledgers').flatMap((one) => change(one) ?? []),
      }));
    const { contractLedger } = house.ledger.network.contracts;
    const blocks = (change: (blocks: Json[]) => Json[]): Lie =>
      ledgers((one) => (one['ledger'] === contractLedger ? { ...one, blocks: change(itemsOf(one, 'blocks')) } : one));
    const lies = [
      blocks((all) => all.slice(1)),
      blocks((all) => all.slice(0, -1)),
      blocks((all) => [...all, ...all.slice(-1)]),
      blocks((all) => all.toReversed()),
      blocks((all) => all.map((block, at) => (at === 0 ? { ...block, kind: 0x1301 } : block))),
      ledgers((one) => (one['ledger'] === contractLedger ? undefined : one)),
    ];
    for (const lie of lies)
      expect(await refusal(async () => loadLeftOut(await page(lie), 0))).to.equal('OWN_BLOCKS_INCOMPLETE');
    const noProof = ledgers((one) => ({ ...one, proof: { ...looseFields(one['proof']), nodes: [] } }));
    expect(await refusal(async () => loadLeftOut(await page(noProof), 0))).to.equal('PROOF_BROKEN');
  });

  it('is named: that the key of a meter’s device was revoked, which no head counts', async () => {
    const { company, say } = house.ledger;
    const ask = async (path: string): Promise<Json> => looseFields(await signedIn.get(path));
    const before = await ask(`/api/own-blocks?account=${signedIn.account.address}`);
    const ofAnother = await spareRevocation();
    const [meter = {}] = itemsOf(await ask('/api/meters'), 'meters');
    const deviceId = meter['deviceId'] as Hex;
    const data = encodeData('DEVICE_REVOKE', { deviceId });
    await say({ from: company, ledger: 'meters', to: company.address, kind: KIND.DEVICE_REVOKE, data });
    await untilRead(house);
    const shown = await page();
    expect(await loadLeftOut(shown)).to.deep.equal([]);
    const { meters } = await loadReadings(shown, 0n);
    expect(meters.map(({ revokedAt }) => typeof revokedAt)).to.deep.equal(meters.map(() => 'bigint'));

    const ofMeters = (change: (item: Json) => Json): Lie =>
      changing('/api/meters', (body) => ({ ...body, meters: itemsOf(body, 'meters').map(change) }));
    const revocation = { digest: deviceId, kind: KIND.DEVICE_REVOKE };
    const kept = ofMeters((item) => ({ ...item, revocation: null }));
    expect(await loadLeftOut(await page(kept), 0)).to.deep.include(revocation);
    // Of a state that does not hold it yet, it is said too early, be it signed.
    const early = changing('/api/own-blocks', () => before);
    expect(await loadLeftOut(await page(early), 0)).to.deep.include(revocation);

    const spare = ofMeters((item) => ({ ...item, revocation: ofAnother }));
    expect(await refusal(async () => loadLeftOut(await page(spare), 0))).to.equal('BLOCK_OTHER');
    expect(await refusal(async () => loadReadings(await page(spare), 0n))).to.equal('BLOCK_OTHER');
    const forged = ofMeters((item) => {
      const said = looseFields(item['revocation']);
      return { ...item, revocation: { ...said, block: { ...looseFields(said['block']), timestamp: '1' } } };
    });
    expect(await refusal(async () => loadReadings(await page(forged), 0n))).to.equal('SENDER_MISMATCH');
  });

  it('cannot be told by an old state: one that was seen before, or that no witness saw as the newest', async () => {
    const stale = looseFields(await signedIn.get(`/api/own-blocks?account=${signedIn.account.address}`));
    const { company } = house.ledger;
    await house.ledger.enrol(newAccount(), ROLE.provider);
    const resident = await page(changing('/api/own-blocks', () => stale));
    expect(await refusal(() => loadLeftOut(resident, 0))).to.equal('HEAD_OLDER');
    const unseen = { required: 1, known: [{ address: company.address, name: 'witness' }] };
    expect(await refusal(async () => loadLeftOut({ ...(await page()), witnesses: unseen }, 0))).to.equal(
      'COSIGNATURES_MISSING',
    );
  });

  it('is told of an own account alone', async () => {
    const other = `0x${'11'.repeat(20)}`;
    expect(await signedIn.get(`/api/own-blocks?account=${other}`).catch((error: unknown) => String(error))).to.match(
      /NOT_YOURS|403/,
    );
  });

  /** The busy ledger's revocation, of a device that no meter has. */
  async function spareRevocation(): Promise<unknown> {
    const { url } = house.portal.app;
    const { blocks } = looseFields(await (await fetch(`${url}/api/blocks?limit=200`)).json()) as { blocks: Json[] };
    const said = blocks.find(({ block }) => looseFields(block)['kind'] === KIND.DEVICE_REVOKE);
    return looseFields(await (await fetch(`${url}/api/blocks/${String(said?.['digest'])}`)).json())['recorded'];
  }
});
