const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

/**
 * A time of a telegram in unix seconds; undefined where it is none, or of no known offset.
 * @param text as in `Reading`
 * @param clock offset of the meter's clock, `+03:00`, for times that state none; `none`: nothing that this meter says of times counts
 */
export function statedTime(text: string | undefined, clock: string | undefined): bigint | undefined {
  const [, minute, second = ':00', offset = clock] = TIME.exec(text ?? '') ?? [];
  if (minute === undefined || offset === undefined || clock === 'none') return undefined;
  const milliseconds = Date.parse(`${minute}${second}${offset}`);
  return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) / 1000n;
}

/** How long ago a meter may say that it read its register, seconds: a clock that was never set says more. */
const STATED_MAX = 30n * 86_400n;

/** When a register was read that is heard now: when the meter says so, unless its clock cannot be right. */
export function readAt(heardAt: bigint, statedAt: bigint | undefined): bigint {
  return statedAt === undefined || statedAt > heardAt || heardAt - statedAt > STATED_MAX ? heardAt : statedAt;
}
