type Program = { program: string; settings: Readonly<Record<string, unknown>> };

/** What compose files (network/compose.*.yaml) ask of their owner, and where it stands in settings. */
const VARIABLES: readonly [variable: string, program: string, setting: string][] = [
  ['COMPANY', 'sealer', 'company'],
  ['PORTAL', 'sealer', 'portal'],
  ['NAME', 'sealer', 'name'],
  ['CHAIN_ID', 'sealer', 'chainId'],
  ['WITNESSES', 'sealer', 'witnesses'],
  ['FOREIGN_REPLICAS', 'sealer', 'foreignReplicas'],
  ['PARTICIPANTS', 'biller', 'participants'],
  ['SERVICES', 'biller', 'services'],
  ['RATES', 'biller', 'rates'],
  ['SEALER', 'replica', 'from'],
  ['GATEWAYS', 'oracle', 'gateways'],
  ['PUBLIC_URL', 'app', 'publicUrl'],
  ['ISSUER', 'app', 'issuerUrl'],
];

/** `docker compose --env-file compose.env …`: lists of addresses have commas, other lists are JSON. Nothing in it is secret. */
export function composeEnvironment(programs: readonly Program[]): string {
  const lines = VARIABLES.flatMap(([variable, program, setting]) => {
    const value = programs.find((one) => one.program === program)?.settings[setting];
    return value === undefined ? [] : [`${variable}='${textOf(value)}'`];
  });
  return `${lines.join('\n')}\n`;
}

function textOf(value: unknown): string {
  const isUrls = Array.isArray(value) && value.every((one) => typeof one === 'string' && URL.canParse(one));
  const text = isUrls ? value.join(',') : typeof value === 'string' ? value : JSON.stringify(value);
  return text.replaceAll("'", String.raw`\'`);
}
