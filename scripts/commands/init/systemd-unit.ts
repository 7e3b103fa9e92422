import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** Which programs of the same owner go first. */
const AFTER: Readonly<Record<string, string>> = {
  sealer: 'keeper',
  replica: 'sealer',
  biller: 'replica',
  app: 'replica',
};

/** A unit for whoever has the folder: `systemctl --user`, or, with a line `User=`, for the machine. It is started again whenever it ends, because it goes on where it was. */
export function unitOf(one: { folder: string; owner: string; name: string; program: string }): string {
  const before = AFTER[one.name];
  const after = before === undefined ? '' : ` domledger-${one.owner}-${before}.service`;
  return `[Unit]
Description=Domledger ${one.owner}: ${one.name}
After=network-online.target${after}
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=/usr/bin/env node ${quoted(`${PROJECT}/scripts/bootstrap.mjs`)} cli ${one.program} --settings ${quoted(`${one.folder}/${one.name}/settings.json`)}
WorkingDirectory=${one.folder.replaceAll('%', '%%')}
Restart=always
RestartSec=1
TimeoutStopSec=60
UMask=0077
NoNewPrivileges=true

[Install]
WantedBy=default.target
`;
}

function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;
}
