import { listenRows, logRows, proxyRows, queueRows } from '../../core/runtime/common-rows.ts';
import { defineSettings, type SettingsOf } from '../../core/runtime/settings.ts';
import { WITNESSES_MAX } from '../../core/domain/limits.ts';

/** Settings of the portal's program; environment prefix DOMLEDGER_APP_. */
export const appSettings = defineSettings({
  dataDir: { text: 'Folder for the keystore, the outbox and, without databaseUrl, the database.', type: 'path' },
  ...listenRows(4730, 'Port of pages and API'),
  ...proxyRows,
  publicUrl: { text: 'How browsers reach the portal; without it http://host:port.', type: 'url', optional: true },
  operatorPort: {
    text: 'Port on 127.0.0.1 for whoever runs the portal (`domledger portal`), who shows the token of operator.token in dataDir; without it there is none.',
    type: 'integer',
    optional: true,
    min: 0,
    max: 65_535,
  },
  databaseUrl: {
    text: 'PostgreSQL instead of the embedded database, as DATABASE_URL without this setting: postgres://…; keep the password in PGPASSWORD.',
    type: 'string',
    optional: true,
  },
  replicaUrl: {
    text: 'The own replica, which verifies what it serves; with commas behind it others that are trusted: the first that answers and is not behind is read.',
    type: 'urls',
    default: 'http://127.0.0.1:4701',
  },
  ...queueRows,
  networkFile: { text: "network.json to trust; without it the replica's own is taken.", type: 'path', optional: true },
  witnessUrls: {
    text: 'Replicas that are asked for the words of witnesses, beside the own one, with commas between them.',
    type: 'urls',
    optional: true,
  },
  cosignaturesRequired: {
    text: 'How many of the witnesses must have cosigned a block before a page calls it confirmed.',
    type: 'integer',
    default: 0,
    min: 0,
    max: WITNESSES_MAX,
  },
  namesFile: {
    text: 'JSON file of public names, {"0x…": "Energy company"}; read again when it changes.',
    type: 'path',
    optional: true,
  },
  issuerUrl: {
    text: 'OpenID Connect issuer that names people and their premises.',
    type: 'url',
    default: 'http://127.0.0.1:4740',
  },
  clientId: { text: 'Client id of the portal at the issuer.', type: 'string', default: 'domledger-portal' },
  clientSecretFile: {
    text: 'File with the client secret; without it the client is public and relies on PKCE.',
    type: 'path',
    optional: true,
  },
  bankUrl: { text: 'Where payment orders are placed.', type: 'url', default: 'http://127.0.0.1:4741' },
  bankKeys: {
    text: "URL or file of the bank's public keys (JWK set); without it bankUrl/jwks.json.",
    type: 'string',
    optional: true,
  },
  pollInterval: { text: 'How often the replica is asked for new blocks.', type: 'duration', default: '250ms' },
  bankInterval: {
    text: 'How often the bank is asked about orders of which it has said nothing.',
    type: 'duration',
    default: '10s',
  },
  requestsPerMinute: { text: 'Most requests a minute from one address.', type: 'integer', default: 6000, min: 1 },
  pages: { text: "Whether the residents' pages are served.", type: 'boolean', default: true },
  ...logRows,
});

export type AppSettings = SettingsOf<typeof appSettings>;
