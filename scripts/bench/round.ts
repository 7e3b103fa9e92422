/** Three significant digits: a bench does not know more. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}
