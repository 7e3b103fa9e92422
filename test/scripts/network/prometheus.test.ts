import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const RULES = join(ROOT, 'network/prometheus/rules.yaml');
const DASHBOARD = join(ROOT, 'network/prometheus/dashboard.json');
/** Where the metrics of each program are made. */
const FOLDERS: Readonly<Record<string, string>> = {
  sealer: 'sealer',
  keeper: 'sealer/keeper',
  replica: 'sealer/replica',
  oracle: 'oracle/collector',
  gateway: 'oracle/gateway',
  biller: 'biller',
  app: 'app/server',
  watchdog: 'app/watchdog',
};
const OF_ALL = ['disk_free_bytes', 'disk_size_bytes', 'build_info'];

type Rule = { alert: string; expr: string; annotations: { summary: string; section: string } };
type Rules = { groups: { rules: Rule[] }[] };
type Dashboard = { panels: { title: string; targets: { expr: string }[] }[] };

function metricsOf(program: string): Set<string> {
  const names = [...OF_ALL];
  for (const file of globSync(`${FOLDERS[program] ?? ''}/**/*.ts`, { cwd: ROOT }))
    for (const [, kind, name = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(
      /\.(gauge|counter|histogram)\(\s*'([a-z_]+)'/g,
    ))
      names.push(...(kind === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name]));
  return new Set(names.map((name) => `domledger_${program}_${name}`));
}

/** The metrics that an expression asks for: those that it names, and those of each alternative of a pattern, of which every one has to be there. */
function askedBy(expr: string): string[] {
  const plain = expr.replace(/\{__name__=~"([^"]+)"\}/g, (_all, pattern: string) => expand(pattern).join(' '));
  return plain.match(/\bdomledger_[a-z_]+/g) ?? [];
}

function expand(pattern: string): string[] {
  const group = /\(([^()]*)\)(\?)?/.exec(pattern);
  if (group === null) return [pattern];
  const [whole, inner = '', optional] = group;
  const choices = [...inner.split('|'), ...(optional === undefined ? [] : [''])];
  return choices.flatMap((choice) => expand(pattern.replace(whole, choice)));
}

describe('network/prometheus', () => {
  const rules = (parse(readFileSync(RULES, 'utf8')) as Rules).groups.flatMap((group) => group.rules);
  const { panels } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as Dashboard;
  const known = new Set(Object.keys(FOLDERS).flatMap((program) => [...metricsOf(program)]));

  it('asks for no metric that no program has', () => {
    const exprs = [
      ...rules.map(({ expr }) => expr),
      ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ];
    const asked = exprs.flatMap(askedBy);
    expect(asked.length).to.be.greaterThan(60);
    expect(asked.filter((name) => !known.has(name))).to.deep.equal([]);
    expect(exprs.filter((expr) => askedBy(expr).length === 0)).to.deep.equal(['up{job="domledger"} == 0']);
  });

  it('has a section of docs/operations.md for each rule, and no name twice', () => {
    const operations = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
    for (const { alert, annotations } of rules)
      expect(operations, alert).to.match(new RegExp(`^##+ ${annotations.section}( |$)`, 'm'));
    expect(new Set(rules.map(({ alert }) => alert)).size).to.equal(rules.length);
    expect(new Set(panels.map(({ title }) => title)).size).to.equal(panels.length);
  });

  it('is taken by promtool', function () {
    const tool = process.env['PROMTOOL'] ?? 'promtool';
    const { status, error, stdout, stderr } = spawnSync(tool, ['check', 'rules', RULES], { encoding: 'utf8' });
    // It comes with Prometheus, and is needed for nothing else.
    if (error !== undefined) this.skip();
    expect(status, stdout + stderr).to.equal(0);
  });
});
