import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { urlsOption } from '../arguments.ts';
import type { Card } from './card.ts';
import type { Made } from './made.ts';
import { nameOption, portsFrom, suppliesOf, urlOf, type InitOptions, type SupplyOptions } from './options.ts';
import { makeSite, type Draft } from './site.ts';

type Neighbour = { sealer: string; url?: string; name: string };
export type PortalOptions = InitOptions &
  Neighbour & { publicUrl: string; issuer: string; bank: string; witness: string };
export type ProviderOptions = InitOptions & Neighbour & SupplyOptions;

/** The portal: a replica that cosigns with the portal's key, and the pages. @throws InputError SITE_EXISTS, PORT_INVALID, NAME_INVALID, URLS_INVALID */
export async function initPortal(options: PortalOptions): Promise<Made> {
  const { dir, host, sealer, publicUrl, issuer, bank } = options;
  const [replica = 0, app = 0, operator = 0] = portsFrom(options.port, 3);
  const queueUrl = urlsOption('--sealer', sealer);
  const [pages] = urlsOption('--public-url', publicUrl);
  const [issuerUrl] = urlsOption('--issuer', issuer);
  const witnessUrls = urlsOption('--witness', options.witness);
  const [bankUrl] = urlsOption('--bank', bank);
  const address = await makeSite(dir, 'portal', async (draft) => {
    const account = await draft.account('app');
    witness(draft, { port: replica, host, from: queueUrl, account: 'app' });
    draft.program(
      { name: 'app', program: 'app', stage: 1 },
      {
        ...{ dataDir: '.', networkFile: '../network.json', replicaUrl: [urlOf(replica)], queueUrl, host, port: app },
        ...{ operatorPort: operator, publicUrl: pages, issuerUrl, bankUrl, witnessUrls },
      },
    );
    // Of the database that compose.portal.yaml puts beside it.
    const password = randomBytes(24).toString('hex');
    draft.write('postgres/password', password);
    draft.write('postgres/pgpass', `127.0.0.1:*:domledger:domledger:${password}\n`);
    return card(draft, {
      role: 'portal',
      name: nameOption(options.name),
      address: account,
      ...seenAt(options, replica),
    });
  });
  return neighbour('portal', dir, address);
}

/** A provider: a replica that cosigns with the provider's key, and its biller. @throws as `initPortal`, and InputError PRICE_INVALID, RESOURCE_UNKNOWN, DATE_INVALID */
export async function initProvider(options: ProviderOptions): Promise<Made> {
  const { dir, host, sealer } = options;
  const [replica = 0, biller = 0] = portsFrom(options.port, 2);
  const queueUrl = urlsOption('--sealer', sealer);
  const { supplies, ...supplied } = suppliesOf(options);
  const address = await makeSite(dir, 'provider', async (draft) => {
    const account = await draft.account('biller');
    witness(draft, { port: replica, host, from: queueUrl, account: 'biller' });
    draft.program(
      { name: 'biller', program: 'biller', stage: 1 },
      {
        ...{ role: 'provider', dataDir: '.', networkFile: '../network.json', replicaUrl: [urlOf(replica)], queueUrl },
        ...{ httpPort: biller, ...supplied },
      },
    );
    const seen = seenAt(options, replica);
    return card(draft, { role: 'provider', name: nameOption(options.name), address: account, ...seen, supplies });
  });
  return neighbour('provider', dir, address);
}

function witness(draft: Draft, one: { port: number; host: string; from: string[]; account: string }): void {
  draft.program(
    { name: 'replica', program: 'replica', stage: 0 },
    {
      ...{ data: '.', host: one.host, port: one.port, from: one.from, network: '../network.json' },
      ...{ witness: true, witnessKeystore: `../${one.account}/keystore.json` },
    },
  );
}

/** Where others read its replica. */
function seenAt({ url }: Neighbour, port: number): { replica: string } {
  return { replica: url === undefined ? urlOf(port) : (urlsOption('--url', url)[0] ?? url) };
}

function card(draft: Draft, one: Card): string {
  draft.json('card.json', one, 0o644);
  return one.address;
}

function neighbour(owner: 'portal' | 'provider', dir: string, address: string): Made {
  return {
    ...{ owner, folder: dir, address },
    give: [{ file: join(dir, 'card.json'), to: 'the company' }],
    take: [{ file: join(dir, 'network.json'), from: 'the company, by another way than the network' }],
    next: [`domledger run ${dir}`],
  };
}
