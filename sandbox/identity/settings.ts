import { z } from 'zod';
import { logRows } from '../../core/runtime/common-rows.ts';
import { defineSettings, type SettingsOf } from '../../core/runtime/settings.ts';
import { sandboxPersons } from './persons.ts';
import type { SandboxPerson } from './persons.ts';

const personsSchema = z.array(
  z.strictObject({
    login: z.string().regex(/^[a-z0-9-]{1,40}$/),
    name: z.string().min(1).max(200),
    premises: z.array(z.strictObject({ premise: z.string(), address: z.string(), personalAccount: z.string() })),
  }),
);

/** Settings of the sandbox identity portal; environment prefix DOMLEDGER_SANDBOX_IDENTITY_. */
export const sandboxIdentitySettings = defineSettings({
  dataDir: { text: 'Folder for its signing keys.', type: 'path' },
  port: { text: 'Port to listen on, on 127.0.0.1 alone.', type: 'integer', default: 4740, min: 1, max: 65_535 },
  clientId: { text: 'Client id of the portal.', type: 'string', default: 'domledger-portal' },
  redirectUri: {
    text: 'Where the portal wants people back.',
    type: 'url',
    default: 'http://127.0.0.1:4730/auth/callback',
  },
  persons: {
    text: 'Who can sign in: a list of {login, name, premises: [{premise, address, personalAccount}]}; without it the twelve flats of the sandbox house.',
    type: 'json',
    default: sandboxPersons(),
    parse: (value): SandboxPerson[] => personsSchema.parse(value),
  },
  ...logRows,
});

export type SandboxIdentitySettings = SettingsOf<typeof sandboxIdentitySettings>;
