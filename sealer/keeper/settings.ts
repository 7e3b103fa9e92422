import { listenRows, logRows } from '../../core/runtime/common-rows.ts';
import { defineSettings, type SettingsOf } from '../../core/runtime/settings.ts';

/** What the keeper of the company's seal keys takes. */
export const keeperSettings = defineSettings({
  data: { text: 'Folder of the seal keys and of what was signed.', type: 'path' },
  ...listenRows(4705, 'Port to listen on'),
  firstBlock: {
    text: 'The block that a keeper without keeper.log signs first: 0 founds a network. For keys that sealed before: the number after the newest block that anybody holds.',
    type: 'integer',
    default: 0,
    min: 0,
  },
  token: {
    text: 'File of the token that sealers show; made at the first start where it is missing.',
    type: 'path',
    optional: true,
  },
  ...logRows,
});

export type KeeperSettings = SettingsOf<typeof keeperSettings>;
