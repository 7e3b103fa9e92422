import { divide, floor, multiply, most, subtract, whole, ZERO, type Exact } from '../number/exact.ts';

/** How many packages were begun beyond what is free. */
export function packagesBegun(args: { units: Exact; size: Exact; free: Exact }): Exact {
  const paid = most(subtract(args.units, args.free), ZERO);
  const { n, d } = divide(paid, args.size);
  return whole(-floor({ n: -n, d }));
}

export function packageAmount(args: { units: Exact; size: Exact; free: Exact; price: Exact }): Exact {
  return multiply(packagesBegun(args), args.price);
}
