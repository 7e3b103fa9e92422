/** How long somebody may take who is asked: all are asked at once, so that nobody waits longer for the whole. */
export const ANSWER_MS = 4_000;
