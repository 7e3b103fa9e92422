import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localDate, periodOf, periodStart, previousPeriod } from '../../../../core/domain/billing/period.ts';
import { accountFromMnemonic, createMnemonic, type Account } from '../../../../core/domain/ledger/account.ts';
import { decodeData } from '../../../../core/domain/ledger/block-data.ts';
import { signedBlockToJson } from '../../../../core/domain/ledger/internal-block.ts';
import { makeCopy } from '../../../../core/domain/resident/make-copy.ts';
import { makeEnrol } from '../../../../core/domain/resident/make-enrol.ts';
import { makeOffer } from '../../../../core/domain/resident/make-offer.ts';
import { carriedBy } from '../../../../core/domain/sealed/carried-envelope.ts';
import { openSealed } from '../../../../core/domain/sealed/sealed-content.ts';
import { sandboxPersons } from '../../../../sandbox/identity/persons.ts';
import { is } from '../../../biller/support/actors.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { world, type World } from '../../../support/world.ts';
import { nowSeconds } from '../../../support/world/actors.ts';
import { enrolmentOf } from '../../../support/world/portal-part.ts';
import type { SignedIn } from '../../../support/world/sign-in.ts';
import { untilRead } from './lying-page.ts';

const ZONE = 'Europe/Moscow';
export const LOGIN = 'flat-1';

export type BilledPortal = AsyncDisposable & {
  whole: World;
  url: string;
  signedIn: SignedIn;
  account: Account;
  /** The words of the resident's sheet. */
  phrase: string;
};

/** The portal with its pages, in this process, and a resident whom the company has billed upkeep for so many months, the last one as well. */
export async function billedPortal(months: number): Promise<BilledPortal> {
  const whole = await world({ portal: { pages: true }, billers: true });
  try {
    return await settle(whole, months);
  } catch (error) {
    await whole[Symbol.asyncDispose]();
    throw error;
  }
}

async function settle(whole: World, months: number): Promise<BilledPortal> {
  const { billers: house, portal } = whole;
  const { observer, company } = house;
  const { network } = observer;
  const phrase = createMnemonic();
  const account = accountFromMnemonic(phrase);
  const [home] = sandboxPersons().find(({ login }) => login === LOGIN)?.premises ?? [];
  if (home === undefined) throw new Error('no such person');
  const { premise, personalAccount } = home;
  writeFileSync(
    join(whole.folder, 'premises.json'),
    JSON.stringify([{ premise, personalAccount, area: '54.30', residents: '2' }]),
  );
  writeFileSync(join(whole.folder, 'meters.json'), JSON.stringify({ devices: {}, meters: [] }));
  const biller = await house.start(house.companySettings);
  const signedIn = await portal.signIn(LOGIN);
  const parties = { premise, personalAccount, company, portal: house.portal };
  const enrol = await makeEnrol({ network, account, timestamp: nowSeconds(), ...parties });
  await signedIn.post('/api/enrolment', signedBlockToJson(enrol));
  await waitFor('the resident is active', async () => (await enrolmentOf(signedIn)) === 'active');
  let period = periodOf(nowSeconds(), ZONE);
  for (let month = 0; month < months; month++) period = previousPeriod(period);
  const counterparty = house.addressee(company);
  const author = { network, account, timestamp: nowSeconds(), counterparty };
  const form = {
    ...{ version: '1' as const, resource: '6', provider: company.address, subscriber: account.address, meterIds: [] },
    ...{ area: '54.30', residents: '2', from: localDate(periodStart(period, ZONE), ZONE) },
  };
  const { signed, contractId } = await makeOffer({ ...author, form });
  await observer.send(signed);
  const copy = await observer.recorded('the company’s copy', is('COPY', company.address, account.address));
  const carried = carriedBy(copy, decodeData('COPY', copy.data));
  const content = await openSealed({ network, account, kind: 'COPY', carried });
  await observer.send((await makeCopy({ ...author, contractId, content })).signed);
  await waitFor('all months are billed', async () => {
    await observer.client.head();
    const { invoices } = await signedIn.get<{ invoices: unknown[] }>('/api/invoices');
    return invoices.length === months;
  });
  await untilRead(whole);
  return {
    ...{ whole, url: portal.app.url, signedIn, account, phrase },
    async [Symbol.asyncDispose]() {
      await biller[Symbol.asyncDispose]();
      await whole[Symbol.asyncDispose]();
    },
  };
}
