import { logRows } from '../../core/runtime/common-rows.ts';
import { defineSettings, type SettingsOf } from '../../core/runtime/settings.ts';

/** Settings of the sandbox bank; environment prefix DOMLEDGER_SANDBOX_BANK_. */
export const sandboxBankSettings = defineSettings({
  dataDir: { text: 'Folder for orders, events and its signing key.', type: 'path' },
  port: { text: 'Port to listen on, on 127.0.0.1 alone.', type: 'integer', default: 4741, min: 1, max: 65_535 },
  webhookUrl: { text: 'Where payment events are sent.', type: 'url', default: 'http://127.0.0.1:4730/webhooks/bank' },
  mode: {
    text: 'page: the payer confirms on a page of the bank; instant: every order is paid at once.',
    type: 'string',
    choices: ['page', 'instant'],
    default: 'page',
  },
  delivery: {
    text: 'orderly: each event once where it is acknowledged; rough: each at least twice and out of order, as banks may.',
    type: 'string',
    choices: ['orderly', 'rough'],
    default: 'orderly',
  },
  retryInterval: {
    text: 'Wait before an event that was not acknowledged is sent again; doubles up to 60 times.',
    type: 'duration',
    default: '1s',
  },
  ...logRows,
});

export type SandboxBankSettings = SettingsOf<typeof sandboxBankSettings>;
