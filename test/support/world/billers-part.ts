import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { billerFiles } from '../../../biller/connect.ts';
import { startBiller, type RunningBiller } from '../../../biller/main.ts';
import { billerSettings, type BillerSettings } from '../../../biller/settings.ts';
import { formatAmount } from '../../../core/domain/billing/money.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Addressee } from '../../../core/domain/crypto/envelope.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { obisFromText } from '../../../core/domain/ledger/ids.ts';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import { makeEnrol } from '../../../core/domain/resident/make-enrol.ts';
import { loadOrCreateAccount } from '../../../core/runtime/keystore.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { is, observe, type Observer } from '../../biller/support/actors.ts';
import { testDevice, type TestDevice } from '../../biller/support/device.ts';
import { keyHash, newAccount, nowSeconds, type Actors } from './actors.ts';
import type { Ledger } from './ledger-part.ts';

export const METER: Hex = `0x${'e1'.repeat(32)}`;
export const ZONES = ['1-0:1.8.1*255', '1-0:1.8.2*255', '1-0:1.8.3*255'].map(obisFromText);
/** Prices of a Wh by zone and without, and of a m², as amounts: 0.01013, 0.00673, 0.00341, 0.007 and 35.149 of the currency unit. */
export const RATES = {
  zones: [10_130_000_000n, 6_730_000_000n, 3_410_000_000n],
  single: 7_000_000_000n,
  upkeep: 35_149_000_000_000n,
};

/** A ledger with a company and an electricity provider that bill; portal, collector and residents are scripted. */
export type Billers = Omit<Ledger, 'start' | 'stop'> & {
  readonly observer: Observer;
  readonly device: TestDevice;
  readonly companySettings: BillerSettings;
  readonly providerSettings: BillerSettings;
  /** Settings files as a process would read them. */
  readonly providerSettingsFile: string;
  readonly companySettingsFile: string;
  start(settings: BillerSettings): Promise<RunningBiller>;
  /** Enrols for a premise, is attested by the portal and waits until the company has registered it. */
  moveIn(premise: string, personalAccount: string): Promise<Account>;
  /** Enrolment and attestation alone. */
  applyFor(resident: Account, premise: string, personalAccount: string): Promise<void>;
  addressee(account: Account): Addressee;
};

/** The accounts of the two, as they stand in their folders. */
export async function billerAccounts(folder: string): Promise<Pick<Actors, 'company' | 'provider'>> {
  const [company, provider] = ['company', 'electricity'].map((name) => billerFiles(join(folder, name)).keystore);
  if (company === undefined || provider === undefined) throw new Error('two names');
  return { company: await loadOrCreateAccount(company), provider: await loadOrCreateAccount(provider) };
}

/** Files of the two billers, which `start` runs. */
export async function prepareBillers(ledger: Ledger): Promise<Billers> {
  const { company, provider, portal, collector } = ledger;
  const folder = (name: string): string => join(ledger.folder, name);
  const device = testDevice();
  writeJson(folder('device.json'), { gatewayId: 'g', deviceId: device.deviceId, ...device.json });
  writeJson(folder('premises.json'), [
    { premise: 'flat-01', personalAccount: 'A1', area: '54.30', residents: '2' },
    { premise: 'flat-02', personalAccount: 'A2', area: '31.4', residents: '1' },
  ]);
  writeJson(folder('meters.json'), {
    devices: { gateway: 'device.json' },
    meters: [
      {
        meterId: METER,
        premise: 'flat-01',
        provider: provider.address,
        resource: 1,
        unit: 1,
        exponent: 0,
        device: 'gateway',
        verifiedUntil: '2039-01-01',
        obis: ['1-0:1.8.1*255', '1-0:1.8.2*255', '1-0:1.8.3*255'],
      },
    ],
  });
  const common = {
    replicaUrl: ledger.url,
    queueUrl: ledger.url,
    httpPort: 0,
    billAfter: '0ms',
    pollInterval: '25ms',
    actInterval: '200ms',
    logLevel: 'error',
  };
  const companyJson = {
    ...common,
    role: 'company',
    dataDir: folder('company'),
    services: [{ resource: 6 }],
    rates: [{ resource: 6, rate: formatAmount(RATES.upkeep), validFrom: '2020-01-01' }],
    participants: [
      { address: provider.address, role: ROLE.provider },
      { address: collector.address, role: ROLE.collector },
    ],
    premisesFile: folder('premises.json'),
    metersFile: folder('meters.json'),
  };
  const providerJson = {
    ...common,
    role: 'provider',
    dataDir: folder('electricity'),
    services: [{ resource: 1, norm: '70000' }],
    rates: [RATES.single, ...RATES.zones].map((rate, zone) => ({
      resource: 1,
      zone,
      rate: formatAmount(rate),
      validFrom: '2020-01-01',
    })),
  };
  writeJson(folder('company.json'), companyJson);
  writeJson(folder('electricity.json'), providerJson);
  const settingsOf = (file: string): BillerSettings => readSettings(billerSettings, { prefix: 'TEST_', file });
  const observer = await observe(ledger.url);
  const addressee = ({ address, encryptionKey }: Account): Addressee => ({ address, encryptionKey });
  const { network } = observer;

  const applyFor = async (resident: Account, premise: string, personalAccount: string): Promise<void> => {
    const signed = await makeEnrol({
      network,
      account: resident,
      timestamp: nowSeconds(),
      premise,
      personalAccount,
      company: addressee(company),
      portal: addressee(portal),
    });
    await observer.send(signed);
    const data = { account: resident.address, encryptionKeyHash: keyHash(resident) };
    await observer.say({ from: portal, ledger: 'participants', kind: 'ATTEST', to: resident.address, data });
  };
  return {
    ...ledger,
    observer,
    device,
    companySettings: settingsOf(folder('company.json')),
    providerSettings: settingsOf(folder('electricity.json')),
    providerSettingsFile: folder('electricity.json'),
    companySettingsFile: folder('company.json'),
    start: (settings) => startBiller(settings, new AbortController().signal),
    applyFor,
    async moveIn(premise, personalAccount) {
      const resident = newAccount();
      await applyFor(resident, premise, personalAccount);
      await observer.recorded('the registration', is('REGISTER', company.address, resident.address));
      return resident;
    },
    addressee,
    [Symbol.asyncDispose]: () => observer[Symbol.asyncDispose](),
  };
}

/** Portal and collector enrol themselves; the running company registers the collector. */
export async function enrolPrograms(house: Billers): Promise<void> {
  const { observer, company } = house;
  for (const [account, role] of [
    [house.portal, ROLE.portal],
    [house.collector, ROLE.collector],
  ] as const) {
    const data = { role, encryptionKey: account.encryptionKey, envelope: '0x' as const };
    await observer.say({ from: account, ledger: 'participants', kind: 'ENROL', to: company.address, data });
    if (role !== ROLE.portal)
      await observer.recorded('the registration of a program', is('REGISTER', company.address, account.address));
  }
  await observer.recorded('the registration of the provider', is('REGISTER', company.address, house.provider.address));
}

function writeJson(file: string, value: unknown): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, JSON.stringify(value));
}
