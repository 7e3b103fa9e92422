// Generated from contracts/ContractLedger.sol by scripts/generate-abis.ts.
import type { Hex } from '../../domain/bytes/hex.ts';

export const contractLedgerAbi = [
  {
    inputs: [
      { name: 'participants', type: 'address' },
      { name: 'meters', type: 'address' },
      { name: 'tariffs', type: 'address' },
      { name: 'readingLedger', type: 'address' },
    ],
    stateMutability: 'nonpayable',
    type: 'constructor',
  },
  {
    inputs: [
      { name: 'contractId', type: 'bytes32' },
      { name: 'x', type: 'uint256' },
      { name: 'y', type: 'uint256' },
    ],
    name: 'AccountMismatch',
    type: 'error',
  },
  {
    inputs: [
      { name: 'paymentId', type: 'bytes32' },
      { name: 'answerBy', type: 'uint64' },
    ],
    name: 'AnswerNotOverdue',
    type: 'error',
  },
  { inputs: [{ name: 'digest', type: 'bytes32' }], name: 'BlockAlreadyRecorded', type: 'error' },
  {
    inputs: [
      { name: 'timestamp', type: 'uint64' },
      { name: 'earliest', type: 'uint256' },
    ],
    name: 'BlockExpired',
    type: 'error',
  },
  {
    inputs: [
      { name: 'digest', type: 'bytes32' },
      { name: 'by', type: 'bytes32' },
    ],
    name: 'BlockReplaced',
    type: 'error',
  },
  {
    inputs: [
      { name: 'meterId', type: 'bytes32' },
      { name: 'supplier', type: 'address' },
      { name: 'consumer', type: 'address' },
    ],
    name: 'ContractMeterUnfit',
    type: 'error',
  },
  {
    inputs: [
      { name: 'contractId', type: 'bytes32' },
      { name: 'issuer', type: 'address' },
      { name: 'subscriber', type: 'address' },
    ],
    name: 'ContractNotInForce',
    type: 'error',
  },
  {
    inputs: [
      { name: 'contractId', type: 'bytes32' },
      { name: 'state', type: 'uint8' },
    ],
    name: 'ContractStateUnfit',
    type: 'error',
  },
  { inputs: [{ name: 'contractId', type: 'bytes32' }], name: 'ContractUnknown', type: 'error' },
  {
    inputs: [
      { name: 'contractId', type: 'bytes32' },
      { name: 'party', type: 'address' },
    ],
    name: 'CopyAlreadyRecorded',
    type: 'error',
  },
  {
    inputs: [
      { name: 'signedHash', type: 'bytes32' },
      { name: 'actual', type: 'bytes32' },
    ],
    name: 'DataHashMismatch',
    type: 'error',
  },
  {
    inputs: [
      { name: 'dataHash', type: 'bytes32' },
      { name: 'canonicalHash', type: 'bytes32' },
    ],
    name: 'DataNotCanonical',
    type: 'error',
  },
  {
    inputs: [
      { name: 'dueDate', type: 'uint64' },
      { name: 'earliest', type: 'uint256' },
      { name: 'latest', type: 'uint256' },
    ],
    name: 'DueDateOutOfRange',
    type: 'error',
  },
  {
    inputs: [
      { name: 'contractId', type: 'bytes32' },
      { name: 'date', type: 'uint64' },
      { name: 'earliest', type: 'uint256' },
      { name: 'latest', type: 'uint256' },
    ],
    name: 'EffectiveDateOutOfRange',
    type: 'error',
  },
  { inputs: [], name: 'InvalidShortString', type: 'error' },
  { inputs: [{ name: 'invoiceId', type: 'bytes32' }], name: 'InvoiceAlreadyIssued', type: 'error' },
  { inputs: [{ name: 'invoiceId', type: 'bytes32' }], name: 'InvoiceEmpty', type: 'error' },
  {
    inputs: [
      { name: 'invoiceId', type: 'bytes32' },
      { name: 'channel', type: 'bytes4' },
      { name: 'billedThrough', type: 'uint64' },
    ],
    name: 'InvoiceNotNewest',
    type: 'error',
  },
  {
    inputs: [
      { name: 'invoiceId', type: 'bytes32' },
      { name: 'state', type: 'uint8' },
    ],
    name: 'InvoiceStateUnfit',
    type: 'error',
  },
  { inputs: [{ name: 'invoiceId', type: 'bytes32' }], name: 'InvoiceUnknown', type: 'error' },
  { inputs: [{ name: 'kind', type: 'uint16' }], name: 'KindUnknown', type: 'error' },
  { inputs: [{ name: 'label', type: 'uint8' }], name: 'LabelUnknown', type: 'error' },
  {
    inputs: [
      { name: 'channel', type: 'bytes4' },
      { name: 'openTime', type: 'uint64' },
      { name: 'end', type: 'uint64' },
    ],
    name: 'LineBeyondContract',
    type: 'error',
  },
  {
    inputs: [
      { name: 'channel', type: 'bytes4' },
      { name: 'closeTime', type: 'uint64' },
      { name: 'latest', type: 'uint256' },
    ],
    name: 'LineBeyondPeriod',
    type: 'error',
  },
  {
    inputs: [
      { name: 'channel', type: 'bytes4' },
      { name: 'expectedSequence', type: 'uint64' },
      { name: 'openSequence', type: 'uint64' },
    ],
    name: 'LineNotContinuous',
    type: 'error',
  },
  {
    inputs: [
      { name: 'channel', type: 'bytes4' },
      { name: 'openSequence', type: 'uint64' },
      { name: 'closeSequence', type: 'uint64' },
    ],
    name: 'LineNotForward',
    type: 'error',
  },
  {
    inputs: [
      { name: 'invoiceId', type: 'bytes32' },
      { name: 'linesHash', type: 'bytes32' },
    ],
    name: 'LinesMismatch',
    type: 'error',
  },
  {
    inputs: [
      { name: 'contractId', type: 'bytes32' },
      { name: 'count', type: 'uint256' },
    ],
    name: 'MeterCountOutOfRange',
    type: 'error',
  },
  {
    inputs: [
      { name: 'contractId', type: 'bytes32' },
      { name: 'meterId', type: 'bytes32' },
    ],
    name: 'MeterNotOfContract',
    type: 'error',
  },
  {
    inputs: [
      { name: 'meterId', type: 'bytes32' },
      { name: 'issuer', type: 'address' },
      { name: 'subscriber', type: 'address' },
    ],
    name: 'MeterNotOfParties',
    type: 'error',
  },
  {
    inputs: [
      { name: 'meterId', type: 'bytes32' },
      { name: 'contractId', type: 'bytes32' },
    ],
    name: 'MeterUnderContract',
    type: 'error',
  },
  {
    inputs: [
      { name: 'contractId', type: 'bytes32' },
      { name: 'expected', type: 'bytes32' },
      { name: 'actual', type: 'bytes32' },
    ],
    name: 'MetersMismatch',
    type: 'error',
  },
  {
    inputs: [
      { name: 'contractId', type: 'bytes32' },
      { name: 'meterId', type: 'bytes32' },
    ],
    name: 'MetersNotRising',
    type: 'error',
  },
  {
    inputs: [
      { name: 'validUntil', type: 'uint64' },
      { name: 'blockTime', type: 'uint256' },
      { name: 'latest', type: 'uint256' },
    ],
    name: 'OfferEndOutOfRange',
    type: 'error',
  },
  {
    inputs: [
      { name: 'contractId', type: 'bytes32' },
      { name: 'validUntil', type: 'uint64' },
    ],
    name: 'OfferExpired',
    type: 'error',
  },
  {
    inputs: [
      { name: 'contractId', type: 'bytes32' },
      { name: 'party', type: 'address' },
    ],
    name: 'OfferNotOwn',
    type: 'error',
  },
  {
    inputs: [
      { name: 'invoiceId', type: 'bytes32' },
      { name: 'opening', type: 'uint256' },
    ],
    name: 'OpeningInvalid',
    type: 'error',
  },
  {
    inputs: [
      { name: 'x', type: 'uint256' },
      { name: 'y', type: 'uint256' },
    ],
    name: 'OpeningUnproved',
    type: 'error',
  },
  {
    inputs: [
      { name: 'paidAt', type: 'uint64' },
      { name: 'earliest', type: 'uint256' },
      { name: 'latest', type: 'uint256' },
    ],
    name: 'PaidAtOutOfRange',
    type: 'error',
  },
  {
    inputs: [
      { name: 'from', type: 'address' },
      { name: 'to', type: 'address' },
    ],
    name: 'PartiesUnfit',
    type: 'error',
  },
  {
    inputs: [
      { name: 'x', type: 'uint256' },
      { name: 'y', type: 'uint256' },
    ],
    name: 'PaymentCommitmentInvalid',
    type: 'error',
  },
  { inputs: [{ name: 'paymentReference', type: 'bytes32' }], name: 'PaymentReferenceUsed', type: 'error' },
  {
    inputs: [
      { name: 'paymentId', type: 'bytes32' },
      { name: 'state', type: 'uint8' },
    ],
    name: 'PaymentStateUnfit',
    type: 'error',
  },
  {
    inputs: [
      { name: 'invoiceId', type: 'bytes32' },
      { name: 'paymentId', type: 'bytes32' },
    ],
    name: 'PaymentUnknown',
    type: 'error',
  },
  {
    inputs: [
      { name: 'contractId', type: 'bytes32' },
      { name: 'period', type: 'uint32' },
      { name: 'end', type: 'uint64' },
    ],
    name: 'PeriodBeyondContract',
    type: 'error',
  },
  { inputs: [{ name: 'period', type: 'uint32' }], name: 'PeriodInvalid', type: 'error' },
  {
    inputs: [
      { name: 'period', type: 'uint32' },
      { name: 'newest', type: 'uint32' },
    ],
    name: 'PeriodOutOfRange',
    type: 'error',
  },
  {
    inputs: [
      { name: 'x', type: 'uint256' },
      { name: 'y', type: 'uint256' },
    ],
    name: 'PointInvalid',
    type: 'error',
  },
  {
    inputs: [
      { name: 'reason', type: 'uint8' },
      { name: 'last', type: 'uint8' },
    ],
    name: 'ReasonUnknown',
    type: 'error',
  },
  {
    inputs: [
      { name: 'to', type: 'address' },
      { name: 'expected', type: 'address' },
    ],
    name: 'RecipientMismatch',
    type: 'error',
  },
  {
    inputs: [
      { name: 'orderId', type: 'bytes32' },
      { name: 'validUntil', type: 'uint64' },
    ],
    name: 'RefundOrderExpired',
    type: 'error',
  },
  { inputs: [{ name: 'orderId', type: 'bytes32' }], name: 'RefundOrderUnknown', type: 'error' },
  {
    inputs: [
      { name: 'meterId', type: 'bytes32' },
      { name: 'obis', type: 'bytes6' },
    ],
    name: 'RegisterBesideBilled',
    type: 'error',
  },
  {
    inputs: [
      { name: 'meterId', type: 'bytes32' },
      { name: 'obis', type: 'bytes6' },
    ],
    name: 'RegisterNotBilled',
    type: 'error',
  },
  {
    inputs: [
      { name: 'channel', type: 'bytes4' },
      { name: 'sequence', type: 'uint64' },
    ],
    name: 'RegisterUnknown',
    type: 'error',
  },
  {
    inputs: [
      { name: 'invoiceId', type: 'bytes32' },
      { name: 'replaces', type: 'bytes32' },
    ],
    name: 'ReplacementUnfit',
    type: 'error',
  },
  { inputs: [{ name: 'resource', type: 'uint8' }], name: 'ResourceUnknown', type: 'error' },
  {
    inputs: [
      { name: 'from', type: 'address' },
      { name: 'signer', type: 'address' },
    ],
    name: 'SenderMismatch',
    type: 'error',
  },
  {
    inputs: [
      { name: 'from', type: 'address' },
      { name: 'kind', type: 'uint16' },
    ],
    name: 'SenderNotEntitled',
    type: 'error',
  },
  { inputs: [{ name: 'digest', type: 'bytes32' }], name: 'SignatureMalformed', type: 'error' },
  { inputs: [{ name: 'str', type: 'string' }], name: 'StringTooLong', type: 'error' },
  {
    inputs: [
      { name: 'contractId', type: 'bytes32' },
      { name: 'expected', type: 'bytes32' },
      { name: 'actual', type: 'bytes32' },
    ],
    name: 'SubjectHashMismatch',
    type: 'error',
  },
  {
    inputs: [
      { name: 'subject', type: 'bytes32' },
      { name: 'expected', type: 'bytes32' },
    ],
    name: 'SubjectMismatch',
    type: 'error',
  },
  {
    inputs: [
      { name: 'timestamp', type: 'uint64' },
      { name: 'latest', type: 'uint256' },
    ],
    name: 'TimestampAhead',
    type: 'error',
  },
  {
    inputs: [
      { name: 'obis', type: 'bytes6' },
      { name: 'zone', type: 'uint8' },
    ],
    name: 'ZoneMismatch',
    type: 'error',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'contractId', type: 'bytes32' },
      {
        components: [
          { name: 'x', type: 'uint256' },
          { name: 'y', type: 'uint256' },
        ],
        indexed: false,
        name: 'account',
        type: 'tuple',
      },
    ],
    name: 'AccountChanged',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'digest', type: 'bytes32' },
      { indexed: true, name: 'from', type: 'address' },
      { indexed: true, name: 'to', type: 'address' },
      { indexed: false, name: 'position', type: 'uint256' },
      { indexed: false, name: 'kind', type: 'uint16' },
      { indexed: false, name: 'subject', type: 'bytes32' },
      { indexed: false, name: 'head', type: 'bytes32' },
    ],
    name: 'BlockRecorded',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'contractId', type: 'bytes32' },
      { indexed: true, name: 'party', type: 'address' },
      { indexed: false, name: 'effectiveDate', type: 'uint64' },
    ],
    name: 'ContractCancelRequested',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'contractId', type: 'bytes32' },
      { indexed: true, name: 'party', type: 'address' },
      { indexed: false, name: 'effectiveDate', type: 'uint64' },
      { indexed: false, name: 'cancelledFrom', type: 'uint64' },
    ],
    name: 'ContractCancelled',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'contractId', type: 'bytes32' },
      { indexed: true, name: 'party', type: 'address' },
      { indexed: false, name: 'subjectHash', type: 'bytes32' },
    ],
    name: 'ContractCopied',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'contractId', type: 'bytes32' },
      { indexed: true, name: 'supplier', type: 'address' },
      { indexed: true, name: 'consumer', type: 'address' },
      { indexed: false, name: 'offeror', type: 'address' },
      { indexed: false, name: 'resource', type: 'uint8' },
      { indexed: false, name: 'meterId', type: 'bytes32' },
      { indexed: false, name: 'validUntil', type: 'uint64' },
    ],
    name: 'ContractOffered',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'contractId', type: 'bytes32' },
      { indexed: false, name: 'subjectHash', type: 'bytes32' },
      { indexed: false, name: 'meterIds', type: 'bytes32[]' },
    ],
    name: 'ContractSigned',
    type: 'event',
  },
  { anonymous: false, inputs: [], name: 'EIP712DomainChanged', type: 'event' },
  {
    anonymous: false,
    inputs: [{ indexed: true, name: 'invoiceId', type: 'bytes32' }],
    name: 'InvoiceCarried',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'invoiceId', type: 'bytes32' },
      { indexed: true, name: 'issuer', type: 'address' },
      { indexed: true, name: 'subscriber', type: 'address' },
      { indexed: false, name: 'contractId', type: 'bytes32' },
      { indexed: false, name: 'period', type: 'uint32' },
      { indexed: false, name: 'series', type: 'uint8' },
      { indexed: false, name: 'dueDate', type: 'uint64' },
      {
        components: [
          { name: 'x', type: 'uint256' },
          { name: 'y', type: 'uint256' },
        ],
        indexed: false,
        name: 'total',
        type: 'tuple',
      },
    ],
    name: 'InvoiceIssued',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'replaces', type: 'bytes32' },
      { indexed: true, name: 'invoiceId', type: 'bytes32' },
    ],
    name: 'InvoiceReplaced',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'invoiceId', type: 'bytes32' },
      { indexed: false, name: 'opening', type: 'uint256' },
    ],
    name: 'InvoiceSettled',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'invoiceId', type: 'bytes32' },
      { indexed: false, name: 'reason', type: 'uint8' },
    ],
    name: 'InvoiceVoided',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'contractId', type: 'bytes32' },
      { indexed: true, name: 'party', type: 'address' },
    ],
    name: 'OfferWithdrawn',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'invoiceId', type: 'bytes32' },
      { indexed: true, name: 'paymentId', type: 'bytes32' },
    ],
    name: 'PaymentDeemed',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'paymentId', type: 'bytes32' },
      { indexed: true, name: 'invoiceId', type: 'bytes32' },
      { indexed: true, name: 'paymentReference', type: 'bytes32' },
      { indexed: false, name: 'payer', type: 'address' },
      { indexed: false, name: 'paidAt', type: 'uint64' },
      { indexed: false, name: 'answerBy', type: 'uint64' },
      {
        components: [
          { name: 'x', type: 'uint256' },
          { name: 'y', type: 'uint256' },
        ],
        indexed: false,
        name: 'commitment',
        type: 'tuple',
      },
    ],
    name: 'PaymentRecorded',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'invoiceId', type: 'bytes32' },
      { indexed: true, name: 'paymentId', type: 'bytes32' },
      { indexed: false, name: 'reason', type: 'uint8' },
    ],
    name: 'PaymentRefused',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'invoiceId', type: 'bytes32' },
      { indexed: true, name: 'paymentId', type: 'bytes32' },
      { indexed: false, name: 'reason', type: 'uint8' },
    ],
    name: 'PaymentReversed',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'invoiceId', type: 'bytes32' },
      { indexed: true, name: 'paymentId', type: 'bytes32' },
    ],
    name: 'ReceiptIssued',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'orderId', type: 'bytes32' },
      { indexed: true, name: 'paymentReference', type: 'bytes32' },
      { indexed: false, name: 'paidAt', type: 'uint64' },
    ],
    name: 'RefundMade',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'orderId', type: 'bytes32' },
      { indexed: true, name: 'contractId', type: 'bytes32' },
      { indexed: false, name: 'validUntil', type: 'uint64' },
      {
        components: [
          { name: 'x', type: 'uint256' },
          { name: 'y', type: 'uint256' },
        ],
        indexed: false,
        name: 'commitment',
        type: 'tuple',
      },
    ],
    name: 'RefundOrdered',
    type: 'event',
  },
  { inputs: [], name: 'METERS', outputs: [{ name: '', type: 'address' }], stateMutability: 'view', type: 'function' },
  {
    inputs: [],
    name: 'PARTICIPANTS',
    outputs: [{ name: '', type: 'address' }],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [],
    name: 'READING_LEDGER',
    outputs: [{ name: '', type: 'address' }],
    stateMutability: 'view',
    type: 'function',
  },
  { inputs: [], name: 'TARIFFS', outputs: [{ name: '', type: 'address' }], stateMutability: 'view', type: 'function' },
  {
    inputs: [{ name: 'contractId', type: 'bytes32' }],
    name: 'account',
    outputs: [
      {
        components: [
          { name: 'x', type: 'uint256' },
          { name: 'y', type: 'uint256' },
        ],
        name: '',
        type: 'tuple',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [{ name: 'contractId', type: 'bytes32' }],
    name: 'agreement',
    outputs: [
      {
        components: [
          { name: 'supplier', type: 'address' },
          { name: 'resource', type: 'uint8' },
          { name: 'state', type: 'uint8' },
          { name: 'copiedBy', type: 'uint8' },
          { name: 'cancelledBy', type: 'uint8' },
          { name: 'supplierEnd', type: 'uint64' },
          { name: 'consumer', type: 'address' },
          { name: 'consumerEnd', type: 'uint64' },
          { name: 'offeredBy', type: 'uint8' },
          { name: 'validUntil', type: 'uint64' },
          { name: 'meterId', type: 'bytes32' },
          { name: 'subjectHash', type: 'bytes32' },
          { name: 'metersHash', type: 'bytes32' },
        ],
        name: '',
        type: 'tuple',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [{ name: 'channel', type: 'bytes4' }],
    name: 'billedThrough',
    outputs: [{ name: 'sequence', type: 'uint64' }],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [{ name: 'meterId', type: 'bytes32' }],
    name: 'contractOfMeter',
    outputs: [{ name: 'contractId', type: 'bytes32' }],
    stateMutability: 'view',
    type: 'function',
  },
  { inputs: [], name: 'count', outputs: [{ name: '', type: 'uint256' }], stateMutability: 'view', type: 'function' },
  {
    inputs: [
      { name: 'contractId', type: 'bytes32' },
      { name: 'meterId', type: 'bytes32' },
    ],
    name: 'coversMeter',
    outputs: [{ name: '', type: 'bool' }],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [],
    name: 'eip712Domain',
    outputs: [
      { name: 'fields', type: 'bytes1' },
      { name: 'name', type: 'string' },
      { name: 'version', type: 'string' },
      { name: 'chainId', type: 'uint256' },
      { name: 'verifyingContract', type: 'address' },
      { name: 'salt', type: 'bytes32' },
      { name: 'extensions', type: 'uint256[]' },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  { inputs: [], name: 'head', outputs: [{ name: '', type: 'bytes32' }], stateMutability: 'view', type: 'function' },
  {
    inputs: [{ name: 'invoiceId', type: 'bytes32' }],
    name: 'invoice',
    outputs: [
      {
        components: [
          { name: 'issuer', type: 'address' },
          { name: 'subscriber', type: 'address' },
          { name: 'contractId', type: 'bytes32' },
          { name: 'period', type: 'uint32' },
          { name: 'series', type: 'uint8' },
          { name: 'dueDate', type: 'uint64' },
          { name: 'state', type: 'uint8' },
          {
            components: [
              { name: 'x', type: 'uint256' },
              { name: 'y', type: 'uint256' },
            ],
            name: 'outstanding',
            type: 'tuple',
          },
        ],
        name: '',
        type: 'tuple',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  { inputs: [], name: 'life', outputs: [{ name: '', type: 'uint256' }], stateMutability: 'pure', type: 'function' },
  {
    inputs: [{ name: 'paymentId', type: 'bytes32' }],
    name: 'payment',
    outputs: [
      {
        components: [
          { name: 'invoiceId', type: 'bytes32' },
          { name: 'state', type: 'uint8' },
          { name: 'paidAt', type: 'uint64' },
          { name: 'answerBy', type: 'uint64' },
          {
            components: [
              { name: 'x', type: 'uint256' },
              { name: 'y', type: 'uint256' },
            ],
            name: 'commitment',
            type: 'tuple',
          },
        ],
        name: '',
        type: 'tuple',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [{ name: 'paymentReference', type: 'bytes32' }],
    name: 'paymentOfReference',
    outputs: [{ name: 'paymentId', type: 'bytes32' }],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [{ name: 'digest', type: 'bytes32' }],
    name: 'position',
    outputs: [{ name: 'position', type: 'uint256' }],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [{ name: 'orderId', type: 'bytes32' }],
    name: 'refundOrder',
    outputs: [
      {
        components: [
          { name: 'contractId', type: 'bytes32' },
          { name: 'issuer', type: 'address' },
          { name: 'validUntil', type: 'uint64' },
          {
            components: [
              { name: 'x', type: 'uint256' },
              { name: 'y', type: 'uint256' },
            ],
            name: 'commitment',
            type: 'tuple',
          },
        ],
        name: '',
        type: 'tuple',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [
      { name: 'from', type: 'address' },
      { name: 'digest', type: 'bytes32' },
    ],
    name: 'replacedBy',
    outputs: [{ name: 'by', type: 'bytes32' }],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [{ name: 'invoiceId', type: 'bytes32' }],
    name: 'replacementOf',
    outputs: [{ name: '', type: 'bytes32' }],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [
      { name: 'contractId', type: 'bytes32' },
      { name: 'supplier', type: 'address' },
      { name: 'consumer', type: 'address' },
    ],
    name: 'signedBetween',
    outputs: [
      { name: 'signed', type: 'bool' },
      { name: 'end', type: 'uint64' },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [
      {
        components: [
          { name: 'from', type: 'address' },
          { name: 'to', type: 'address' },
          { name: 'timestamp', type: 'uint64' },
          { name: 'kind', type: 'uint16' },
          { name: 'subject', type: 'bytes32' },
          { name: 'dataHash', type: 'bytes32' },
          { name: 'replaces', type: 'bytes32' },
        ],
        name: 'internalBlock',
        type: 'tuple',
      },
      { name: 'signature', type: 'bytes' },
      { name: 'data', type: 'bytes' },
    ],
    name: 'submit',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
] as const;

export const contractLedgerBytecode: Hex =
  '0x6101e0806040523461022f576080816161a880380380916100208285610233565b83398101031261022f578051906001600160a01b038216820361022f5760208101516001600160a01b038116810361022f576040820151916001600160a01b038316830361022f5760600151926001600160a01b038416840361022f5760405161008b604082610233565b600981526020810190682237b6b632b233b2b960b91b8252604051916100b2604084610233565b600183526020830191603160f81b83526100cb8161026a565b610120526100d88461026a565b61014052519020918260e05251902080610100524660a0526040519060208201927f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f8452604083015260608201524660808201523060a082015260a0815261014160c082610233565b5190206080523060c05261016052610180526101a0526101c052604051615ed290816102d682396080518161215f015260a0518161221c015260c05181612129015260e051816121ae015261010051816121d4015261012051816105130152610140518161053c0152610160518181816107cc01528181611d380152818161408b0152818161497601528181615208015281816152a40152615309015261018051818181610462015281816118450152818161204001528181612d720152613ea601526101a051818181610788015261304501526101c0518181816108100152818161323a0152615b240152f35b5f80fd5b601f909101601f19168101906001600160401b0382119082101761025657604052565b634e487b7160e01b5f52604160045260245ffd5b601f815111610295576020815191015160208210610286571790565b5f198260200360031b1b161790565b604460209160405192839163305a27a960e01b83528160048401528051918291826024860152018484015e5f828201840152601f01601f19168101030190fdfe6080806040526004361015610012575f80fd5b5f3560e01c9081630233331814610c5d5750806306661abd14610c40578063116a1d9a14610b7257806319c4b54e1461083f5780633a312eb5146107fb578063553b7ee7146107b757806367beaa96146107735780636fc727551461071f57806373f7aef91461061d5780637e609cea146105f357806384b0196e146104fb578063882358ae146104bb5780638d94d758146104915780638e00bd101461044d5780638f7dcfa314610431578063957d1fe1146104075780639ad71875146103c3578063a4df7e93146101c8578063b0ef9cdb1461019d578063c531086814610180578063eed2a543146101565763f94879331461010e575f80fd5b346101525760203660031901126101525760043563ffffffff60e01b8116809103610152575f52600d60205260206001600160401b0360405f205416604051908152f35b5f80fd5b34610152576020366003190112610152576004355f526011602052602060405f2054604051908152f35b34610152575f366003190112610152576020604051620151808152f35b346101525760403660031901126101525760206101be60243560043561203e565b6040519015158152f35b34610152576020366003190112610152575f6101806040516101e981610edd565b8281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e08201528261010082015282610120820152826101408201528261016082015201526004355f52600f60205260405f2060405161024e81610edd565b81549160018060a01b0383168252602082019060ff8460a01c16825260ff8460a81c1690604084019460078310156103af5784928652606083019560ff8260b01c1687526080840160ff8360b81c16815260a085019260c01c8352600184015460c0860160018060a01b038216815260e087016001600160401b038360a01c16815260ff61010089019360e01c1683526001600160401b0360028801541694610120890195865260ff600560038a0154996101408c019a8b5261016060048201549c019b8c5201549a6101808d019b8c526040519c60018060a01b039051168d52511660208c0152519160078310156103af576001600160401b0380978c60806101a09f60ff998a8092879a6040870152511660608501525116910152511660a08c015260018060a01b0390511660c08b0152511660e089015251166101008701525116610120850152516101408401525161016083015251610180820152f35b634e487b7160e01b5f52602160045260245ffd5b34610152576040366003190112610152576001600160a01b036103e4610e0b565b165f52600360205260405f206024355f52602052602060405f2054604051908152f35b34610152576020366003190112610152576004355f526002602052602060405f2054604051908152f35b34610152575f3660031901126101525760205f54604051908152f35b34610152575f366003190112610152576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b34610152576020366003190112610152576004355f526008602052602060405f2054604051908152f35b34610152576020366003190112610152576104f76104da600435611048565b604051918291829190916020806040830194805184520151910152565b0390f35b34610152575f366003190112610152576105976105377f0000000000000000000000000000000000000000000000000000000000000000613c34565b6105607f0000000000000000000000000000000000000000000000000000000000000000613c34565b60206105a5604051926105738385610f4b565b5f84525f368137604051958695600f60f81b875260e08588015260e0870190610e45565b908582036040870152610e45565b4660608501523060808501525f60a085015283810360c08501528180845192838152019301915f5b8281106105dc57505050500390f35b8351855286955093810193928101926001016105cd565b34610152576020366003190112610152576004355f52600c602052602060405f2054604051908152f35b346101525760203660031901126101525760405161063a81610ec2565b5f81525f60208201525f60408201525f606082015260806040519161065e83610ef9565b5f83525f602084015201526004355f52600760205260405f2060405161068381610ec2565b815481526001820154916020820160ff841660068110156103af5781526106d2600260408501936001600160401b038760081c1685526001600160401b03606087019760481c16875201610f84565b906080840191825260405193518452519160068310156103af5760c0946001600160401b0380926020958688015251166040860152511660608401525180516080840152015160a0820152f35b3461015257606036600319011261015257610738610e21565b6044356001600160a01b0381168103610152576107626001600160401b0391604093600435611fd6565b835191151582529091166020820152f35b34610152575f366003190112610152576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b34610152575f366003190112610152576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b34610152575f366003190112610152576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b3461015257366003190161012081126101525760e0136101525760e4356001600160401b03811161015257610878903690600401610dde565b610104356001600160401b03811161015257610898903690600401610dde565b6040517ff9805516be2633b30f014ed1f9278f37006b7d0b560caab03d5a427de9b4a02a60208201908152919391906001600160a01b036108d7610e0b565b1660408201526001600160a01b036108ed610e21565b1660608201526044356001600160401b038116809103610152578060808301526064359261ffff841692838503610152578360a0820152608435988960c0830152604260a435938460e085015260c4359384610100820152610100815261095661012082610f4b565b519020610961612126565b906040519161190160f01b8352600283015260228201522096875f52600260205260405f2054610b5f5761099e90610997610fb6565b9289612242565b5060048193929310156103af57610b4c576001600160a01b039182169116808203610b375750506109d7906109d1610fb6565b87611067565b6109e2368888610ffb565b6020815191012090808203610b225750506103844201804211610af857808211610b0c5750620151808101808211610af8574211610ad45750610a26600154611118565b90816001555f546040516020810191825285604082015260408152610a4c606082610f4b565b51902092845f5260026020528260405f2055835f55610a69610fb6565b6024356001600160a01b0381169590919086830361015257610ad29a88957faff3669d41916afb7f38fb91bd36cd018af5be5838d236ece4921fc247167d4b95608095505060405197885260208801526040870152606086015260018060a01b031693a461115e565b005b6201517f19420190428211610af85763b66a76a760e01b5f5260045260245260445ffd5b634e487b7160e01b5f52601160045260245ffd5b9063c90f4e9560e01b5f5260045260245260445ffd5b636f205f0f60e11b5f5260045260245260445ffd5b6321ac3f6b60e11b5f5260045260245260445ffd5b87633fd6a40f60e11b5f5260045260245ffd5b87631fcfeb8d60e21b5f5260045260245ffd5b3461015257602036600319011261015257604051610b8f81610ea7565b5f81525f60208201525f6040820152606060405191610bad83610ef9565b5f83525f602084015201526004355f52600a60205260a060405f20602060405191610bd783610ea7565b805483526001600160401b036001820154610c0c6002858701946001808a1b03841686528460408901948a1c16845201610f84565b926060860193845260405195518652600180881b039051168486015251166040840152518051606084015201516080820152f35b34610152575f366003190112610152576020600154604051908152f35b3461015257602036600319011261015257610c7781610e77565b5f81525f60208201525f60408201525f60608201525f60808201525f60a08201525f60c082015260e060405191610cad83610ef9565b5f83525f602084015201526004355f52600660205260405f20604051610cd281610e77565b60018060a01b03825416815260018060a01b0360018301541691602082019283526002810154604083019081526003820154606084019263ffffffff821684526080850160ff8360201c16815260ff60a08701936001600160401b038160281c16855260681c1660c087019560058210156103af576001600160401b0395610d66600460ff9663ffffffff958b5201610f84565b60e08a01908152604080519a516001600160a01b039081168c529b51909b1660208b01529051998901999099525116606087015251166080850152511660a08301525160058110156103af576101209260209160c084015251805160e08401520151610100820152f35b60058110156103af57602452565b9181601f84011215610152578235916001600160401b038311610152576020838186019501011161015257565b600435906001600160a01b038216820361015257565b602435906001600160a01b038216820361015257565b60068110156103af57602452565b805180835260209291819084018484015e5f828201840152601f01601f1916010190565b60078110156103af57602452565b61010081019081106001600160401b03821117610e9357604052565b634e487b7160e01b5f52604160045260245ffd5b608081019081106001600160401b03821117610e9357604052565b60a081019081106001600160401b03821117610e9357604052565b6101a081019081106001600160401b03821117610e9357604052565b604081019081106001600160401b03821117610e9357604052565b606081019081106001600160401b03821117610e9357604052565b61012081019081106001600160401b03821117610e9357604052565b90601f801991011681019081106001600160401b03821117610e9357604052565b60405190610f7982610ef9565b5f6020838281520152565b90604051610f9181610ef9565b602060018294805484520154910152565b35906001600160401b038216820361015257565b6004356001600160a01b03811681036101525790565b356001600160a01b03811681036101525790565b6001600160401b038111610e9357601f01601f191660200190565b92919261100782610fe0565b916110156040519384610f4b565b829481845281830111610152578281602093845f960137010152565b6001600160401b038111610e935760051b60200190565b611050610f6c565b505f52600960205261106460405f20610f84565b90565b919060018060a01b0316805f52600360205260405f20835f5260205260405f2054806110c7575081156110f9575f82815260026020526040902054156110dd57815b806110c757505f52600360205260405f20905f5260205260405f2055565b8363b73b29d160e01b5f5260045260245260445ffd5b805f52600360205260405f20825f5260205260405f20546110a9565b505050565b91908201809211610af857565b91908203918211610af857565b5f198114610af85760010190565b3561ffff811681036101525790565b359060ff8216820361015257565b9080601f830112156101525781602061106493359101610ffb565b91909160643561ffff8116808203610152576111018114611bd45761110281146115b75761110381146112db576111049150146111a3579160046111a19361230a565b565b50816020918101031261015257356111d3604051826020820152602081526111cc604082610f4b565b6004613cea565b6111de816004613f8c565b815460ff8160a81c1660078110156103af576001811415806112d0575b6112b3575060ff8281600186015460e01c169260b01c92828416171616159182156112a3575b505061127657805460ff60a81b1916600360a91b1790556001600160a01b03600435908116919082810361015257507f94293fb58c653ee0c4f55f30f71cfe88682723825d117306ad0b723a1ead564b5f80a3565b506004356001600160a01b03811691908281036101525750633414ff3960e11b5f5260045260245260445ffd5b60ff925019161615155f80611221565b634392551360e11b5f5260048590526112cb90610e69565b60445ffd5b5060028114156111fb565b505050810190602081830312610152578035906001600160401b0382116101525701606081830312610152576040519061131482610f14565b8035825261132460208201610fa2565b926020830193845260408201356001600160401b03811161015257611354611390926111cc9261139e9501611143565b60408501908152604051928391602080840152865160408401526001600160401b038851166060840152516060608084015260a0830190610e45565b03601f198101835282610f4b565b516113aa816004613f8c565b815493600360ff8660b01c160361159a578460b81c9060ff8381841693161661156d5751906001600160401b038216956234bbff194201428111150263020f5800420190814211610af8578089108015611564575b61153a57505060ff60b81b191660ff9390931680821760b81b60ff60b81b16939093178455159160010361150b5782546001600160c01b031660c09190911b6001600160c01b0319161782555b806115015761145d60055b83612276565b156114a857506004356001600160a01b0381169290838103610152577fd8aba9bf64a23262effb0faff212cd227e41c14487a3de6ac57340a38de7e5319160209150604051908152a3565b6004356001600160a01b03811693848203610152576001600160401b036114f37fc0d1f29c8b0cd3966f160d17dab74da07219d8e1b8219af0c4f18a504e7f35c59460409450613bf9565b8351928352166020820152a3565b61145d6004611457565b5060018201805467ffffffffffffffff60a01b191660a086901b67ffffffffffffffff60a01b1617905561144c565b60849188918a604051936355117ff760e01b85526004850152602484015260448301526064820152fd5b508189116113ff565b6004356001600160a01b0381169086908281036101525750631a360ecf60e01b5f5260045260245260445ffd5b6112cb60ff8686634392551360e11b5f5260045260a81c16610e69565b505050810190602081830312610152578035906001600160401b038211610152570160808183031261015257604051916115f083610ea7565b813583526020820135602084015260408201356001600160401b03811161015257820181601f820112156101525780359061162a82611031565b916116386040519384610f4b565b80835260208084019160051b8301019184831161015257602001905b828210611bc457505050604084015260608201356001600160401b0381116101525761168b611390926111cc926116da9501611143565b6060850190815260405192839160208084015286516040840152602087015160608401526116c7604088015160808086015260c085019061229a565b9051838203603f190160a0850152610e45565b6116e681516004613f8c565b81549160ff8360a81c1660078110156103af5760068114611bac57508260b01c9360ff83861616611b7f5760018201549560ff8760e01c1660ff8516141580611b69575b611b425760ff86161515918280611b30575b611b0957604081015160405161176281611390602082019460208652604083019061229a565b5190209280611afb575b611ad957805193604082015193845160108111611ac3575091979295935f99959199965f995b82518b1015611956576117a58b84614116565b519889111561193f57939a8894906117d28660a08d901c60ff166001600160a01b038c8116908f16613e84565b899c8d985f995b60108b11159081611935575b5015611922578e5f52601160205260405f2054805f52600f6020528d60405f209060018060a01b031660018060a01b03825416149081611908575b816118ed575b506118d757506040516301b972fb60e21b8152600481019f909f528e807f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165a92602491602094fa9e8f156118cc575f9f61189a575b5061189160109f9a611118565b999e508e6117d9565b9e5060208f813d81116118c5575b6118b28183610f4b565b81010312610152579d519d611891611884565b503d6118a8565b6040513d5f823e3d90fd5b8c636f098da160e01b5f5260045260245260445ffd5b6001600160401b03915061190090613bf9565b16155f611826565b60018101546001600160a01b038f81169116149150611820565b919d506001909c019b9599509650611792565b905015158f6117e5565b8884633b727b7560e21b5f5260045260245260445ffd5b99509997939150506003955060ff945092909284808060b01b931691161760b01b16908360b01b1916179081855560208601516004860155600585015560b01c16145f14611ab9576119aa60035b82612276565b815190600435906001600160a01b0382168083036101525760039360ff93507f77f3a3316b13b74682ae923492515525c4d45ecbb7da8407ac763472bc85f097602080880151604051908152a35460b01c1614611a045750565b5f5b604082015151811015611a685760019082515f52601060205260405f20611a31826040860151614116565b515f5260205260405f208260ff198254161790558251611a55826040860151614116565b515f52601160205260405f205501611a06565b507f0e70f7dc0f5c10253840af5bc5d13f8ff4347e142a2ee9e42fc38ddb9b6887738151916040602082015191015190611ab4604051928392835260406020840152604083019061229a565b0390a2565b6119aa60026119a4565b866362984e8960e11b5f5260045260245260445ffd5b836005849251910154906393eef6a560e01b5f5260045260245260445260645ffd5b50826005850154141561176c565b8060206004869351930154910151916370ad980560e11b5f5260045260245260445260645ffd5b5060048401546020820151141561173c565b5060026001600160401b0391519201541690635c93a16560e11b5f5260045260245260445ffd5b506001600160401b03600284015416421161172a565b516004356001600160a01b03811691908281036101525750631a360ecf60e01b5f5260045260245260445ffd5b8451634392551360e11b5f526004526112cb90610e69565b8135815260209182019101611654565b505090820191602081840312610152578035906001600160401b0382116101525701906080828403126101525760405192611c0e84610ea7565b611c1783611135565b8452602084019260208101358452611c3160408201610fa2565b916040860192835260608201356001600160401b03811161015257611c61611390926111cc92611ca79501611143565b6060880190815260405192839160208084015260ff8a51166040840152885160608401526001600160401b03875116608084015251608060a084015260c0830190610e45565b600435926001600160a01b03841691828503610152576024356001600160a01b038116969087810361015257611cdc876151b8565b15611f7f5786905b604051632474521560e21b81527f8b97fd7f3efc705a9fad214be8904d1b61b17b3ee2eda07e0b086a60f7335e0860048201526001600160a01b03828116602483018190529a9190602090829060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa9081156118cc575f91611f50575b508015611f41575b158015611f2f575b611f19575060ff83511680158015611f0f575b611efd57506276a7004201804211610af8576001600160401b03855116428111801590611ef4575b611edb57505060ff85937f6cfe9d65afc04d42cc066e0e233debae71ebcf756b555eb5115aea2bfcc50a319795936001600160401b0393608098518c81611ec5575b505050895f52600f60205260405f2060018060a01b038c1660018060a01b0319825416178155600181019b8d8d60018060a01b0319905416178d5583518254908660a01b9060a01b16908660a01b19161782558751600383015560018060a01b03169b8c89145f14611ebe5760015b8154908660e01b9060e01b16908660e01b191617905584865116856002830191168619825416179055600160a81b8460a81b19825416179055505116925191511691604051938452602084015260408301526060820152a4565b6002611e64565b611ed3928686511691613e84565b5f808c611df5565b631bb92a9d60e21b5f526004524260245260445260645ffd5b50818111611db3565b63eb5b0f9d60e01b5f5260045260245ffd5b5060068111611d8b565b866385d169ef60e01b5f5260045260245260445ffd5b506001600160a01b0389168a14611d78565b50611f4b82615254565b611d70565b611f72915060203d602011611f78575b611f6a8183610f4b565b810190613f74565b5f611d68565b503d611f60565b95611f89876151b8565b15611f945780611ce4565b95611f9e87615254565b15611faa578690611ce4565b95611fb487615254565b15611fbf5780611ce4565b87856385d169ef60e01b5f5260045260245260445ffd5b90611064919392935f52600f60205260405f20938454600360ff8260b01c16149283612027575b50508161200c575b5092613bf9565b60018501546001600160a01b0391821691161490505f612005565b6001600160a01b0391821691161491505f80611ffd565b7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03169290915f91905b60108311158061211d575b1561211457835f52601060205260405f20815f5260205260ff60405f20541661210a57604051906301b972fb60e21b82526004820152602081602481885afa80156118cc575f906120d7575b6120d1915092611118565b9161206f565b506020813d8211612102575b816120f060209383610f4b565b81010312610152576120d190516120c6565b3d91506120e3565b5092505050600190565b50925050505f90565b5080151561207a565b307f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03161480612219575b15612181577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a082015260a0815261221360c082610f4b565b51902090565b507f00000000000000000000000000000000000000000000000000000000000000004614612158565b906041830361226c576122659250602081013591604082359201355f1a90613c72565b9192909190565b50505f9160029190565b9060078110156103af57815460ff60a81b191660a89190911b60ff60a81b16179055565b90602080835192838152019201905f5b8181106122b75750505090565b82518452602093840193909201916001016122aa565b9190826040910312610152576040516122e581610ef9565b6020808294803584520135910152565b35906001600160801b03198216820361015257565b9291926060820161120161ffff61232083611126565b16146126da5761ffff61233561120892611126565b161461234657906111a19391614205565b5090820191602081840312610152578035906001600160401b03821161015257019060a0828403126101525760405161237e81610ea7565b8235815261238f84602085016122cd565b926020820193845260608101356001600160401b03811161015257810185601f82011215610152578035906123c382611031565b966123d16040519889610f4b565b82885260206060818a0194028301019181831161015257602001925b82841061267c575050505061240e6080612471926040850197885201611135565b92606083019384526040516020808201528351604082015260208651805160608401520151608082015261246981612451895160a08084015260e083019061413e565b60ff88511660c083015203601f198101835282610f4b565b835191615508565b9361247f60ff845116615557565b600385019060ff825460681c1660058110156103af57600181141580612671575b612659575082515f52600b60205260405f20548086516113906124cf855160405192839160208301958661419d565b519020036126425750805151805b61257d575050805460ff60681b19166001606a1b17905551905160405160ff9190911681525f93600593909285927fc9bdae3e55d8be80a45cf78af76d779740ffd2117999d91809c3a05269d8b0d390602090a261256461255e600485019261255861254885610f84565b9151612552610f6c565b5061577b565b9061547f565b8461558b565b81602060405161257381610ef9565b8281520152550155565b81515f198201828111610af85761259391614116565b5163ffffffff60e01b8151165f52600d6020526001600160401b0360405f2054166001600160401b036040830151168103612617575090816001600160401b036020612611940151169063ffffffff60e01b9051165f52600d6020526001600160401b0360405f2091166001600160401b03198254161790556141bf565b806124dd565b8551915163be0d67b960e01b5f9081526004939093526001600160e01b031916602452604452606490fd5b83516311dfa3ad60e31b5f5260045260245260445ffd5b835163625d629160e11b5f526004526112cb90610dd0565b5060038114156124a0565b606084830312610152576040519061269382610f14565b8435906001600160e01b0319821682036101525782602092606094526126ba838801610fa2565b838201526126ca60408801610fa2565b60408201528152019301926123ed565b50509290820191602081840312610152578035906001600160401b038211610152570161014081840312610152576040519261271584610f2f565b81358452602082013563ffffffff8116810361015257602085015261273c60408301611135565b604085015261274d60608301610fa2565b606085015260808201356001600160401b03811161015257820181601f8201121561015257803561277d81611031565b9161278b6040519384610f4b565b81835260206101a081850193028201019084821161015257602001915b818310613afd57505050608085015260a08201356001600160401b03811161015257820181601f820112156101525780356127e281611031565b916127f06040519384610f4b565b8183526020606081850193028201019084821161015257602001915b818310613abc5750505060a08501526128288160c084016122cd565b60c085015261010082013560e08501526101208201356001600160401b038111610152576128569201611143565b6101008301908152612867846153aa565b604051906020808301526101808201908451604084015263ffffffff602086015116606084015260ff60408601511660808401526001600160401b0360608601511660a084015260808501519161014060c0850152825180915260206101a085019301905f5b8181106139de5750505060a085015191603f198482030160e0850152602080845192838152019301905f5b8181106139af575050508261139061294a949361294493602060c08a01518051610100870152015161012085015260e089015161014085015251603f1984830301610160850152610e45565b84613cea565b5f608060405161295981610ec2565b8281528260208201528260408201528260608201520152612990825161297e85610fcc565b61298a60208701610fcc565b916155d6565b602083015163ffffffff1662030d4081106064820681156139a2575b8115613993575b8115613982575b50613970575063ffffffff6020840151166001600160401b0360608501511690620151804204612b08198101908111610af85762023ab1808204910661016d612a24612a18612a0d6105b485048561110b565b618eac8504906110fe565b62023ab084049061110b565b04908161016d029061016d82048303610af857612a55612a4b612a5b938560021c906110fe565b606485049061110b565b9061110b565b80600502906005820403610af85760028101809111610af85760999004916101908102908082046101901490151715610af8576107d001806107d011610af857612aa4916110fe565b90600a81101561392d57606482029180830460641490151715610af857612aca916110fe565b60038101809111610af857612ae563ffffffff809216615705565b16908181116139185750506201517f194201428111150263020f5800420191824211610af857818110801561390f575b6138f7575050506001600160401b0316801515806138ce575b806138c1575b61389a57612b53612b4e63ffffffff602086015116615705565b61561a565b620151808101809111610af857612b6985610fcc565b91612b7660208701610fcc565b85519060405194612b8686610ec2565b6001600160a01b039081168652166020850152604084015260608301526080820152612bb184610fcc565b835163ffffffff60208601511660ff6040870151169060405192602084019460018060a01b0316855260408401526060830152608082015260808152612bf860a082610f4b565b519020805f52600660205260ff600360405f20015460681c1660058110156103af5761388857612c3360808501515160a086015151906110fe565b156138765760e084015180613754575b50612c4c610f6c565b5060a084015194604051612c5f81610ef9565b5f81525f6020820152935f945b8751861015612cec5760ff612c81878a614116565b515116158015612cd4575b612cb357612cab6001916020612ca2898c614116565b5101519061547f565b950194612c6c565b60ff612cbf878a614116565b515116633bfa912d60e11b5f5260045260245ffd5b50600860ff612ce3888b614116565b51511611612c8c565b9194509295509390939160808201515193612d0685611031565b94612d146040519687610f4b565b808652612d23601f1991611031565b015f5b81811061372b5750505f935b855185101561348757612d49856080860151614116565b5194612d53610f6c565b5085516040516343eec53560e11b815260048101919091525f816024817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa9081156118cc575f91613465575b5060208101518a516001600160a01b0390811691168114801590613449575b61341e5750612dde60408b015188519061203e565b15613400576020870151604088015160ff16906001600160d01b03191660041a8190036133da575060208701516001600160d01b0319165f1a60f81b6001600160f81b031916600160f81b14806133af575b80613384575b600160ff60408401511614908161337b575b506133505765ffffffff00ff60d01b60208801511660ff604089015116155f1461334557600160d81b905b88515f52600e60205265ffffffffffff60d01b60405f205460d01b168015158061332f575b613304579160ff9391604093156132d3575b505001511691612ecb875165ffffffffffff60d01b60208a01511690615740565b612f056001600160401b0360608a0151166001600160401b0360808b01511660a08b01519060018060801b031960c08d0151169285615a9e565b612f426001600160401b0360e08a0151166001600160401b036101008b0151166101208b01519060018060801b03196101408d0151169285615a9e565b6001600160401b0360e0890151166001600160401b0360608a015116808211156132b157505063ffffffff60e01b81165f52600d6020526001600160401b0360405f2054168015613214575b6001600160401b038060608b01511691168082036131f25750506001600160401b036101008901511660808c0151908181116131d05750506001600160401b0360608c015116801515806131b9575b61318557508a5160408981015160808b01516101008c015192516317a647d160e11b81526001600160a01b039485166004820152602481019890985260ff90911660448801526001600160401b039081166064880152166084860152602090859060a49082907f0000000000000000000000000000000000000000000000000000000000000000165afa9384156118cc575f9461314e575b50906125586001946130db936001600160401b0360e08c0151169063ffffffff60e01b165f52600d6020526001600160401b0360405f2091166001600160401b03198254161790556130d66101208b015161255860a08d0151612552610f6c565b615bad565b956130f7815165ffffffffffff60d01b60208401511690615740565b906001600160401b0360e08160608401511692015116906040519261311b84610f14565b6001600160e01b03191683526020830152604082015261313b8289614116565b526131468188614116565b500193612d32565b9350906020843d821161317d575b8161316960209383610f4b565b810103126101525792519290612558613075565b3d915061315c565b608089015163dadb31b560e01b5f9081526001600160e01b03199093166004526001600160401b0316602452604452606490fd5b50806001600160401b0360808b0151161015612fdd565b826302661abd60e61b5f5263ffffffff60e01b1660045260245260445260645ffd5b8263c11d9e1960e01b5f5263ffffffff60e01b1660045260245260445260645ffd5b50604051638a84025f60e01b81526001600160e01b0319821660048201526020816024817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa9081156118cc575f91613278575b50612f8e565b90506020813d82116132a9575b8161329260209383610f4b565b81010312610152576132a390613d3a565b5f613272565b3d9150613285565b8263ad003acf60e01b5f5263ffffffff60e01b1660045260245260445260645ffd5b8a515f52600e602052835f209165ffffffffffff60d01b161760d01c65ffffffffffff198254161790555f80612eaa565b895160208b01516361b211eb60e01b5f9081526004929092526001600160d01b031916602452604490fd5b506001600160d01b031983168217811415612e98565b600160d91b90612e73565b86516020880151634005482b60e01b5f9081526004929092526001600160d01b031916602452604490fd5b9050155f612e48565b5060208701516001600160d01b03191660031a60f81b6001600160f81b031916600160fb1b14612e36565b5060208701516001600160d01b03191660021a60f81b6001600160f81b031916600160f81b14612e30565b87602065ffffffffffff60d01b91015116635ff5cd6360e11b5f5260045260245260445ffd5b8660408b0151905190633d00861760e11b5f5260045260245260445ffd5b8a90885191602060018060a01b039101511691635e66cdbf60e01b5f5260045260245260445260645ffd5b50815160208c01516001600160a01b0390811691161415612dc9565b61348191503d805f833e6134798183610f4b565b810190613d4e565b5f612daa565b92949196509492506040516134a5816113906020820194868661419d565b519020825f52600b60205260405f20558060c08401519081516136ac575b50506134ce84610fcc565b906134db60208601610fcc565b9084519263ffffffff6020870151169360ff6040880151166001600160401b036060890151166040519361350e85610e77565b6001600160a01b0390811685529586166020808601918252604080870195865260608701998a526080870194855260a08701938452600160c0880181815260e089018a81525f8e81526006865293909320985189546001600160a01b0319908116918d16919091178a559451918901805490951691909a1617909255935160028601559651600385018054935192516cffffffffffffffffffffffffff1990941663ffffffff92909216919091179190931b64ff00000000161760289190911b6cffffffffffffffff0000000000161781559251939260058510156103af57602060c0946005927f41869867f785558a6b5242beeb64bcbe9ff85420c232fd79d437008780b96b569781549060ff60681b9060681b169060ff60681b19161790555180516004850155015191015560206136528161364b89610fcc565b9801610fcc565b8651828801516040808a015160609a8b0151825194855263ffffffff9093168487015260ff16908301526001600160401b0316978101979097528251608088015291015160a08601526001600160a01b03908116951693a4565b90915083516136b9610f6c565b506136c381611048565b80519084518214801590613719575b6136fc575050906136f083926136ea6136f59561577b565b906157d5565b61547f565b5f806134c3565b6020015191636c06920960e11b5f5260045260245260445260645ffd5b506020810151602086015114156136d2565b60209060405161373a81610f14565b5f81525f838201525f604082015282828a01015201612d26565b5f52600660205260405f206003810154600560ff8260681c1610156103af57600460ff8260681c1614918261385d575b8261383e575b8261382f575b5081613818575b5080613800575b156137e55760e08401515f52600c6020528060405f20558060e08501517f1828579a9099d260540e5738bd9ca7a30cc6f034f99849d73884e0c23716f56d5f80a35f612c43565b60e084015190630246c67d60e01b5f5260045260245260445ffd5b5060e08401515f52600c60205260405f20541561379e565b905063ffffffff806020870151169116145f613797565b6002015486511491505f613790565b600181015460208601516001600160a01b03908116911614925061378a565b805485516001600160a01b039081169116149250613784565b6314ddb5a360e21b5f5260045260245ffd5b635c2d84b560e11b5f5260045260245ffd5b8263ffffffff6020825192015116906359c7debb60e01b5f5260045260245260445260645ffd5b5060808301515115612b34565b506138e263ffffffff60208501511661561a565b62015180820190818311610af8571015612b2e565b63ee5d2afd60e01b5f5260045260245260445260645ffd5b50828111612b15565b63cc892d3d60e01b5f5260045260245260445ffd5b60018201809211610af857606482029180830460641490151715610af857613954916110fe565b6008198101908111610af857612ae563ffffffff809216615705565b637c8aba8760e01b5f5260045260245ffd5b600c915063ffffffff16115f6129ba565b63ffffffff81161591506129b3565b620f41e8831191506129ac565b8251805160ff1686526020908101518051828801528101516040870152606090950194909201916001016128f8565b90919360206101a060019287518051825265ffffffffffff60d01b84820151168483015260ff60408201511660408301526001600160401b0360608201511660608301526001600160401b0360808201511660808301528360a0820151805160a0850152015160c0830152848060801b031960c08201511660e08301526001600160401b0360e0820151166101008301526001600160401b03610100820151166101208301528361012082015180516101408501520151610160830152610140858060801b03199101511661018082015201950191019190916128cd565b606083860312610152576020606091604051613ad781610ef9565b613ae086611135565b8152613aee888488016122cd565b8382015281520192019161280c565b6101a083860312610152576040519061016082018281106001600160401b03821117610e9357604052833582526020840135906001600160d01b0319821682036101525782602092836101a0950152613b5860408701611135565b6040820152613b6960608701610fa2565b6060820152613b7a60808701610fa2565b6080820152613b8c8860a088016122cd565b60a0820152613b9d60e087016122f5565b60c0820152613baf6101008701610fa2565b60e0820152613bc16101208701610fa2565b610100820152613bd58861014088016122cd565b610120820152613be861018087016122f5565b6101408201528152019201916127a8565b805490600360ff8360b81c1614613c11575060c01c90565b6001600160401b036001819360c01c92015460a01c169081808211911802181690565b60ff811690601f8211613c635760405191613c50604084610f4b565b6020808452838101919036833783525290565b632cd44ac360e21b5f5260045ffd5b91906fa2a8918ca85bafe22016d0b997e4df60600160ff1b038411613cdf579160209360809260ff5f9560405194855216868401526040830152606082015282805260015afa156118cc575f516001600160a01b03811615613cd557905f905f90565b505f906001905f90565b5050505f9160039190565b9060a09060208151910120910135808203613d03575050565b6312af6b0960e11b5f5260045260245260445ffd5b51906001600160a01b038216820361015257565b519060ff8216820361015257565b51906001600160401b038216820361015257565b602081830312610152578051906001600160401b038211610152570190610120828203126101525760405191613d8383610f2f565b613d8c81613d18565b8352613d9a60208201613d18565b6020840152613dab60408201613d2c565b6040840152613dbc60608201613d2c565b60608401526080810151805f0b8103610152576080840152613de060a08201613d3a565b60a084015260c081015160c084015260e081015160e0840152610100810151906001600160401b03821161015257019080601f8301121561015257815190613e2782611031565b92613e356040519485610f4b565b82845260208085019360051b82010191821161015257602001915b818310613e635750505061010082015290565b82516001600160d01b03198116810361015257815260209283019201613e50565b6040516343eec53560e11b815260048101859052919390929091905f826024817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa9182156118cc575f92613f58575b5060208201516001600160a01b03948516941684149182613f41575b82613f2c575b505015613f0c57505050565b638446d44760e01b5f5260045260245260018060a01b031660445260645ffd5b6040015160ff91821691161490505f80613f00565b80516001600160a01b038781169116149250613efa565b613f6d9192503d805f833e6134798183610f4b565b905f613ede565b90816020910312610152575180151581036101525790565b9190613f98818461533c565b805f52600f60205260405f209283549160ff8360a81c1660078110156103af57156141045750613fc781610fcc565b6001600160a01b0392831692168214918215806140e1575b8015614057575b61401f5761400a91908315614019575060018501546001600160a01b031690615360565b1561401457600190565b600290565b90615360565b61ffff82614038606061403183610fcc565b9201611126565b9063dd2b9a5f60e01b5f5260018060a01b03166004521660245260445ffd5b5061406182610fcc565b604051639f8a13d760e01b81526001600160a01b03918216600482015290602090829060249082907f0000000000000000000000000000000000000000000000000000000000000000165afa9081156118cc575f916140c2575b5015613fe6565b6140db915060203d602011611f7857611f6a8183610f4b565b5f6140bb565b506140eb82610fcc565b60018601546001600160a01b0391821691161415613fdf565b639fd3363160e01b5f5260045260245ffd5b805182101561412a5760209160051b010190565b634e487b7160e01b5f52603260045260245ffd5b90602080835192838152019201905f5b81811061415b5750505090565b909192602060606001926001600160401b036040885163ffffffff60e01b8151168452828682015116868501520151166040820152019401910191909161414e565b606090602061106494938051835201516020820152816040820152019061413e565b8015610af8575f190190565b91909160808184031261015257604060608151926141e884610f14565b6141f38496826122cd565b84528281013560208501520135910152565b90939293606081019461120261ffff61421d88611126565b1614614df15761120361ffff61423288611126565b1614614bb45761120461ffff61424788611126565b1614614a935761120561ffff61425c88611126565b16146149165761120661ffff61427188611126565b16146147905761120761ffff61428688611126565b16146147015761120961ffff61429b88611126565b161461451d5761120a61ffff6142b088611126565b16146142d55761ffff6142c287611126565b63a548304f60e01b5f521660045260245ffd5b90919280949550019260e08185031261015257604051936142f585610ea7565b81358552614324602086019160208401358352606061431660408601610fa2565b9460408901958652016141cb565b9360608601948552614335846153f6565b61439d60405187516020820152835160408201526001600160401b0385511660608201526143878751608083019060406060916020815180518652015160208501526020810151828501520151910152565b60e0815261439761010082610f4b565b85613cea565b6143a886518561533c565b85515f908152600a60205260409020600181015490946001600160a01b038216908115614509576001600160401b0392916143e291615360565b60a01c168042116144f25750918161440f6136ea946144d0979694516001600160401b03855116916158cf565b6144908751825184519060405192602084015260408301526001600160401b0360c01b9060c01b1660608201526048815261444b606882610f4b565b6002850196519060405190614461604083610f4b565b6013825272446f6d6c656467657220726566756e6420763160681b602083015261448a89610f84565b91615955565b7fa50ca279229d72294f4166a88699d63ad0d0a17d7de2750071e1475e77302dc960206001600160401b0389519351945116604051908152a35491610f84565b515f52600a6020525f6003604082208281558260018201558260028201550155565b8651633b02f79960e21b5f5260045260245260445ffd5b8851633317a6c560e01b5f5260045260245ffd5b909192809495500192602081850312610152578035906001600160401b0382116101525701608081850312610152576040519061455982610f14565b8035825261456a85602083016122cd565b946020830195865260608201356001600160401b0381116101525761459a611390926145e1926145e79501611143565b604085019081526145aa866153aa565b6040519283916020808401528651604084015260208a51805160608601520151608084015251608060a084015260c0830190610e45565b83613cea565b6145f281518361533c565b61460c815161460084610fcc565b61298a60208601610fcc565b50614617845161589a565b62278d00420191824211610af85760206060926001600160401b037f3c3bdea234dd438385fecc359506116d5806dcd5f37ea7ab625c427c3473aa5a951692600383614664845193610fcc565b6146db8b51916040519561467787610ea7565b86526001600160a01b0390811684870190815260408088018b81528c89019586525f8f8152600a88529190912097518855905160018801805492516001600160e01b0319909316919093161760a09190911b67ffffffffffffffff60a01b16179055565b5180516002850155015191015551955160405192835280518284015201516040820152a3565b83919495506020925081010312610152575f9161473b6005923580926040519082602083015260208252614736604083610f4b565b615508565b906147468282615a65565b60038201805460ff60681b1916600360681b1790557f6777e1f27612aa5216184ec3aee87b56319be6a8b30d6421e657746a6c4108f88480a2826004820161256461255e82610f84565b83809295965060609350010312610152576040516147ad81610f14565b813581526147c8604060208301936020810135855201611135565b92604082019384526147d9816153f6565b614823614812604051845160208201528551604082015260ff875116606082015260608152614809608082610f4b565b84519084615849565b9160018060a01b0383541690615360565b60ff8451168015801561490c575b6148f5575061484382518451906159d2565b906001820160ff8154169060068210156103af57600582146148dd579260ff927f1db4b34d5927767707c711876d06543c88f311c18aae2e6a8f5cce1be061957e959260209560058619825416179055600381149081156148d2575b506148b6575b5050519351945116604051908152a3565b6148c560026148cb9301610f84565b9061558b565b5f806148a5565b60049150145f61489f565b855163f733f59560e01b5f526004526112cb82610e37565b635ce1b31560e01b5f52600452600260245260445ffd5b5060028111614831565b6040919250928094959381010312610152576040519161493583610ef9565b833583526020808401940135845261494c82610fcc565b604051639f8a13d760e01b81526001600160a01b03918216600482015290602090829060249082907f0000000000000000000000000000000000000000000000000000000000000000165afa9081156118cc575f91614a74575b5015614a5f57506149d3614812604051845160208201528551604082015260408152614809606082610f4b565b6149e08251845190615a22565b600181016001600160401b03815460481c16804210614a485750614a196002614a1e94936148c593600460ff1982541617905501610f84565b61577b565b519051907f7029a4f16f9f13ff0040f7f873247604201ef4ea36df4f01e72e0469e29700085f80a3565b8551636ec5801f60e01b5f5260045260245260445ffd5b614038614a6e61ffff93610fcc565b91611126565b614a8d915060203d602011611f7857611f6a8183610f4b565b5f6149a6565b915091809394500191602081840312610152578035906001600160401b0382116101525701906080828403126101525760405192614ad084610ea7565b82358452602084019260208101358452614aec60408201611135565b94604081019586526060820135916001600160401b038311610152577f7ec2066a5689ca7816ad3c136b52940e76493996ebfc371e0749d658d8e0fad394611390612469614b4360209760ff97614b7e9601611143565b606086019081526040519283918980840152875160408401528b516060840152888d5116608084015251608060a084015260c0830190610e45565b50614b8b82875116615557565b6001614b9a8251875190615a22565b0160028319825416179055519351945116604051908152a3565b915091809394500191602081840312610152578035906001600160401b03821161015257019160a0838203126101525760405191614bf183610ec2565b833583526020830193602081013585526040810135918215158303610152576040850192835260608501936060830135855260808301356001600160401b03811161015257614c4b61139092614c8e92614c969601611143565b60808801908152604051928391602080840152895160408401528a516060840152875115156080840152885160a08401525160a060c084015260e0830190610e45565b855191615508565b9284518015801590614de8575b614d5a575b50519351847fc8e1b7ca4a3b258a7a6e197f56d4e96ef0de86f95012c60c51cceb8dc07e26655f80a351614cdb57505050565b5190614ce78184615a65565b614cfc82614cf760048401610f84565b615e1d565b15614d4357600301805460ff60681b1916600160691b1790556040519081527fc2befcc0931a9a100cd5d4dd77e6d2147043378e0da0c90d28a3f93290a5b79790602090a2565b50906312fa45bb60e21b5f5260045260245260445ffd5b614d659082516159d2565b600181019060ff8254166006811015806103af57600382148015614ddc575b614dc4576103af57600403614da6575b50805460ff191660031790555f614ca8565b614db8614a196002614dbe9301610f84565b8661558b565b5f614d94565b885163f733f59560e01b5f526004526112cb82610e37565b50505f60058214614d84565b50825115614ca3565b90939450820191602081840312610152578035906001600160401b03821161015257019161016083820312610152576040519260e084018481106001600160401b03821117610e935760405280358452614e4e82602083016122cd565b9060208501918252604085019460608201358652614e6e60808301610fa2565b6060820190815260a0830135979092906001600160a01b03891689036101525760808301988952614ea28660c084016141cb565b9560a084019687526101408301356001600160401b03811161015257614ed361139092614f6e92614f8c9601611143565b60c08601908152614ee3846153f6565b6040805160208082018190528851828401528a518051606084015281015160808301528d5160a083015289516001600160401b031660c08301528e516001600160a01b031660e08301528b51805180516101008501528201516101208401529081015161014083015290910151610160820152928391516101606101808401526101a0830190610e45565b83516001600160a01b0391614f84919084615849565b541690615360565b614f96835161589a565b614fad86516001600160401b0384511690876158cf565b61503e87519482518851855191604051986bffffffffffffffffffffffff199060601b1660208a0152603489015260548801526001600160401b0360c01b9060c01b166074870152605c8652615004607c87610f4b565b845190519060409687516150188982610f4b565b6014815273446f6d6c6564676572207061796d656e7420763160601b6020820152615955565b6201518042046003805b615182575060018101809111610af85762015180810290808204620151801490151715610af8576001600160401b0316928151936001600160401b038451169582519581519061509782610ec2565b81526020810194600186528282019889526060820191848352608081019889528a5f526007602052835f20905181556001810196519960068b10156103af57602060a09a81996001600160401b03966003947fb111c36e65630116b210981cfe0154a37473fbe33365066ce83e3d69155e4b009f60ff80198554169116178355519068ffffffffffffffff008354918a60481b905160481b169260081b1690610100600160881b03191617179055518051600285015501519101555199519a600180891b039051169551169251928151958652848601528401528051606084015201516080820152a4565b9061518c90611118565b9060038201808311610af857600760059106106151aa575b80615048565b6151b3906141bf565b6151a4565b604051632474521560e21b81527f4a3debffbb5bc5d4c738c3d8b74da2daa7589500e8c18ed2d6a9a12a34a3116160048201526001600160a01b03918216602482015290602090829060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa9081156118cc575f9161523b575090565b611064915060203d602011611f7857611f6a8183610f4b565b604051632474521560e21b81527f6b930a54bc9a8d9d32021a28e2282ffedf33210754271fcab1eb90abc2021a1c60048201526001600160a01b03918216602482015290602090829060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa9081156118cc575f9161523b575090565b604051632474521560e21b815260048101919091526001600160a01b03918216602482015290602090829060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa9081156118cc575f9161523b575090565b6080013581810361534b575050565b63463fe88f60e01b5f5260045260245260445ffd5b60200161536c81610fcc565b6001600160a01b039283169216829003615384575050565b61538d90610fcc565b63016a849360e21b5f5260018060a01b031660045260245260445ffd5b6153dc6153b682610fcc565b7f6b930a54bc9a8d9d32021a28e2282ffedf33210754271fcab1eb90abc2021a1c6152d7565b156153e45750565b80614038606061403161ffff94610fcc565b6153dc61540282610fcc565b7f25ae7aa7dec65cf8445639c6ac79d789338565c02be28faed5bd49a5767dfcc86152d7565b3d15615452573d9061543982610fe0565b916154476040519384610f4b565b82523d5f602084013e565b606090565b908160409103126101525760206040519161547183610ef9565b805183520151602082015290565b5f809161548a610f6c565b506040516154c28161139087602083019586909291602060609181608085019680518652015182850152805160408501520151910152565b519060065afa906154d1615428565b91156154eb57508060208061106493518301019101615457565b60208151910151906330fe103d60e21b5f5260045260245260445ffd5b929161551d91615517856153aa565b84615849565b80549092906001600160a01b039081169061553783610fcc565b16036153e45760018301546111a1916001600160a01b0390911690615360565b60ff1680158015615581575b61556a5750565b635ce1b31560e01b5f52600452600460245260445ffd5b5060048111615563565b9060ff600383015460681c1660058110156103af576001036155c95760206005916155bd60048501916136f083610f84565b90815190550151910155565b60026111a19201546157d5565b9291906155e4828286611fd6565b9490156155f057505050565b638e3c1fc160e01b5f9081526004919091526001600160a01b039182166024529116604452606490fd5b63ffffffff1663ffffffff60648206169063ffffffff606461063f199204160163ffffffff8111610af85763ffffffff16600382106156e8575b8061016d029061016d82048103610af85761019061568661567c61568e948460021c906110fe565b606484049061110b565b9104906110fe565b6002198201918211610af85781609902916099830403610af85760028201809211610af85760056156c09204906110fe565b62020fa7198101908111610af85762015180810290808204620151801490151715610af85790565b5f19810191908211610af857600c8101809111610af85790615654565b63ffffffff16600c63ffffffff6064830616145f1461572f5760590163ffffffff8111610af85790565b60010163ffffffff8111610af85790565b604051916020830191825265ffffffffffff60d01b1660408301526026825261576a604683610f4b565b905190206001600160e01b03191690565b615783610f6c565b50602081519101515f516020615e925f395f51905f52035f516020615e925f395f51905f528111610af8575f516020615e925f395f51905f5290604051926157ca84610ef9565b835206602082015290565b90611ab46158127f14c2618f914d24e7ad54b3fb29633c3391c1ad43d397243e4eb16298316c26ea92845f5260096020526136f060405f20610f84565b835f52600960205260405f208151815560016020830151910155604051918291829190916020806040830194805184520151910152565b9180939261585a61585f9382613cea565b61533c565b815f52600660205260405f209160ff600384015460681c1660058110156103af57156158885750565b633e8077bb60e11b5f5260045260245ffd5b8051906158ad6020820192835190615c28565b156158b6575050565b51905190634597f90560e01b5f5260045260245260445ffd5b916276a6ff1942014281111502610384420191824211610af8576001600160401b0316818110801561594c575b61593457505050805f52600860205260405f2054615922575f52600860205260405f2055565b630e82d86360e01b5f5260045260245ffd5b6329ee996560e11b5f5260045260245260445260645ffd5b508281116158fc565b926159a760346159ad949560208080966040519784899551918291018487015e84019046838301523060601b6040830152805192839101605483015e01015f838201520301601f198101845283610f4b565b83615c81565b156159b55750565b60208151910151906320d3f67d60e11b5f5260045260245260445ffd5b9190805f52600760205260405f209260ff60018501541660068110156103af57158015615a17575b615a02575050565b636a2072af60e01b5f5260045260245260445ffd5b5080845414156159fa565b81615a2f919392936159d2565b9160ff6001840154169060068210156103af5760018203615a4e575050565b63f733f59560e01b5f526004526112cb9150610e37565b90600360ff91015460681c169060058210156103af5760018203615a87575050565b63625d629160e11b5f526004526112cb9150610dd0565b919392909260208251920151604051926001600160401b0380602086019663ffffffff60e01b16978888521697886040870152166060850152608084015260a083015260018060801b03191660c082015260c08152615afe60e082610f4b565b5190206040516305bf81f160e01b815260048101839052602481018490526020816044817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa9081156118cc575f91615b7b575b5003615b66575050565b639b1d3db760e01b5f5260045260245260445ffd5b90506020813d602011615ba5575b81615b9660209383610f4b565b8101031261015257515f615b5c565b3d9150615b89565b90615bb6610f6c565b505f80604051602081019085518252602086019485516040830152606082015260608152615be5608082610f4b565b519060075afa91615bf4615428565b9215615c0f5750508060208061106493518301019101615457565b519051906330fe103d60e21b5f5260045260245260445ffd5b5f516020615e925f395f51905f528110801590615c6a575b615c64575f516020615e925f395f51905f5260038183818181960909089180091490565b50505f90565b505f516020615e925f395f51905f52821015615c40565b909160208301905f516020615eb25f395f51905f52825110801590615e02575b615dfa57615cb784516020815191015190615c28565b15615dfa57615ddb925f516020615eb25f395f51905f52615dd1615d6e612558948851615d4b604051615d148161139060208201958b87909291602060609181608085019680518652015182850152805160408501520151910152565b60206040519384928280850197805191829101895e840190838201905f8252519283915e01015f815203601f198101835282610f4b565b5190209560405190615d5c82610ef9565b60018252600260208301525190615bad565b612558604051615d7d81610ef9565b7f1cef754fc6c1e0c36ef50f420c79cc221a251699b9c853c199bf29c6780d9ba381527f03931a1fd4bf752fc73b6460014a9f70ce932828019b5d6ed43239c5eba19a98602082015260408a015190615bad565b9551930690615bad565b81518151149182615deb57505090565b60209192508101519101511490565b505050505f90565b505f516020615eb25f395f51905f5260408501511015615ca1565b905f516020615eb25f395f51905f52811015615c6457615ddb90604051615e4381610ef9565b7f1cef754fc6c1e0c36ef50f420c79cc221a251699b9c853c199bf29c6780d9ba381527f03931a1fd4bf752fc73b6460014a9f70ce932828019b5d6ed43239c5eba19a986020820152615bad56fe30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd4730644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001';
