import { logRows } from '../../core/runtime/common-rows.ts';
import { defineSettings, type SettingsOf } from '../../core/runtime/settings.ts';

/** Settings of the sandbox's meters; environment prefix DOMLEDGER_SANDBOX_METERS_. */
export const sandboxMetersSettings = defineSettings({
  dataDir: { text: 'Folder of what the meters show.', type: 'path' },
  spoolDir: { text: "The gateway's spool folder, where the hourly telegrams go.", type: 'path' },
  timeZone: { text: 'Time zone of local days (IANA).', type: 'string', default: 'Europe/Moscow' },
  monthsBack: {
    text: 'At the first start: how many months before this one the meters begin.',
    type: 'integer',
    default: 1,
    min: 0,
    max: 24,
  },
  worldFile: {
    text: 'world.json of a house with a past, whose meters these are; without it they are those of the usual house.',
    type: 'path',
    optional: true,
  },
  tick: { text: 'How often it is looked whether an hour has passed.', type: 'duration', default: '5s' },
  host: { text: 'Address of the M-Bus over TCP.', type: 'string', default: '127.0.0.1' },
  port: { text: 'Port of the M-Bus over TCP; 0 takes a free one.', type: 'integer', default: 4713, min: 0, max: 65535 },
  ...logRows,
});

export type SandboxMetersSettings = SettingsOf<typeof sandboxMetersSettings>;
