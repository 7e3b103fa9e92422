const SUFFIXES = ['lowest', 'highest', 'peer', 'ratio', 'ratio_limit', 'ceiling', 'limit'] as const;

/** Flat figures as a table: one line a measure, what it is compared with beside it. */
export function benchTable(figures: Readonly<Record<string, number>>): string {
  const measures = Object.keys(figures).filter((key) => !isBeside(key, figures));
  const lines = [
    ['', 'measured', ...SUFFIXES.map((suffix) => suffix.replace('_', ' '))],
    ...measures.map((name) => [
      name,
      text(figures[name]),
      ...SUFFIXES.map((suffix) => text(figures[`${name}_${suffix}`])),
    ]),
  ];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) => {
      const cells = line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)));
      return `${cells.join('  ').trimEnd()}\n`;
    })
    .join('');
}

/** A figure that stands beside another one, such as `x_limit` beside `x`. */
function isBeside(key: string, figures: Readonly<Record<string, number>>): boolean {
  return SUFFIXES.some(
    (suffix) => key.endsWith(`_${suffix}`) && Object.hasOwn(figures, key.slice(0, -suffix.length - 1)),
  );
}

function text(value: number | undefined): string {
  return value === undefined ? '' : value.toLocaleString('en', { maximumSignificantDigits: 4 });
}
