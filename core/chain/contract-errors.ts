/**
 * Every custom error of the contracts: what the user is told. `{0}`, `{1}` … are the error's arguments. The stable code is the
 * name in capitals, `BlockAlreadyRecorded` -> `BLOCK_ALREADY_RECORDED`.
 */
const MESSAGES: Readonly<Record<string, string>> = {
  // Every ledger
  BlockAlreadyRecorded: 'Block {0} is on the ledger already. Nothing is left to do.',
  SignatureMalformed: 'The signature of block {0} is malformed. Sign again with r, s (low half) and v = 27 or 28.',
  SenderMismatch: 'The block says it is from {0}, but {1} signed it. Sign with the key that the sender has now.',
  DataHashMismatch: 'The data is not what was signed ({0}, is {1}). Send the data that the hash was taken of.',
  DataNotCanonical:
    'The data ({0}) is not the one encoding of what it says ({1}). Encode it anew, with nothing before, between or behind.',
  BlockExpired:
    'The block is dated {0}; the ledger takes none from before {1}. Sign it again, if it is still to be said.',
  BlockReplaced: 'Instead of this block, {1} was recorded, which was signed for the same purpose.',
  TimestampAhead: 'The block is dated {0}, later than {1} allows. Set the clock right and sign again.',
  KindUnknown: 'This ledger takes no blocks of kind {0}. Send it to the ledger of its kind.',
  SenderNotEntitled: '{0} has no right to a block of kind {1} here. Check its role, its registration and the subject.',
  RecipientMismatch: 'The block is addressed to {0}, but concerns {1}. Address it to that party.',
  SubjectMismatch: 'The block is about {0}, its data about {1}. Sign the subject that the data names.',
  PointInvalid: '({0}, {1}) is no point of BN254. Commit again.',
  ResourceUnknown:
    'Resource {0} is not known. Use 1 electricity, 2 cold water, 3 hot water, 4 heat, 5 gas or 6 upkeep.',
  // Participants
  RoleUnknown: 'Role {0} is not known. Use 1 subscriber, 2 provider, 3 company, 4 portal or 5 collector.',
  EncryptionKeyMalformed: 'The encryption key {0} is not 64 bytes x and y of a secp256k1 point. Make a new key.',
  FoundersAlike: 'Company and portal are both {0}. They have to be two, as each keeps the other in check.',
  FounderAlreadyNamed: 'The founding names {0} for this role, and nobody else. Enrol with another role.',
  AccountAlreadyEnrolled: '{0} is enrolled with this key already. Nothing is left to do.',
  AccountNotEnrolled: '{0} has not enrolled. It has to send its ENROL block first.',
  RoleMismatch: '{0} enrolled with role {1}, not {2}. A role never changes: use another account.',
  EncryptionKeyMismatch: 'The present encryption key of {0} has hash {1}, not {2}. Confirm the present key.',
  AccountAlreadyRegistered: '{0} is registered with its present key already. Nothing is left to do.',
  AccountAlreadyAttested: '{0} is attested with its present key already. Nothing is left to do.',
  AttestationNotNeeded: '{0} has role {1}; only subscribers are attested. Leave it out.',
  AccountAlreadySuspended: '{0} is suspended already. Nothing is left to do.',
  AccountNotSuspended: '{0} is not suspended. Nothing is left to do.',
  FounderNotSuspendable: 'The founding names {0} as company or portal, which nobody can suspend.',
  KeyTaken: '{0} is the address of an account, or of a key that an account has or had. Make a new key.',
  RekeyPending:
    'Another key of {0} waits until {1} already. Till then its old key may object, and nothing else changes.',
  RekeyNotPending: 'No change of the key of {0} to {1} waits. Nothing is left to object to.',
  AccountNotActive: '{0} is not active, and only active accounts are given another key. Restore or confirm it first.',
  KeyNotLost: 'No key of {0} was replaced as lost. Wrap nothing again for it.',
  WrapCountOutOfRange: '{0} envelopes are named. Name 1 to 64, and more in further blocks.',
  KeyHashesNotRising: 'Entry {0} does not rise above the one before. Name each envelope once, in rising order.',
  WrappedKeyMalformed: 'The key wrapped for {0} has {1} bytes instead of 161. Wrap it as envelopes do.',
  FounderNotRekeyable:
    '{0} is the company or the portal. It changes its key by itself, or the other one names it a new key with the word of witnesses.',
  WordsNotInTime:
    'The words of the witnesses are of {0}, and now it is {1}. They hold for 30 days: let them sign anew.',
  WordsNotRising: 'The word of {0} is not in its place: they come by rising addresses, each once.',
  WitnessNotCounted: '{0} is no witness that has stood for 90 days, or it is the company’s or the portal’s.',
  WitnessesTooFew: '{0} witnesses gave their word; it takes {1}.',
  LostKeyOfOtherBlock:
    'The key of the seal is said to be lost at block {0}, and this is block {1}. Ask for words anew.',
  LostKeySaidBefore: 'The key is said to be lost at {0}, before its newest block of {1}. Ask for words anew.',
  LostKeyWaits: 'The living key has until {0} to seal, and now it is {1}. Wait.',
  WitnessNameless: 'A witness has a key and an owner; {0} and {1} are given.',
  WitnessEnteredBefore: '{0} stands as a witness already, or did once. Make a new key.',
  WitnessKeyForeign: 'The key {0} is the account’s {1}, which alone can be its owner.',
  WitnessesFull: '{0} witnesses stand, and more cannot. Remove one before.',
  WitnessNotStanding: 'No witness {0} stands.',
  KeyNotAccepted: '{0} is to be the new key, but {1} agreed to it. Let the new key sign the statement.',
  SealKeyTooSoon: 'The new seal key would begin with block {0}, but the chain is at block {1}. Name a later block.',
  SealKeyTooFar:
    'The new seal key would begin with block {0}; {1} is the latest that it may begin with. Name an earlier block.',
  SealKeyNotRising:
    'The new seal key would begin with block {0}, but another one begins with block {1}. Name a later block.',
  SealKeyUsedBefore: '{0} is or was a seal key already. Make a new key.',
  SealKeyStatementNotValid:
    'The handover holds in blocks {0} to {1}, and this is {2}; it must end before its new key begins. Sign it again.',
  SealKeyStatementUnsigned: 'The handover must be signed by {0}, but is signed by {1}. Sign with the key in force.',
  AccessControlUnauthorizedAccount: '{0} has not the role {1}. Roles come by internal blocks alone.',
  AccessControlBadConfirmation: 'Roles come and go by internal blocks alone. Send a SUSPEND to the register.',
  // Meters and devices
  TrustClassUnknown: 'Trust class {0} is not known. Use 1 meter-signed, 2 gateway-signed or 3 manual.',
  DeviceKeyInvalid: 'Algorithm {0} has no key ({1}, {2}). Give 1 with a P-256 key or 2 with a secp256k1 key.',
  DeviceAlreadyRegistered: 'Device {0} is registered already. Nothing is left to do.',
  DeviceNotRegistered: 'Device {0} is not registered. Register its key first.',
  DeviceAlreadyRevoked: 'The key of device {0} is revoked already. Nothing is left to do.',
  DeviceUnknown: 'Device {0} is not registered. The company has to register its key.',
  DeviceKeyRevoked: 'The key of device {0} is revoked. Register the device with a new key.',
  DeviceSignatureInvalid:
    'The signature is not that of device {0} over frames that follow the recorded ones. Continue each channel, and check the key.',
  DeviceSignatureMalformed: 'A device signature has 65 bytes, this one {0}. Give r, s and v.',
  MeterIdZero: 'Zero is no id of a meter. Give the salted hash of its number.',
  MeterAlreadyRegistered: 'Meter {0} is registered already. Nothing is left to do.',
  MeterNotRegistered: 'Meter {0} is not registered. Register it first.',
  MeterUnknown: 'Meter {0} is not registered. The company has to register it.',
  MeterAlreadyReplaced: 'Meter {0} was replaced by {1}. Name the meter in service.',
  DigitsOutOfRange:
    '{0} digits at scale {1} do not fit a register of exponent {2}. Name 1 to 18 digits, or none and no scale for a register without end.',
  ContractMeterReplaced: 'Meter {0} was replaced by {1}. Name that one in the contract.',
  MeterReplacementUnlike:
    'Meters {0} and {1} do not measure the same for the same parties. Register the new one alike.',
  MeterNotOfDevice: 'Device {1} does not sign for meter {0}. Use the device of the register.',
  MeterNotOfIssuer: 'Meter {0} is not one that {1} supplies. Check the register of meters.',
  LineNotOfOwner:
    'A line of channel {0} begins in tenure {2} of its meter and ends in tenure {3}: {1} has to be the owner in both. Bill each owner up to the handover, or from it.',
  ClosingCountMismatch: 'Meter {0} has {1} registers, and {2} are closed. Name the last frame of each.',
  ClosingNotLast:
    'Frame {1} is the last one of channel {0}, or it has none, and the handover names another. Make the handover anew.',
  ClosingTooOld:
    'A register of meter {0} was read last at {1}, before {2}. Have it read, or call the handover estimated.',
  HandoverStands:
    'Meter {0} is owned by {1}. Only an estimated handover is put right, by measured registers, within ten days.',
  ActAlreadyProposed:
    'Act {0} is proposed by this hand until {1}. The other one, of company and portal, has to sign it.',
  ActNotProposed: 'No act {0} waits for another hand: it took effect, was withdrawn, or ended.',
  MeterNotOfContract:
    'Contract {0} names neither meter {1} nor one whose place it took. Bill by the contract that does, or sign one.',
  RegisterNotBilled:
    'Register {1} of meter {0} does not count what its owner consumes. Bill 1-b:1.8.e*f of electricity.',
  RegisterBesideBilled:
    'Another register of meter {0} than {1} was billed. Bill its total or its zones, of one quantity, and not both.',
  MeterOfOtherContract:
    'Meter {0} stands under contract {1}, which does not count the meter that it is to follow. Register a meter of its own for each that is replaced.',
  MeterAlreadyReplaces: 'Meter {0} has taken the place of {1} already. Register a meter for each that is replaced.',
  OwnerNotEntitled: '{0} cannot own a meter: it is neither an active subscriber nor the company.',
  ProviderNotEntitled: '{0} cannot serve a meter: it is neither an active provider nor the company.',
  ResourceNotMetered: 'Resource {0} has no meters. Use 1 electricity, 2 cold water, 3 hot water, 4 heat or 5 gas.',
  UnitUnknown: 'Unit {0} is not known. Use 1 Wh, 2 m³, 3 J or 4 cal.',
  VerificationDateTooLarge: 'The verification date {0} is out of range. Give unix seconds.',
  ObisCountOutOfRange: 'A meter has 1 to 24 registers, not {0}.',
  ChannelNumberTaken:
    'Register {1} of meter {0} would get the number of a register of meter {2}. Take another salt for its id.',
  ObisRepeated: 'Meter {0} names register {1} twice. Name each once.',
  // Premises
  DayOutOfRange: 'Day {0} is not between {1} and {2}. Name a date of the last three years, or of the next one.',
  FlatCountOutOfRange:
    'House {0} is to have {1} flats. A house has at most 512: list its parts as houses of their own.',
  FlatsNotRising: 'Flat {1} of house {0} is not behind the one before it. Name each flat once, in rising order.',
  GroupsOutOfRange:
    'House {0} is to have {1} balance groups with {2} meters. It has at most 16 with 1,024 in all: leave some out.',
  GroupMetersNotRising:
    'Meter {1} of house {0} is not behind the one before it. Name each meter once, in rising order.',
  GroupMeterUnfit:
    'Meter {1} does not fit into its group of house {0}. Name meters of one resource, unit and exponent: the company’s for the house, subscribers’ for flats.',
  GroupTooSmall:
    'A group of house {0} has {1} house meters and flats of {2} owners. It needs one and five: its balance would tell too much.',
  HouseUnknown: 'House {0} has no list on day {1}. List it first, by company and portal, from that day or before.',
  QuantityUnknown: 'Quantity {0} is not known. Use 1 area, 2 residents, 3 share or 4 privilege.',
  AttestedByPortal:
    'The portal has attested quantity {2} of flat {1} of house {0}. Ask the portal, where the company knows better.',
  FlatFactMissing: 'Nothing is known of quantity {2} of flat {1} of house {0} on day {3}. State it first.',
  AccountNotEntitled: '{0} is no active subscriber, nor the company. Only one of these answers for a flat.',
  FlatsMismatch: 'The flats of house {0} have hash {1} on that day, not {2}. Name those of its list.',
  SumTooSmall: 'House {0} has {1} flats on that day. A public sum of fewer than five would tell too much.',
  SumNotOpened: 'The areas of house {0} are not {1} in all. Add up those that hold on that day.',
  // Tariffs
  RateNotInOrder: 'The rate begins at {0}, not after the last one at {1}. Give a later date, or withdraw that one.',
  RateNotNewest: 'The newest rate begins at {1}, not at {0}. Withdraw the newest first.',
  RateInForce:
    'The rate from {0} is in force: readings may be of any time up to {1}. Set another rate from a later date.',
  RateMissing:
    'No rate of {0} covers resource {1}, zone {2} at {3}. Its issuer has to publish one that begins no later.',
  RateExponentOutOfRange: 'A rate has an exponent from -12 to 0, not {0}. Write it as a decimal of the currency unit.',
  RateNotCanonical: 'The rate {0} × 10^{1} can be written with a smaller mantissa. Take its trailing zeros off.',
  // Contracts
  PartiesUnfit:
    '{0} and {1} cannot have a contract: one must be a provider or the company, the other a customer of it.',
  ContractMeterUnfit:
    'Meter {0} is not one that {1} serves and {2} owns, or measures something else. Name another meter, or none.',
  MetersMismatch: 'The copies of contract {0} name other meters. Name those of the first copy.',
  MeterCountOutOfRange: 'Contract {0} names {1} meters; 16 are possible. Make several contracts.',
  MetersNotRising: 'The copy of contract {0} names meter {1} twice or out of order. Name each once, in rising order.',
  MeterUnderContract: 'Meter {0} is under contract {1} of the same parties. Cancel that one first.',
  OfferEndOutOfRange:
    'The offer ends at {0}: that has to be after {1} and at most {2}. Let it end within 90 days from now.',
  OfferExpired: 'The offer of contract {0} ended at {1}. Ask for a new one.',
  OfferNotOwn:
    'Contract {0} is not for {1} to withdraw: the other party has signed it, or it neither offered nor signed it. Cancel it once both have signed.',
  ContractUnknown: 'There is no contract {0}. Check its id.',
  ContractStateUnfit: 'Contract {0} is in state {1}, which does not allow this step.',
  CopyAlreadyRecorded: 'The copy of {1} for contract {0} is recorded already. Nothing is left to do.',
  SubjectHashMismatch:
    'The copies of contract {0} differ: its subject is {1}, not {2}. Sign the terms of the first copy.',
  EffectiveDateOutOfRange:
    'Contract {0} cannot be cancelled from {1}: the date has to be from {2} to {3}. Give a date nearer to today.',
  ContractNotInForce: 'Contract {0} was never signed by both {1} and {2}. Bill only what is agreed.',
  // Invoices, payments, receipts
  LineBeyondPeriod:
    'The line of channel {0} ends at {1}, after its period, at the latest {2}. Bill it for a later period.',
  LineBeyondContract: 'The line of channel {0} begins at {1}; the contract ended at {2}. Nothing is left to bill.',
  PeriodBeyondContract:
    'Contract {0} ended at {2}, before period {1} began. Bill its last period, or by another contract.',
  PeriodInvalid: 'Period {0} is not year × 100 + month.',
  PeriodOutOfRange: 'Period {0} lies ahead: at most {1} can be billed now.',
  DueDateOutOfRange: 'A bill cannot be due at {0}: it has to be from {1} to {2}.',
  InvoiceAlreadyIssued: 'Invoice {0} is issued already. Correct it with another series.',
  InvoiceUnknown: 'There is no invoice {0}. Check its id.',
  InvoiceStateUnfit: 'Invoice {0} is no longer open (state {1}): it is settled, carried or void.',
  InvoiceEmpty: 'Invoice {0} has no lines. Give at least one.',
  LabelUnknown: 'Label {0} is not known. Use 1 to 8 of docs/formats.md.',
  ZoneMismatch: 'Register {0} is not the one of zone {1}. Zone and tariff field of the OBIS code must be equal.',
  LineNotForward: 'A line of channel {0} goes from frame {1} to {2}. It has to end after it begins.',
  LineNotContinuous: 'Channel {0} is billed up to frame {1}, the line begins at {2}. Begin where the last line ended.',
  RegisterUnknown:
    'The ledger keeps no such register of channel {0}, frame {1}. Take time and commitment from a period-close frame.',
  PaymentReferenceUsed: 'A payment with reference {0} is recorded already. Nothing is left to do.',
  PaymentCommitmentInvalid: '({0}, {1}) commits to no payment. Commit again with a fresh blinding.',
  PaymentUnknown: 'Invoice {0} has no payment {1}. Check both ids.',
  PaymentStateUnfit: 'Payment {0} is past this (state {1}): it is refused, taken, deemed taken or reversed.',
  PaidAtOutOfRange: 'Money is paid before now and at most 90 days ago: {0} is not between {1} and {2}.',
  OpeningUnproved: 'The proof does not show that the sender knows what ({0}, {1}) opens to. Prove it for this block.',
  AnswerNotOverdue: 'The issuer may answer payment {0} until {1}. Wait for that.',
  ReasonUnknown: 'There is no reason {0}. Give one from 1 to {1}.',
  RefundOrderUnknown: 'There is no open order {0} to give money back, or it was carried out.',
  RefundOrderExpired: 'The order {0} to give money back was valid until {1}. Ask its issuer for another one.',
  AccountMismatch: 'The account of contract {0} holds ({1}, {2}). Draw exactly that, or nothing.',
  LinesMismatch:
    'The lines are not those of invoice {0}. Give their sum, and what each billed, as the ledger took them.',
  InvoiceNotNewest: 'Channel {1} is billed up to {2} by a later invoice than {0}. Withdraw that one first.',
  ReplacementUnfit: 'Invoice {0} cannot replace {1}: that is not void, of others, or replaced already.',
  OpeningInvalid: 'What is outstanding of invoice {0} does not open to zero. Take the payment without settling.',
  // Readings
  ReadingsVersionUnknown: 'Readings of version {0} are not known. Send version 1.',
  ReadingsTruncated: 'The readings end inside a field, after {0} bytes. Send them whole.',
  ReadingsTrailing: 'The readings end at byte {0} of {1}. Send nothing behind them.',
  ReadingsEmpty: 'There are no frames to record. Send at least one in each batch.',
  SenderNotMeters: 'Only the register of meters says what channels there are, not {0}.',
  ChannelUnknown: 'Channel {0} belongs to no registered meter. Register the meter with this OBIS code.',
  ChannelNotOfDevice: 'Device {1} does not sign for channel {0}. Use the device of the register.',
  MeterOutOfService: 'The meter of channel {0} was replaced. Read the meter in service.',
  MeterVerificationExpired:
    'The meter of channel {0} was verified until day {1} from 1970, the frame is of {2}. Have the meter verified.',
  FlagsUnknown: 'A frame of channel {0} has flags {1} that are not known. Use those of docs/formats.md.',
  ManualFlagMismatch:
    'A frame of channel {0} has flags {1} from a device of trust class {2}: manual frames come from class 3 alone.',
  SequenceOutOfOrder: 'The next frame of channel {0} is {1}, not {2}. Send the frames in order, or a signed gap frame.',
  SequenceTooFar: 'Frame {2} of channel {0} is too far on: at most {1} is taken. Continue the recorded chain.',
  TimeNotRising: 'The last frame of channel {0} is of {1}, the next one of {2}. Time has to rise.',
  TimeAhead: 'A frame of channel {0} is dated {1}, later than {2} allows. Set the clock of the gateway.',
  TimeTooOld:
    'A frame of channel {0} is dated {1}, before {2}. What comes so late has to be signed anew with the gap flag.',
  CommitmentInvalid: 'A frame of channel {0} commits with ({1}, {2}), which is no usable point. Commit again.',
  PeriodKeysAnnouncedBefore: 'This key of meter {0} for {1} is announced already. Nothing is left to do.',
  RequestUnknown: 'There is no reading request {0}. Check its id.',
  RequestAlreadyAnswered: 'Reading request {0} is answered already. Nothing is left to do.',
  RequestNotMet:
    'The readings hold no frame of meter {1} that answers request {0}: not older than it, and by hand where it asks that. Send one.',
  MissingPrecompile: 'The chain lacks the precompile {0}. Run it with fork Osaka.',
  // Appeals
  CategoryUnknown: 'Category {0} is not known. Use 1 question, 2 complaint or 3 suggestion.',
  AddresseesUnknown: 'Addressees {0} are not known. Use a sum of 1 company, 2 portal and 4 provider.',
  AppealProviderUnfit:
    '{0} does not fit the addressees: name an active provider exactly when the provider is addressed.',
  AppealUnknown: 'There is no appeal {0}. Check its id.',
  OutcomeUnknown: 'Outcome {0} is not known. Use 1 answered, 2 received or 3 redirected.',
  AnswerAlreadyFinal: 'The final answer of {1} to appeal {0} is recorded already. Nothing is left to do.',
};

/** `BlockAlreadyRecorded` -> `BLOCK_ALREADY_RECORDED`; codes pass unchanged. */
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
