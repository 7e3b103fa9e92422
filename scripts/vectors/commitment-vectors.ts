import { commit, H } from '../../core/domain/crypto/commitment.ts';

/** Points of amounts, of none and of less than none. */
export function commitmentVectors(): object {
  return {
    h: { x: H.x.toString(), y: H.y.toString() },
    list: [point(0n, 1n), point(1n, 0n), point(123456n, 987654321n), point(-1000n, 5n)],
  };
}

function point(value: bigint, blinding: bigint): object {
  const { x, y } = commit(value, blinding);
  return { value: value.toString(), blinding: blinding.toString(), x: x.toString(), y: y.toString() };
}
