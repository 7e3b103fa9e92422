import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { offerContract } from '../../../../biller/commands/commands.ts';
import type { RunningBiller } from '../../../../biller/main.ts';
import type { RecordedBlock } from '../../../../core/chain/follow.ts';
import { localDate, periodOf, periodStart, previousPeriod } from '../../../../core/domain/billing/period.ts';
import { decodeData } from '../../../../core/domain/ledger/block-data.ts';
import { makeCopy } from '../../../../core/domain/resident/make-copy.ts';
import { carriedBy } from '../../../../core/domain/sealed/carried-envelope.ts';
import { openSealed } from '../../../../core/domain/sealed/sealed-content.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { is } from '../../../biller/support/actors.ts';
import { PAYER, RUSSIAN } from '../../../documents/support/sample-document.ts';
import { world, type World } from '../../../support/world.ts';
import { nowSeconds } from '../../../support/world/actors.ts';
import { enrolPrograms } from '../../../support/world/billers-part.ts';

const TIME_ZONE = 'Europe/Moscow';

export type BilledFlat = AsyncDisposable & {
  readonly whole: World;
  readonly company: RunningBiller;
  readonly contractId: Hex;
  /** Last month's upkeep of flat-01. */
  readonly invoice: RecordedBlock;
  /** Settings of the company's biller with a documents file, and without. */
  readonly settings: string;
  readonly plain: string;
};

/** A house whose billers run, with one flat that got a bill of the company. */
export async function billedFlat(): Promise<BilledFlat> {
  await using opened = new AsyncDisposableStack();
  const whole = opened.use(await world({ billers: true }));
  const { billers: house } = whole;
  const companyBiller = opened.use(await house.start(house.companySettings));
  opened.use(await house.start(house.providerSettings));
  await enrolPrograms(house);
  const resident = await house.moveIn('flat-01', 'A1');
  const { observer, company } = house;
  const { network } = observer;
  const from = localDate(periodStart(previousPeriod(periodOf(nowSeconds(), TIME_ZONE)), TIME_ZONE), TIME_ZONE);
  const terms = { subscriber: resident.address, resource: 6, from };
  const signal = AbortSignal.timeout(60_000);
  const contractId = await offerContract({ settings: house.companySettings, signal, ...terms });
  const offer = await observer.recorded('the offer', (block) => block.digest === contractId);
  const carried = carriedBy(offer, decodeData('OFFER', offer.data));
  const content = await openSealed({ network, account: resident, kind: 'OFFER', carried });
  if ('form' in content) throw new Error('the company offers complete terms');
  const author = { network, account: resident, timestamp: nowSeconds() };
  const copy = await makeCopy({ ...author, contractId, content, counterparty: house.addressee(company) });
  await observer.send(copy.signed);
  const invoice = await observer.recorded('the invoice', is('INVOICE', company.address, resident.address));

  const documents = join(house.folder, 'documents.json');
  const payers = [{ ...PAYER, subscriber: resident.address }];
  const file = { language: 'ru', pages: 'http://127.0.0.1:4730', issuer: RUSSIAN, payers };
  writeFileSync(documents, JSON.stringify(file));
  const settings = join(house.folder, 'with-documents.json');
  const plain = join(house.folder, 'without-documents.json');
  const { dataDir, replicaUrl, queueUrl, premisesFile } = house.companySettings;
  const common = { role: 'company', dataDir, replicaUrl, queueUrl, premisesFile };
  writeFileSync(plain, JSON.stringify(common));
  writeFileSync(settings, JSON.stringify({ ...common, documentsFile: documents }));
  const running = opened.move();
  return {
    ...{ whole, company: companyBiller, contractId, invoice, settings, plain },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
