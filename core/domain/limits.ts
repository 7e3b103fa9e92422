/** How far a frame or an internal block may be dated ahead of the ledger's clock, seconds: `Ledger.CLOCK_TOLERANCE`. */
export const CLOCK_TOLERANCE = 900n;

/** For how many seconds a ledger takes an internal block, and one about keys and roles: `Ledger.life`, `Participants.life`. */
export const BLOCK_LIFE = 86_400n;
export const KEYS_LIFE = 900n;

/** Seconds that every promise of the queue leaves, besides those that its blocks may take. */
export const PROMISE_SECONDS = 300n;
/** Most blocks, and most seconds, from the head of a receipt to the block that it names: a longer promise is none. */
export const PROMISE_BLOCKS_MAX = 5_000n;
export const PROMISE_SECONDS_MAX = 14_400n;

/** Age of a head, seconds, up to which a page believes it to be the newest one, by words of witnesses. */
export const HEAD_AGE = 300n;

/** How far the date of a cancellation may lie before and after the ledger's clock, seconds: `ContractLedger`. */
export const CANCEL_BEHIND = 40n * 86_400n;
export const CANCEL_AHEAD = 400n * 86_400n;

/** How long the offers of pages and billers hold, seconds; the ledger takes 90 days at most. */
export const OFFER_LIFE = 60n * 86_400n;

/** Working days that an issuer has to answer a payment: `Payments.DAYS_TO_ANSWER`. */
export const DAYS_TO_ANSWER = 3;

/** How long an order to give money back holds, seconds: `Payments.ORDER_LIFE`. */
export const ORDER_LIFE = 30n * 86_400n;

/** Numbers of frames have 32 bits. */
export const SEQUENCE_MAX = (1n << 32n) - 1n;

/** How many numbers further on a channel may go on behind a gap: `ReadingLedger.MAX_JUMP`. */
export const SEQUENCE_JUMP_MAX = 1n << 24n;

/** Age of a frame, seconds, from which on it has to say by the gap flag that it comes late: `ReadingLedger.LATE_AFTER`. */
export const FRAME_LATE_AFTER = 40n * 86_400n;

/** For how many seconds after the second hand of a REKEY the old key may object: `AccountKeys.OBJECTION`. */
export const REKEY_OBJECTION = 7n * 86_400n;

/** Envelopes that one WRAP_AGAIN names, and the bytes of a wrapped content key: `WrappedKeys`. */
export const WRAPS_MAX = 64;
export const WRAPPED_KEY_BYTES = 161;

/** Witnesses that stand at once: `Witnesses.MOST`. */
export const WITNESSES_MAX = 16;

/** A lost key of company or portal: for how many seconds the living one may end it, how long a witness has to have stood, and how long its word holds: `FounderKeys`. */
export const FOUNDER_OBJECTION = 14n * 86_400n;
export const WITNESS_STANDING = 90n * 86_400n;
export const WORD_LIFE = 30n * 86_400n;

/** How long nobody may have sealed with a key of the seal that is said to be lost, seconds: `LostSealKeys.SILENCE`. */
export const SEAL_KEY_SILENCE = 14n * 86_400n;

/** How long one hand of an act by company and portal waits for the other, seconds: `TwoHands.PROPOSAL_LIFE`. */
export const PROPOSAL_LIFE = 30n * 86_400n;

/** Age of a register, seconds, up to which a handover may say that the meter shows it: `Meters.MEASURED_WITHIN`. */
export const MEASURED_WITHIN = 2n * 86_400n;

/** For how many seconds an estimated handover may be put right: `Meters.OBJECTION`. */
export const OBJECTION = 10n * 86_400n;

/** Registers of one meter: `Meters.MAX_REGISTERS`. */
export const REGISTERS_MAX = 24;

/** READINGS counts its batches in one byte. */
export const BATCHES_MAX = 255;

/** How many blocks ahead a new seal key may be announced: `Participants.SEAL_KEY_AHEAD`. */
export const SEAL_KEY_AHEAD = 100_000n;

/** External blocks that one question for logs may span. */
export const LOG_BLOCKS_MAX = 2_000n;

/** Characters of an appeal, and of an answer to one. */
export const LETTER_MAX = 10_000;

/** Seconds after which a block that enough witnesses saw has to stand in the chain: whatever keeps it out then is no matter of load. */
export const SEEN_SECONDS = 600n;
