/** Σ digit × weight, from the left; weights that run out begin again. Digits past the weights' length count only where `repeats`. */
export function weightedSum(digits: string, weights: readonly number[], repeats = false): number {
  const counted = repeats ? [...digits] : [...digits].slice(0, weights.length);
  return counted.reduce((sum, digit, index) => sum + Number(digit) * (weights[index % weights.length] ?? 0), 0);
}
