type Program = { program: string; settings: Readonly<Record<string, unknown>> };

/** The ports that compose files (network/compose.*.yaml) publish, and where they stand in settings. */
const PORTS: readonly [variable: string, program: string, setting: string][] = [
  ['SEALER_PORT', 'sealer', 'port'],
  ['REPLICA_PORT', 'replica', 'port'],
  ['WATCHDOG_PORT', 'watchdog', 'port'],
  ['APP_PORT', 'app', 'port'],
  ['MQTT_PORT', 'oracle', 'mqttPort'],
];

/** `docker compose --env-file compose.env …`: where the folder is, whose it is, and which ports are published. Nothing in it is secret. */
export function composeEnvironment(folder: string, programs: readonly Program[]): string {
  const owner = { OWNER_UID: process.getuid?.() ?? 1000, OWNER_GID: process.getgid?.() ?? 1000 };
  const ports = PORTS.flatMap(([variable, program, setting]) => {
    const value = programs.find((one) => one.program === program)?.settings[setting];
    return typeof value === 'number' ? [[variable, value] as const] : [];
  });
  const lines = [['SITE', folder] as const, ...Object.entries(owner), ...ports].map(
    ([variable, value]) => `${variable}='${String(value).replaceAll("'", String.raw`\'`)}'\n`,
  );
  return lines.join('');
}
