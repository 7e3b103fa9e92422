const LIMIT = '_limit';

/** The figures that are above what is promised of them; all of these promise a most. */
export function missedLimits(figures: Readonly<Record<string, number>>): string[] {
  return Object.entries(figures).flatMap(([name, limit]) => {
    const value = name.endsWith(LIMIT) ? figures[name.slice(0, -LIMIT.length)] : undefined;
    return value !== undefined && value > limit ? [`${name.slice(0, -LIMIT.length)} is ${value}, above ${limit}`] : [];
  });
}
