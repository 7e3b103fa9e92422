import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';

/** What `domledger doctor` can find, and what to do about it. `docs/operations.md` has the same table. */
export const TODO = {
  SETTINGS_INVALID: 'Mend the settings file as docs/configuration.md lists them; all faults are named at once.',
  PORT_TWICE: 'Give one of the two programs another port, and change the addresses that name it.',
  PORT_TAKEN: 'Stop the program that has the port, or set another one.',
  HOST_UNKNOWN: 'Set host to an address of this machine, or to 127.0.0.1.',
  LISTENS_OPENLY: 'Set host to 127.0.0.1 and put a TLS proxy before it; count that one in `proxies`.',
  NOT_RUNNING: 'Start it: `domledger run`, or its systemd unit. Its log says why it ended.',
  UNHEALTHY: 'Do what its `/health` says; “When an alarm comes” has the rest.',
  COMPANY_IS_PORTAL: 'Name the two accounts, of the company and of the portal: they are two owners.',
  NETWORK_AWAITED:
    'The company: `domledger found`. Others: fetch network.json from the company by another way than the network.',
  NETWORK_INVALID: 'Fetch network.json again, whole, from somebody whom you trust.',
  NETWORK_CHANGED: 'Set back what a network keeps for ever, or put the network.json there that is this network’s.',
  FOREIGN_REPLICAS_UNSET: 'Set foreignReplicas to replicas of other owners, or alone where nobody else has one.',
  WITNESSES_FEW: 'Name replicas of other owners (foreignReplicas, witnessUrls), or ask for fewer cosignatures.',
  PRIMARY_WITHOUT_KEEPER: 'Set keeper, or take primaryUrl away.',
  ENGINE_MISSING: 'Put go-ethereum there (`npm run network:install`), or set gethBinary to where it is.',
  PREMISES_INVALID: 'Mend the list of premises, or restore it.',
  METERS_INVALID: 'Mend the register of meters, or restore it.',
  DEVICE_MISSING: 'Fetch device.json of that gateway and put it there: its meters wait for it.',
  ACCOUNT_MISSING:
    'Restore keystore.json and keystore.password: without them a start makes an account that nobody knows.',
  ACCOUNT_OTHER: 'Restore the keystore whose account card.json names, or give the company the new card.',
  NOT_THE_COMPANY: 'Restore the keystore of the company: the network knows no other account of it.',
  NOT_THE_PORTAL: 'Restore the keystore of the portal: the network knows no other account of it.',
  KEYSTORE_BROKEN: 'Restore the keystore and its password from the same backup.',
  TOKEN_MISSING: 'Copy the token of the program that asks for it there.',
  TOKEN_SHORT: 'Restore the token, or delete it to have one made, and copy that to whoever shows it.',
  TOKEN_BROKEN: 'Fetch the token of this gateway from the collector again.',
  TOKEN_OTHER: 'Copy the keeper’s token to where the sealer reads it.',
  DEVICE_KEY_BROKEN: 'Restore the device key and its password from the same backup.',
  DEVICE_OTHER: 'Restore the device key that the company registered, or give it the new device.json.',
  SECRET_OPEN: '`chmod 600` the file: whoever reads it can act for you.',
  OWNER_OTHER: '`chown` it to whom the folder belongs: a program was once started as somebody else.',
  FOLDER_INVALID: 'Set a folder, or move the file away that stands in its place.',
  FOLDER_READ_ONLY: 'Give the folder to the user that runs this, or make its disk writable.',
  DATA_OTHER_VERSION: 'Run the version of Domledger that wrote the folder, or a newer one that knows it.',
  DATABASE_NEWER: 'Run the newer program again: an older one would misread what it wrote.',
  DATA_IN_USE: 'Stop the process that holds the folder, which serves nobody at its port, and start the program again.',
  DRAFT_LEFT: 'Nothing, or delete it: a process ended while it wrote, and the file that it was to be is whole.',
  DISK_LOW: 'Make room before 16 MiB are left: then programs refuse to go on, and lose nothing.',
  LOG_DAMAGED: 'Restore it from another replica, and look at the disk: no crash does that.',
  LOG_TORN: 'Nothing: the next start cuts it. What was torn was never told to anybody.',
  SNAPSHOT_INVALID: 'Delete that folder of `snapshots`: the next start takes an older state and executes more.',
  SNAPSHOT_PIECE: 'Delete that folder of `snapshots`, and look at the disk.',
  SNAPSHOT_LATE: 'Look at disk and log of the program: until then its next start takes longer.',
  CERTIFICATE_BROKEN: 'Put the certificate there again, whole.',
  CERTIFICATE_EXPIRED:
    'Renew it: `network/mosquitto/make-certificates.sh`, or from the collector. It is read again by itself.',
  CERTIFICATE_ENDS:
    'Renew it in time: `network/mosquitto/make-certificates.sh`, or from the collector. It is read again by itself.',
  CERTIFICATE_NOT_YET: 'Set this machine’s clock by NTP; if that is right, have another one made.',
  CERTIFICATE_KEY: 'Put certificate and key there that were made together.',
  CERTIFICATE_NAME: 'Have a certificate made for this name: a broker knows its clients by it.',
  MQTT_FILE_UNREADABLE: 'Put the file there, or set its path.',
  CLOCK_OFF: 'Set this machine’s clock by NTP.',
  CLOCK_MOVED: 'Find out who sets the clock at once, and have NTP alone do it.',
  CLOCK_UNSYNCED: 'Start the time service whose file clockMarker names, or set that path right.',
  SOURCE_SILENT: 'Ask its owner, or look at the connection; until then another source is needed.',
  SOURCE_OTHER: 'Name a source of this network: that one serves another.',
  SOURCE_BEHIND: 'Ask its owner; name another source before it.',
  SOURCE_LIES: 'Use nothing of it; compare: `domledger evidence collect`.',
  SOURCE_ITSELF: 'Take its own address out of what the program follows.',
  SOURCE_CIRCLE: 'Name the sealer, or a replica that follows it, in `from` of one of them.',
  VERSION_OTHER: 'Bring both to one version, one program after the other.',
  DATABASE_UNREACHABLE: 'Start PostgreSQL, and look at databaseUrl and PGPASSWORD.',
  DATABASE_OLD: 'Bring PostgreSQL to version 14 or later.',
  BROKER_SILENT: 'Start the broker, and look at mqttUrl and the connection.',
  BROKER_CERTIFICATE: 'Renew the broker’s certificate, or set mqttCa to the authority that signed it.',
  BROKER_REFUSES: 'Fetch token or certificate of this gateway from the collector again.',
  IDENTITY_UNREACHABLE: 'Look at issuerUrl and the connection; until then nobody can sign in.',
  BANK_UNREACHABLE: 'Look at bankUrl, bankKeys and the connection; until then nobody can pay.',
} as const satisfies Record<string, string>;

export type FindingCode = keyof typeof TODO;

/** One thing that was found: `note` where nothing has to be done about it now. */
export type Finding = { code: FindingCode; grade: 'fault' | 'note'; where: string; found: string; todo: string };

export function fault(code: FindingCode, where: string, found: string): Finding {
  return { code, grade: 'fault', where, found, todo: TODO[code] };
}

export function note(code: FindingCode, where: string, found: string): Finding {
  return { ...fault(code, where, found), grade: 'note' };
}

/** What a program itself would refuse, as a finding. @throws what has no entry in the table */
export async function refusedBy(where: string, look: () => unknown): Promise<Finding[]> {
  try {
    await look();
    return [];
  } catch (error) {
    if ((error instanceof InputError || error instanceof TransientError) && isFindingCode(error.code))
      return [fault(error.code, where, error.message)];
    throw error;
  }
}

function isFindingCode(code: string): code is FindingCode {
  return Object.hasOwn(TODO, code);
}
