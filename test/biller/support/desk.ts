import { newAccount, nowSeconds } from '../../support/world/actors.ts';
import { applyBlock } from '../../../biller/apply/apply-block.ts';
import type { Alarm } from '../../../biller/act.ts';
import type { DecisionContext } from '../../../biller/decide/decision-context.ts';
import { createDecryptor } from '../../../biller/decryptor.ts';
import { openFactBook, openFactFile, type FactBook } from '../../../biller/engine/fact-book.ts';
import { createHouseReader } from '../../../biller/house-files.ts';
import { openLetterBook } from '../../../biller/letters/letter-book.ts';
import { BILLER_MIGRATIONS } from '../../../biller/store.ts';
import type { Message } from '../../../biller/sender.ts';
import { billerSettings, type BillerSettings } from '../../../biller/settings.ts';
import { emptyState, type KeptBlock } from '../../../biller/state.ts';
import { sealEnvelope, type Addressee } from '../../../core/domain/crypto/envelope.ts';
import type { InputError } from '../../../core/domain/bytes/errors.ts';
import { toHex, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { encodeData, type BlockData } from '../../../core/domain/ledger/block-data.ts';
import { FACTS, type DataKind } from '../../../core/domain/ledger/fact-table.ts';
import { internalBlockDigest, signBlock } from '../../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { domainOf, type LedgerName, type Network } from '../../../core/domain/ledger/network.ts';
import { takesKind } from '../../../core/domain/ledger/read-fact.ts';
import type { SealedKind } from '../../../core/domain/sealed/carried-envelope.ts';
import { migrationsIn, openDatabase } from '../../../core/runtime/sqlite.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { contextOf } from '../../support/context-of.ts';

/** A biller's desk over a state that the test fills with recorded blocks, without any ledger. */
export type TestContext = {
  readonly context: DecisionContext;
  readonly me: Account;
  readonly company: Account;
  /** Everything that was recorded, in order; each by an external block of its own. */
  readonly blocks: readonly KeptBlock[];
  /** What was entered of the house. */
  readonly facts: FactBook;
  /** Codes of what could not be done. */
  readonly faults: string[];
  /** What is said of them. */
  readonly messages: string[];
  /** What others sealed and cannot be read. */
  readonly alarms: Omit<Alarm, 'about'>[];
  /** Seals as the sender of a block of this kind does. */
  seal(
    from: Account,
    kind: SealedKind,
    content: Uint8Array,
    addressees: readonly Addressee[],
    subject?: Hex,
  ): Promise<Hex>;
  /** Applies a block as if a ledger had recorded it; gives its digest. */
  record<K extends DataKind>(from: Account, to: Hex, kind: K, data: BlockData[K], subject?: Hex): Hex;
  /** Enrolled, registered and attested. */
  admit(account: Account, role: number, envelope?: Hex): void;
  /** Reads and keeps the letters that are there, as the daemon does before each decision. */
  keepLetters(): Promise<void>;
};

/** @param args.portal the network's portal, where it matters who that is */
export function testContext(args: {
  role: 'provider' | 'company';
  settings?: Record<string, unknown>;
  portal?: Hex;
}): TestContext {
  const me = newAccount();
  const company = args.role === 'company' ? me : newAccount();
  const at = (fill: number): Hex => toHex(new Uint8Array(20).fill(fill));
  const network: Network = {
    name: 'test',
    chainId: 1n,
    salt: `0x${'5a'.repeat(32)}`,
    currency: 'RUB',
    timeZone: 'Europe/Moscow',
    seal: { address: at(9), targetBits: 0 },
    company: company.address,
    portal: args.portal ?? at(8),
    witnesses: [],
    contracts: {
      participants: at(1),
      meters: at(2),
      tariffs: at(3),
      premises: at(7),
      contractLedger: at(4),
      billingLedger: at(5),
      readingLedger: at(6),
    },
  };
  const settings: BillerSettings = readSettings(billerSettings, {
    prefix: 'TEST_',
    overrides: { role: args.role, dataDir: '/nowhere', ...args.settings },
  });
  const state = emptyState(me.address, network);
  const decryptor = createDecryptor({ account: me, network, state });
  const faults: string[] = [];
  const messages: string[] = [];
  const alarms: Omit<Alarm, 'about'>[] = [];
  const letters = openLetterBook(openDatabase(':memory:', migrationsIn(BILLER_MIGRATIONS)));
  const blocks: KeptBlock[] = [];
  const facts = openFactBook(openFactFile(':memory:'));
  let logIndex = 0;
  const ledgerOf = (kind: DataKind): LedgerName => {
    const [first] = FACTS[kind].ledgers;
    return first === 'contractLedger' && args.role === 'provider' && takesKind('billingLedger', kind)
      ? 'billingLedger'
      : first;
  };
  const record: TestContext['record'] = (from, to, kind, data, subject = ZERO_32) => {
    const block = {
      domain: domainOf(network),
      ledger: network.contracts[ledgerOf(kind)],
      signer: from,
      to,
      kind: KIND[kind],
      subject,
      data: encodeData(kind, data),
      timestamp: nowSeconds() + BigInt(logIndex),
    };
    const signed = signBlock(block);
    const digest = internalBlockDigest(domainOf(network), signed.ledger, signed.block);
    logIndex += 1;
    const { ledger, signature } = signed;
    const kept = {
      blockNumber: BigInt(logIndex),
      logIndex: 0,
      ledger,
      digest,
      signature,
      data: signed.data,
      block: signed.block,
    };
    blocks.push(kept);
    applyBlock(state, kept);
    return digest;
  };
  return {
    me,
    company,
    blocks,
    facts,
    faults,
    messages,
    alarms,
    context: {
      state,
      decryptor,
      account: me,
      network,
      settings,
      house: createHouseReader(settings),
      facts,
      letters,
      now: nowSeconds,
      fault(_about, error: InputError) {
        faults.push(error.code);
        messages.push(error.message);
      },
      alarm: (_about, { kind, code, effect }) => void alarms.push({ kind, code, effect }),
    },
    record,
    keepLetters: () => letters.keep(state, decryptor),
    seal: (from, kind, content, addressees, subject = ZERO_32) =>
      sealEnvelope({
        content,
        addressees,
        context: contextOf(network, from, kind, { ledger: ledgerOf(kind), subject }),
      }),
    admit(account, role, envelope = '0x') {
      record(account, company.address, 'ENROL', { role, encryptionKey: account.encryptionKey, envelope });
      const encryptionKeyHash = state.participants.get(account.address)?.encryptionKeyHash ?? ZERO_32;
      record(company, account.address, 'REGISTER', { account: account.address, role, encryptionKeyHash });
      if (role === ROLE.subscriber)
        record(company, account.address, 'ATTEST', { account: account.address, encryptionKeyHash });
    },
  };
}

/** What the intents would say, by key. */
export async function said(
  intents: readonly { key: string; make: () => Promise<Message | undefined> }[],
): Promise<Map<string, Message | undefined>> {
  const made = new Map<string, Message | undefined>();
  for (const { key, make } of intents) made.set(key, await make());
  return made;
}
