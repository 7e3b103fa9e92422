/** What a program does decides what it is asked. `other` is any program with /health and /metrics. */
const ROLES = ['sealer', 'replica', 'portal', 'other'] as const;
export type SourceRole = (typeof ROLES)[number];
export type Source = { name: string; url: string; role: SourceRole };

const MOST = 64;

/** @throws Error that says what is wrong with the list */
export function parseSources(value: unknown): Source[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST)
    throw new Error(`must be a list of 1 to ${MOST} programs`);
  const sources = value.map((each: unknown): Source => {
    const fields = new Map<string, unknown>(typeof each === 'object' && each !== null ? Object.entries(each) : []);
    const [name, url] = [fields.get('name'), fields.get('url')];
    const role = ROLES.find((one) => one === fields.get('role'));
    if (
      typeof name !== 'string' ||
      !/^[\w.-]{1,40}$/.test(name) ||
      typeof url !== 'string' ||
      !URL.canParse(url) ||
      !role
    )
      throw new Error(
        `each program is {"name": "sealer", "url": "http://…", "role": "${ROLES.join(' | ')}"}, not ${JSON.stringify(each)}`,
      );
    return { name, url: url.replace(/\/+$/, ''), role };
  });
  if (new Set(sources.map(({ name }) => name)).size < sources.length) throw new Error('names a program twice');
  return sources;
}
