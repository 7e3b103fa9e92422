/**
 * Every custom error of the contracts: what the user is told. `{0}`, `{1}` … are the error's arguments. The stable code is the
 * name in capitals, `BlockAlreadyRecorded` -> `BLOCK_ALREADY_RECORDED`.
 */
const MESSAGES: Readonly<Record<string, string>> = {
  BlockAlreadyRecorded: 'Block {0} is on the ledger already. Nothing is left to do.',
  SignatureMalformed: 'The signature of block {0} is malformed. Sign again with r, s (low half) and v = 27 or 28.',
  SenderMismatch: 'The block says it is from {0}, but {1} signed it. Sign with the key of the sender.',
  DataHashMismatch: 'The data is not what was signed ({0}, is {1}). Send the data that the hash was taken of.',
  TimestampAhead: 'The block is dated {0}, later than {1} allows. Set the clock right and sign again.',
  KindUnknown: 'This ledger takes no blocks of kind {0}. Send it to the ledger of its kind.',
  SenderNotEntitled: '{0} has no right to a block of kind {1} here. Check role, registration and the subject.',
  RecipientMismatch: 'The block is addressed to {0}, but concerns {1}. Address it to that party.',
  SubjectMismatch: 'The block is about {0}, its data about {1}. Sign the subject that the data names.',
};

/** `ParticipantUnknown` -> `PARTICIPANT_UNKNOWN`; codes pass unchanged. */
export function codeOfContractError(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}

/** What, which and what to do. An error that the table lacks still names itself and its values. */
export function messageOfContractError(name: string, args: readonly string[]): string {
  const message = MESSAGES[name];
  if (message === undefined) return `The ledger refused the block: ${name}(${args.join(', ')}).`;
  return message.replace(/\{(\d)\}/g, (_match, index: string) => args[Number(index)] ?? '?');
}

/** The names that the table explains; a test compares them with the contracts' ABIs. */
export function explainedContractErrors(): string[] {
  return Object.keys(MESSAGES);
}
