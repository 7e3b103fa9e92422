// Generated from contracts/ContractLedger.sol by scripts/generate-abis.ts.
import type { Hex } from '../../domain/bytes/hex.ts';

export const contractLedgerAbi = [
  {
    inputs: [
      { name: 'networkHash', type: 'bytes32' },
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
      { name: 'channel', type: 'bytes4' },
      { name: 'subscriber', type: 'address' },
      { name: 'beginning', type: 'uint16' },
      { name: 'ending', type: 'uint16' },
    ],
    name: 'LineNotOfOwner',
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
    ],
    name: 'MeterNotOfIssuer',
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
    name: 'NETWORK_HASH',
    outputs: [{ name: '', type: 'bytes32' }],
    stateMutability: 'view',
    type: 'function',
  },
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
  '0x61014080604052346101eb5760a081616171803803809161002082856101ef565b8339810103126101eb57805160208201519091906001600160a01b03811681036101eb576040820151906001600160a01b03821682036101eb576060830151926001600160a01b03841684036101eb5760800151936001600160a01b03851685036101eb578060805260405160208101917fd87cd6ef79d4e2b95e15ce8abf732db51ec771f1ca2edccf22a46c729ac5647283527f622290dadda28f36fc80a7ef97526dc35888420f1d230934795f8f3cd0f0871c60408301527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608301524660808301523060a083015260c082015260c0815261012060e0826101ef565b51902060a05260c05260e0526101005261012052604051615f4a908161022782396080518181816101ea015281816105cd01526159b4015260a051816109a4015260c05181818161080901528181611d71015281816140c5015281816149b001528181615242015281816152de0152615343015260e0518181816104a70152818161187e0152818161207901528181612ca0015281816132cc0152613ee00152610100518181816107c50152612fa401526101205181818161084d015281816131c30152615b3b0152f35b5f80fd5b601f909101601f19168101906001600160401b0382119082101761021257604052565b634e487b7160e01b5f52604160045260245ffdfe6080806040526004361015610012575f80fd5b5f3560e01c9081630233331814610cb25750806306661abd14610c95578063116a1d9a14610bc757806319c4b54e1461087c5780633a312eb514610838578063553b7ee7146107f457806367beaa96146107b05780636fc727551461075c57806373f7aef91461065a5780637e609cea1461063057806384b0196e14610540578063882358ae146105005780638d94d758146104d65780638e00bd10146104925780638f7dcfa314610476578063957d1fe11461044c5780639ad7187514610408578063a4df7e931461020d578063ae9c31e5146101d3578063b0ef9cdb146101a8578063c53108681461018b578063eed2a543146101615763f948793314610119575f80fd5b3461015d57602036600319011261015d5760043563ffffffff60e01b811680910361015d575f52600b60205260206001600160401b0360405f205416604051908152f35b5f80fd5b3461015d57602036600319011261015d576004355f52600f602052602060405f2054604051908152f35b3461015d575f36600319011261015d576020604051620151808152f35b3461015d57604036600319011261015d5760206101c9602435600435612077565b6040519015158152f35b3461015d575f36600319011261015d5760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b3461015d57602036600319011261015d575f61018060405161022e81610f32565b8281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e08201528261010082015282610120820152826101408201528261016082015201526004355f52600d60205260405f2060405161029381610f32565b81549160018060a01b0383168252602082019060ff8460a01c16825260ff8460a81c1690604084019460078310156103f45784928652606083019560ff8260b01c1687526080840160ff8360b81c16815260a085019260c01c8352600184015460c0860160018060a01b038216815260e087016001600160401b038360a01c16815260ff61010089019360e01c1683526001600160401b0360028801541694610120890195865260ff600560038a0154996101408c019a8b5261016060048201549c019b8c5201549a6101808d019b8c526040519c60018060a01b039051168d52511660208c0152519160078310156103f4576001600160401b0380978c60806101a09f60ff998a8092879a6040870152511660608501525116910152511660a08c015260018060a01b0390511660c08b0152511660e089015251166101008701525116610120850152516101408401525161016083015251610180820152f35b634e487b7160e01b5f52602160045260245ffd5b3461015d57604036600319011261015d576001600160a01b03610429610e60565b165f52600360205260405f206024355f52602052602060405f2054604051908152f35b3461015d57602036600319011261015d576004355f526002602052602060405f2054604051908152f35b3461015d575f36600319011261015d5760205f54604051908152f35b3461015d575f36600319011261015d576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b3461015d57602036600319011261015d576004355f526006602052602060405f2054604051908152f35b3461015d57602036600319011261015d5761053c61051f60043561106a565b604051918291829190916020806040830194805184520151910152565b0390f35b3461015d575f36600319011261015d576105b260406105bf8151916105658184610f84565b60098352682237b6b632b233b2b960b91b602084015280516105878282610f84565b60018152603160f81b60208201528151948594601f60f81b865260e0602087015260e0860190610e9a565b9184830390850152610e9a565b4660608301523060808301527f000000000000000000000000000000000000000000000000000000000000000060a083015281810360c083015260206060519182815201906080905f5b818110610617575050500390f35b8251845285945060209384019390920191600101610609565b3461015d57602036600319011261015d576004355f52600a602052602060405f2054604051908152f35b3461015d57602036600319011261015d5760405161067781610f17565b5f81525f60208201525f60408201525f606082015260806040519161069b83610f4e565b5f83525f602084015201526004355f52600560205260405f206040516106c081610f17565b815481526001820154916020820160ff841660068110156103f457815261070f600260408501936001600160401b038760081c1685526001600160401b03606087019760481c16875201610fbd565b906080840191825260405193518452519160068310156103f45760c0946001600160401b0380926020958688015251166040860152511660608401525180516080840152015160a0820152f35b3461015d57606036600319011261015d57610775610e76565b6044356001600160a01b038116810361015d5761079f6001600160401b039160409360043561200f565b835191151582529091166020820152f35b3461015d575f36600319011261015d576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b3461015d575f36600319011261015d576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b3461015d575f36600319011261015d576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b3461015d573660031901610120811261015d5760e01361015d5760e4356001600160401b03811161015d576108b5903690600401610e33565b610104356001600160401b03811161015d576108d5903690600401610e33565b6040517ff9805516be2633b30f014ed1f9278f37006b7d0b560caab03d5a427de9b4a02a60208201908152919391906001600160a01b03610914610e60565b1660408201526001600160a01b0361092a610e76565b1660608201526044356001600160401b03811680910361015d578060808301526064359261ffff84169283850361015d578360a0820152608435988960c0830152604260a435938460e085015260c4359384610100820152610100815261099361012082610f84565b5190206040519061190160f01b82527f0000000000000000000000000000000000000000000000000000000000000000600283015260228201522096875f52600260205260405f2054610bb4576109f3906109ec610fef565b928961215f565b5060048193929310156103f457610ba1576001600160a01b039182169116808203610b8c575050610a2c90610a26610fef565b87611089565b610a37368888611034565b6020815191012090808203610b775750506103844201804211610b4d57808211610b615750620151808101808211610b4d574211610b295750610a7b60015461113a565b90816001555f546040516020810191825285604082015260408152610aa1606082610f84565b51902092845f5260026020528260405f2055835f55610abe610fef565b6024356001600160a01b0381169590919086830361015d57610b279a88957faff3669d41916afb7f38fb91bd36cd018af5be5838d236ece4921fc247167d4b95608095505060405197885260208801526040870152606086015260018060a01b031693a4611197565b005b6201517f19420190428211610b4d5763b66a76a760e01b5f5260045260245260445ffd5b634e487b7160e01b5f52601160045260245ffd5b9063c90f4e9560e01b5f5260045260245260445ffd5b636f205f0f60e11b5f5260045260245260445ffd5b6321ac3f6b60e11b5f5260045260245260445ffd5b87633fd6a40f60e11b5f5260045260245ffd5b87631fcfeb8d60e21b5f5260045260245ffd5b3461015d57602036600319011261015d57604051610be481610efc565b5f81525f60208201525f6040820152606060405191610c0283610f4e565b5f83525f602084015201526004355f52600860205260a060405f20602060405191610c2c83610efc565b805483526001600160401b036001820154610c616002858701946001808a1b03841686528460408901948a1c16845201610fbd565b926060860193845260405195518652600180881b039051168486015251166040840152518051606084015201516080820152f35b3461015d575f36600319011261015d576020600154604051908152f35b3461015d57602036600319011261015d57610ccc81610ecc565b5f81525f60208201525f60408201525f60608201525f60808201525f60a08201525f60c082015260e060405191610d0283610f4e565b5f83525f602084015201526004355f52600460205260405f20604051610d2781610ecc565b60018060a01b03825416815260018060a01b0360018301541691602082019283526002810154604083019081526003820154606084019263ffffffff821684526080850160ff8360201c16815260ff60a08701936001600160401b038160281c16855260681c1660c087019560058210156103f4576001600160401b0395610dbb600460ff9663ffffffff958b5201610fbd565b60e08a01908152604080519a516001600160a01b039081168c529b51909b1660208b01529051998901999099525116606087015251166080850152511660a08301525160058110156103f4576101209260209160c084015251805160e08401520151610100820152f35b60058110156103f457602452565b9181601f8401121561015d578235916001600160401b03831161015d576020838186019501011161015d57565b600435906001600160a01b038216820361015d57565b602435906001600160a01b038216820361015d57565b60068110156103f457602452565b805180835260209291819084018484015e5f828201840152601f01601f1916010190565b60078110156103f457602452565b61010081019081106001600160401b03821117610ee857604052565b634e487b7160e01b5f52604160045260245ffd5b608081019081106001600160401b03821117610ee857604052565b60a081019081106001600160401b03821117610ee857604052565b6101a081019081106001600160401b03821117610ee857604052565b604081019081106001600160401b03821117610ee857604052565b606081019081106001600160401b03821117610ee857604052565b90601f801991011681019081106001600160401b03821117610ee857604052565b60405190610fb282610f4e565b5f6020838281520152565b90604051610fca81610f4e565b602060018294805484520154910152565b35906001600160401b038216820361015d57565b6004356001600160a01b038116810361015d5790565b356001600160a01b038116810361015d5790565b6001600160401b038111610ee857601f01601f191660200190565b92919261104082611019565b9161104e6040519384610f84565b82948184528183011161015d578281602093845f960137010152565b611072610fa5565b505f52600760205261108660405f20610fbd565b90565b919060018060a01b0316805f52600360205260405f20835f5260205260405f2054806110e95750811561111b575f82815260026020526040902054156110ff57815b806110e957505f52600360205260405f20905f5260205260405f2055565b8363b73b29d160e01b5f5260045260245260445ffd5b805f52600360205260405f20825f5260205260405f20546110cb565b505050565b91908201809211610b4d57565b91908203918211610b4d57565b5f198114610b4d5760010190565b3561ffff8116810361015d5790565b359060ff8216820361015d57565b9080601f8301121561015d5781602061108693359101611034565b6001600160401b038111610ee85760051b60200190565b91909160643561ffff811680820361015d576111018114611c0d5761110281146115f0576111038114611314576111049150146111dc579160046111da93612227565b565b50816020918101031261015d573561120c60405182602082015260208152611205604082610f84565b6004613cfc565b611217816004613fc6565b815460ff8160a81c1660078110156103f457600181141580611309575b6112ec575060ff8281600186015460e01c169260b01c92828416171616159182156112dc575b50506112af57805460ff60a81b1916600360a91b1790556001600160a01b03600435908116919082810361015d57507f94293fb58c653ee0c4f55f30f71cfe88682723825d117306ad0b723a1ead564b5f80a3565b506004356001600160a01b038116919082810361015d5750633414ff3960e11b5f5260045260245260445ffd5b60ff925019161615155f8061125a565b634392551360e11b5f52600485905261130490610ebe565b60445ffd5b506002811415611234565b50505081019060208183031261015d578035906001600160401b03821161015d570160608183031261015d576040519061134d82610f69565b8035825261135d60208201610fdb565b926020830193845260408201356001600160401b03811161015d5761138d6113c992611205926113d79501611165565b60408501908152604051928391602080840152865160408401526001600160401b038851166060840152516060608084015260a0830190610e9a565b03601f198101835282610f84565b516113e3816004613fc6565b815493600360ff8660b01c16036115d3578460b81c9060ff838184169316166115a65751906001600160401b038216956234bbff194201428111150263020f5800420190814211610b4d57808910801561159d575b61157357505060ff60b81b191660ff9390931680821760b81b60ff60b81b1693909317845515916001036115445782546001600160c01b031660c09190911b6001600160c01b0319161782555b8061153a5761149660055b83612193565b156114e157506004356001600160a01b038116929083810361015d577fd8aba9bf64a23262effb0faff212cd227e41c14487a3de6ac57340a38de7e5319160209150604051908152a3565b6004356001600160a01b0381169384820361015d576001600160401b0361152c7fc0d1f29c8b0cd3966f160d17dab74da07219d8e1b8219af0c4f18a504e7f35c59460409450613c49565b8351928352166020820152a3565b6114966004611490565b5060018201805467ffffffffffffffff60a01b191660a086901b67ffffffffffffffff60a01b16179055611485565b60849188918a604051936355117ff760e01b85526004850152602484015260448301526064820152fd5b50818911611438565b6004356001600160a01b03811690869082810361015d5750631a360ecf60e01b5f5260045260245260445ffd5b61130460ff8686634392551360e11b5f5260045260a81c16610ebe565b50505081019060208183031261015d578035906001600160401b03821161015d570160808183031261015d576040519161162983610efc565b813583526020820135602084015260408201356001600160401b03811161015d57820181601f8201121561015d5780359061166382611180565b916116716040519384610f84565b80835260208084019160051b8301019184831161015d57602001905b828210611bfd57505050604084015260608201356001600160401b03811161015d576116c46113c992611205926117139501611165565b606085019081526040519283916020808401528651604084015260208701516060840152611700604088015160808086015260c08501906121b7565b9051838203603f190160a0850152610e9a565b61171f81516004613fc6565b81549160ff8360a81c1660078110156103f45760068114611be557508260b01c9360ff83861616611bb85760018201549560ff8760e01c1660ff8516141580611ba2575b611b7b5760ff86161515918280611b69575b611b4257604081015160405161179b816113c960208201946020865260408301906121b7565b5190209280611b34575b611b1257805193604082015193845160108111611afc575091979295935f99959199965f995b82518b101561198f576117de8b84614150565b519889111561197857939a88949061180b8660a08d901c60ff166001600160a01b038c8116908f16613ebe565b899c8d985f995b60108b1115908161196e575b501561195b578e5f52600f60205260405f2054805f52600d6020528d60405f209060018060a01b031660018060a01b03825416149081611941575b81611926575b5061191057506040516301b972fb60e21b8152600481019f909f528e807f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165a92602491602094fa9e8f15611905575f9f6118d3575b506118ca60109f9a61113a565b999e508e611812565b9e5060208f813d81116118fe575b6118eb8183610f84565b8101031261015d579d519d6118ca6118bd565b503d6118e1565b6040513d5f823e3d90fd5b8c636f098da160e01b5f5260045260245260445ffd5b6001600160401b03915061193990613c49565b16155f61185f565b60018101546001600160a01b038f81169116149150611859565b919d506001909c019b95995096506117cb565b905015158f61181e565b8884633b727b7560e21b5f5260045260245260445ffd5b99509997939150506003955060ff945092909284808060b01b931691161760b01b16908360b01b1916179081855560208601516004860155600585015560b01c16145f14611af2576119e360035b82612193565b815190600435906001600160a01b03821680830361015d5760039360ff93507f77f3a3316b13b74682ae923492515525c4d45ecbb7da8407ac763472bc85f097602080880151604051908152a35460b01c1614611a3d5750565b5f5b604082015151811015611aa15760019082515f52600e60205260405f20611a6a826040860151614150565b515f5260205260405f208260ff198254161790558251611a8e826040860151614150565b515f52600f60205260405f205501611a3f565b507f0e70f7dc0f5c10253840af5bc5d13f8ff4347e142a2ee9e42fc38ddb9b6887738151916040602082015191015190611aed60405192839283526040602084015260408301906121b7565b0390a2565b6119e360026119dd565b866362984e8960e11b5f5260045260245260445ffd5b836005849251910154906393eef6a560e01b5f5260045260245260445260645ffd5b5082600585015414156117a5565b8060206004869351930154910151916370ad980560e11b5f5260045260245260445260645ffd5b50600484015460208201511415611775565b5060026001600160401b0391519201541690635c93a16560e11b5f5260045260245260445ffd5b506001600160401b036002840154164211611763565b516004356001600160a01b038116919082810361015d5750631a360ecf60e01b5f5260045260245260445ffd5b8451634392551360e11b5f5260045261130490610ebe565b813581526020918201910161168d565b50509082019160208184031261015d578035906001600160401b03821161015d57019060808284031261015d5760405192611c4784610efc565b611c5083611157565b8452602084019260208101358452611c6a60408201610fdb565b916040860192835260608201356001600160401b03811161015d57611c9a6113c99261120592611ce09501611165565b6060880190815260405192839160208084015260ff8a51166040840152885160608401526001600160401b03875116608084015251608060a084015260c0830190610e9a565b600435926001600160a01b0384169182850361015d576024356001600160a01b038116969087810361015d57611d15876151f2565b15611fb85786905b604051632474521560e21b81527f8b97fd7f3efc705a9fad214be8904d1b61b17b3ee2eda07e0b086a60f7335e0860048201526001600160a01b03828116602483018190529a9190602090829060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115611905575f91611f89575b508015611f7a575b158015611f68575b611f52575060ff83511680158015611f48575b611f3657506276a7004201804211610b4d576001600160401b03855116428111801590611f2d575b611f1457505060ff85937f6cfe9d65afc04d42cc066e0e233debae71ebcf756b555eb5115aea2bfcc50a319795936001600160401b0393608098518c81611efe575b505050895f52600d60205260405f2060018060a01b038c1660018060a01b0319825416178155600181019b8d8d60018060a01b0319905416178d5583518254908660a01b9060a01b16908660a01b19161782558751600383015560018060a01b03169b8c89145f14611ef75760015b8154908660e01b9060e01b16908660e01b191617905584865116856002830191168619825416179055600160a81b8460a81b19825416179055505116925191511691604051938452602084015260408301526060820152a4565b6002611e9d565b611f0c928686511691613ebe565b5f808c611e2e565b631bb92a9d60e21b5f526004524260245260445260645ffd5b50818111611dec565b63eb5b0f9d60e01b5f5260045260245ffd5b5060068111611dc4565b866385d169ef60e01b5f5260045260245260445ffd5b506001600160a01b0389168a14611db1565b50611f848261528e565b611da9565b611fab915060203d602011611fb1575b611fa38183610f84565b810190613fae565b5f611da1565b503d611f99565b95611fc2876151f2565b15611fcd5780611d1d565b95611fd78761528e565b15611fe3578690611d1d565b95611fed8761528e565b15611ff85780611d1d565b87856385d169ef60e01b5f5260045260245260445ffd5b90611086919392935f52600d60205260405f20938454600360ff8260b01c16149283612060575b505081612045575b5092613c49565b60018501546001600160a01b0391821691161490505f61203e565b6001600160a01b0391821691161491505f80612036565b7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03169290915f91905b601083111580612156575b1561214d57835f52600e60205260405f20815f5260205260ff60405f20541661214357604051906301b972fb60e21b82526004820152602081602481885afa8015611905575f90612110575b61210a91509261113a565b916120a8565b506020813d821161213b575b8161212960209383610f84565b8101031261015d5761210a90516120ff565b3d915061211c565b5092505050600190565b50925050505f90565b508015156120b3565b9060418303612189576121829250602081013591604082359201355f1a90613c84565b9192909190565b50505f9160029190565b9060078110156103f457815460ff60a81b191660a89190911b60ff60a81b16179055565b90602080835192838152019201905f5b8181106121d45750505090565b82518452602093840193909201916001016121c7565b919082604091031261015d5760405161220281610f4e565b6020808294803584520135910152565b35906001600160801b03198216820361015d57565b9291926060820161120161ffff61223d83611148565b16146125f75761ffff61225261120892611148565b161461226357906111da939161423f565b509082019160208184031261015d578035906001600160401b03821161015d57019060a08284031261015d5760405161229b81610efc565b823581526122ac84602085016121ea565b926020820193845260608101356001600160401b03811161015d57810185601f8201121561015d578035906122e082611180565b966122ee6040519889610f84565b82885260206060818a0194028301019181831161015d57602001925b828410612599575050505061232b608061238e926040850197885201611157565b9260608301938452604051602080820152835160408201526020865180516060840152015160808201526123868161236e895160a08084015260e0830190614178565b60ff88511660c083015203601f198101835282610f84565b835191615542565b9361239c60ff845116615591565b600385019060ff825460681c1660058110156103f45760018114158061258e575b612576575082515f52600960205260405f20548086516113c96123ec85516040519283916020830195866141d7565b5190200361255f5750805151805b61249a575050805460ff60681b19166001606a1b17905551905160405160ff9190911681525f93600593909285927fc9bdae3e55d8be80a45cf78af76d779740ffd2117999d91809c3a05269d8b0d390602090a261248161247b600485019261247561246585610fbd565b915161246f610fa5565b506157b5565b906154b9565b846155c5565b81602060405161249081610f4e565b8281520152550155565b81515f198201828111610b4d576124b091614150565b5163ffffffff60e01b8151165f52600b6020526001600160401b0360405f2054166001600160401b036040830151168103612534575090816001600160401b03602061252e940151169063ffffffff60e01b9051165f52600b6020526001600160401b0360405f2091166001600160401b03198254161790556141f9565b806123fa565b8551915163be0d67b960e01b5f9081526004939093526001600160e01b031916602452604452606490fd5b83516311dfa3ad60e31b5f5260045260245260445ffd5b835163625d629160e11b5f5260045261130490610e25565b5060038114156123bd565b60608483031261015d57604051906125b082610f69565b8435906001600160e01b03198216820361015d5782602092606094526125d7838801610fdb565b838201526125e760408801610fdb565b604082015281520193019261230a565b5050929082019160208184031261015d578035906001600160401b03821161015d57016101408184031261015d576040519261012084018481106001600160401b03821117610ee85760405281358452602082013563ffffffff8116810361015d57602085015261266a60408301611157565b604085015261267b60608301610fdb565b606085015260808201356001600160401b03811161015d57820181601f8201121561015d5780356126ab81611180565b916126b96040519384610f84565b81835260206101a081850193028201019084821161015d57602001915b818310613b4d57505050608085015260a08201356001600160401b03811161015d57820181601f8201121561015d57803561271081611180565b9161271e6040519384610f84565b8183526020606081850193028201019084821161015d57602001915b818310613b0c5750505060a08501526127568160c084016121ea565b60c085015261010082013560e08501526101208201356001600160401b03811161015d576127849201611165565b6101008301908152612795846153e4565b604051906020808301526101808201908451604084015263ffffffff602086015116606084015260ff60408601511660808401526001600160401b0360608601511660a084015260808501519161014060c0850152825180915260206101a085019301905f5b818110613a2e5750505060a085015191603f198482030160e0850152602080845192838152019301905f5b8181106139ff57505050826113c9612878949361287293602060c08a01518051610100870152015161012085015260e089015161014085015251603f1984830301610160850152610e9a565b84613cfc565b5f608060405161288781610f17565b82815282602082015282604082015282606082015201526128be82516128ac85611005565b6128b860208701611005565b91615610565b602083015163ffffffff1662030d4081106064820681156139f2575b81156139e3575b81156139d2575b506139c0575063ffffffff6020840151166001600160401b0360608501511690620151804204612b08198101908111610b4d5762023ab1808204910661016d61295261294661293b6105b485048561112d565b618eac850490611120565b62023ab084049061112d565b04908161016d029061016d82048303610b4d57612983612979612989938560021c90611120565b606485049061112d565b9061112d565b80600502906005820403610b4d5760028101809111610b4d5760999004916101908102908082046101901490151715610b4d576107d001806107d011610b4d576129d291611120565b90600a81101561397d57606482029180830460641490151715610b4d576129f891611120565b60038101809111610b4d57612a1363ffffffff80921661573f565b16908181116139685750506201517f194201428111150263020f5800420191824211610b4d57818110801561395f575b613947575050506001600160401b03168015158061391e575b80613911575b6138ea57612a81612a7c63ffffffff60208601511661573f565b615654565b620151808101809111610b4d57612a9785611005565b91612aa460208701611005565b85519060405194612ab486610f17565b6001600160a01b039081168652166020850152604084015260608301526080820152612adf84611005565b835163ffffffff60208601511660ff6040870151169060405192602084019460018060a01b0316855260408401526060830152608082015260808152612b2660a082610f84565b519020805f52600460205260ff600360405f20015460681c1660058110156103f4576138d857612b6160808501515160a08601515190611120565b156138c65760e0840151806137aa575b50612b7a610fa5565b5060a084015194604051612b8d81610f4e565b5f81525f6020820152935f945b8751861015612c1a5760ff612baf878a614150565b515116158015612c02575b612be157612bd96001916020612bd0898c614150565b510151906154b9565b950194612b9a565b60ff612bed878a614150565b515116633bfa912d60e11b5f5260045260245ffd5b50600860ff612c11888b614150565b51511611612bba565b9194509295509390939160808201515193612c3485611180565b94612c426040519687610f84565b808652612c51601f1991611180565b015f5b8181106137815750505f935b85518510156134dd57612c77856080860151614150565b5194612c81610fa5565b5085516040516343eec53560e11b815260048101919091525f816024817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa908115611905575f916134bb575b5060408101518a516001600160a01b0390811691168190036134a45750612d0560408b0151885190612077565b15613486576020870151604088015160ff16906001600160d01b03191660041a819003613460575060208701516001600160d01b0319165f1a60f81b6001600160f81b031916600160f81b1480613435575b8061340a575b600160ff606084015116149081613401575b506133d65765ffffffff00ff60d01b60208801511660ff604089015116155f146133cb57600160d81b905b88515f52600c60205265ffffffffffff60d01b60405f205460d01b16801590811590816133b4575b50613389579160ff9391606093613357575b505001511691612df5875165ffffffffffff60d01b60208a0151169061577a565b612e2f6001600160401b0360608a0151166001600160401b0360808b01511660a08b01519060018060801b031960c08d0151169285615af8565b61ffff612e706001600160401b0360e08c0151166001600160401b036101008d0151166101208d0151908d61014060018060801b0319910151169287615af8565b60101c168061ffff8316148015906132a5575b61325e576001600160401b0360e08b0151166001600160401b0360608c0151168082111561323c57505063ffffffff60e01b83165f52600b6020526001600160401b0360405f20541691821561319b575b60101c61ffff1614158061317c575b6001600160401b038060608c015116921690818314159081613173575b506131515750506001600160401b036101008901511660808c01519081811161312f5750506001600160401b0360608c01511680151580613118575b6130e457508a5160408981015160808b01516101008c015192516317a647d160e11b81526001600160a01b039485166004820152602481019890985260ff90911660448801526001600160401b039081166064880152166084860152602090859060a49082907f0000000000000000000000000000000000000000000000000000000000000000165afa938415611905575f946130ad575b509061247560019461303a936001600160401b0360e08c0151169063ffffffff60e01b165f52600b6020526001600160401b0360405f2091166001600160401b03198254161790556130356101208b015161247560a08d015161246f610fa5565b615c25565b95613056815165ffffffffffff60d01b6020840151169061577a565b906001600160401b0360e08160608401511692015116906040519261307a84610f69565b6001600160e01b03191683526020830152604082015261309a8289614150565b526130a58188614150565b500193612c60565b9350906020843d82116130dc575b816130c860209383610f84565b8101031261015d5792519290612475612fd4565b3d91506130bb565b608089015163dadb31b560e01b5f9081526001600160e01b03199093166004526001600160401b0316602452604452606490fd5b50806001600160401b0360808b0151161015612f3c565b826302661abd60e61b5f5263ffffffff60e01b1660045260245260445260645ffd5b8263c11d9e1960e01b5f5263ffffffff60e01b1660045260245260445260645ffd5b9050155f612f00565b506001600160401b0360608a0151166001600160401b03821610612ee3565b604051638a84025f60e01b81526001600160e01b0319851660048201529092506020816024817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa8015611905575f90613202575b929050612ed4565b506020813d8211613234575b8161321b60209383610f84565b8101031261015d5761322f61ffff91613d4c565b6131fa565b3d915061320e565b8463ad003acf60e01b5f5263ffffffff60e01b1660045260245260445260645ffd5b60208d01516040516325061c2760e21b81526001600160e01b031990941660048501526001600160a01b0316602484015261ffff9190911660448301526064820152608490fd5b5089516040516340f6b44760e01b81526004810191909152602481018290526020816044817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa908115611905575f9161331e575b5060208e01516001600160a01b0391821691161415612e83565b90506020813d821161334f575b8161333860209383610f84565b8101031261015d5761334990613d2a565b5f613304565b3d915061332b565b8a515f52600c60205260405f209165ffffffffffff60d01b161760d01c65ffffffffffff198254161790555f80612dd4565b895160208b01516361b211eb60e01b5f9081526004929092526001600160d01b031916602452604490fd5b6001600160d01b031985168417141590505f612dc2565b600160d91b90612d9a565b86516020880151634005482b60e01b5f9081526004929092526001600160d01b031916602452604490fd5b9050155f612d6f565b5060208701516001600160d01b03191660031a60f81b6001600160f81b031916600160fb1b14612d5d565b5060208701516001600160d01b03191660021a60f81b6001600160f81b031916600160f81b14612d57565b87602065ffffffffffff60d01b91015116635ff5cd6360e11b5f5260045260245260445ffd5b8660408b0151905190633d00861760e11b5f5260045260245260445ffd5b875163a70a966560e01b5f5260045260245260445ffd5b6134d791503d805f833e6134cf8183610f84565b810190613d60565b5f612cd8565b92949196509492506040516134fb816113c9602082019486866141d7565b519020825f52600960205260405f20558060c0840151908151613702575b505061352484611005565b9061353160208601611005565b9084519263ffffffff6020870151169360ff6040880151166001600160401b036060890151166040519361356485610ecc565b6001600160a01b0390811685529586166020808601918252604080870195865260608701998a526080870194855260a08701938452600160c0880181815260e089018a81525f8e81526004865293909320985189546001600160a01b0319908116918d16919091178a559451918901805490951691909a1617909255935160028601559651600385018054935192516cffffffffffffffffffffffffff1990941663ffffffff92909216919091179190931b64ff00000000161760289190911b6cffffffffffffffff0000000000161781559251939260058510156103f457602060c0946005927f41869867f785558a6b5242beeb64bcbe9ff85420c232fd79d437008780b96b569781549060ff60681b9060681b169060ff60681b19161790555180516004850155015191015560206136a8816136a189611005565b9801611005565b8651828801516040808a015160609a8b0151825194855263ffffffff9093168487015260ff16908301526001600160401b0316978101979097528251608088015291015160a08601526001600160a01b03908116951693a4565b909150835161370f610fa5565b506137198161106a565b8051908451821480159061376f575b61375257505090613746839261374061374b956157b5565b9061580f565b6154b9565b5f80613519565b6020015191636c06920960e11b5f5260045260245260445260645ffd5b50602081015160208601511415613728565b60209060405161379081610f69565b5f81525f838201525f604082015282828a01015201612c54565b5f52600460205260405f20600381015460ff8160681c1660058110156103f45760041491826138ad575b8261388e575b8261387f575b5081613868575b5080613850575b156138355760e08401515f52600a6020528060405f20558060e08501517f1828579a9099d260540e5738bd9ca7a30cc6f034f99849d73884e0c23716f56d5f80a35f612b71565b60e084015190630246c67d60e01b5f5260045260245260445ffd5b5060e08401515f52600a60205260405f2054156137ee565b905063ffffffff806020870151169116145f6137e7565b6002015486511491505f6137e0565b600181015460208601516001600160a01b0390811691161492506137da565b805485516001600160a01b0390811691161492506137d4565b6314ddb5a360e21b5f5260045260245ffd5b635c2d84b560e11b5f5260045260245ffd5b8263ffffffff6020825192015116906359c7debb60e01b5f5260045260245260445260645ffd5b5060808301515115612a62565b5061393263ffffffff602085015116615654565b62015180820190818311610b4d571015612a5c565b63ee5d2afd60e01b5f5260045260245260445260645ffd5b50828111612a43565b63cc892d3d60e01b5f5260045260245260445ffd5b60018201809211610b4d57606482029180830460641490151715610b4d576139a491611120565b6008198101908111610b4d57612a1363ffffffff80921661573f565b637c8aba8760e01b5f5260045260245ffd5b600c915063ffffffff16115f6128e8565b63ffffffff81161591506128e1565b620f41e8831191506128da565b8251805160ff168652602090810151805182880152810151604087015260609095019490920191600101612826565b90919360206101a060019287518051825265ffffffffffff60d01b84820151168483015260ff60408201511660408301526001600160401b0360608201511660608301526001600160401b0360808201511660808301528360a0820151805160a0850152015160c0830152848060801b031960c08201511660e08301526001600160401b0360e0820151166101008301526001600160401b03610100820151166101208301528361012082015180516101408501520151610160830152610140858060801b03199101511661018082015201950191019190916127fb565b60608386031261015d576020606091604051613b2781610f4e565b613b3086611157565b8152613b3e888488016121ea565b8382015281520192019161273a565b6101a08386031261015d576040519061016082018281106001600160401b03821117610ee857604052833582526020840135906001600160d01b03198216820361015d5782602092836101a0950152613ba860408701611157565b6040820152613bb960608701610fdb565b6060820152613bca60808701610fdb565b6080820152613bdc8860a088016121ea565b60a0820152613bed60e08701612212565b60c0820152613bff6101008701610fdb565b60e0820152613c116101208701610fdb565b610100820152613c258861014088016121ea565b610120820152613c386101808701612212565b6101408201528152019201916126d6565b805490600360ff8360b81c1614613c61575060c01c90565b6001600160401b036001819360c01c92015460a01c169081808211911802181690565b91906fa2a8918ca85bafe22016d0b997e4df60600160ff1b038411613cf1579160209360809260ff5f9560405194855216868401526040830152606082015282805260015afa15611905575f516001600160a01b03811615613ce757905f905f90565b505f906001905f90565b5050505f9160039190565b9060a09060208151910120910135808203613d15575050565b6312af6b0960e11b5f5260045260245260445ffd5b51906001600160a01b038216820361015d57565b519060ff8216820361015d57565b51906001600160401b038216820361015d57565b60208183031261015d578051906001600160401b03821161015d5701906101408282031261015d576040519161014083018381106001600160401b03821117610ee857604052613daf81613d2a565b8352602081015161ffff8116810361015d576020840152613dd260408201613d2a565b6040840152613de360608201613d3e565b6060840152613df460808201613d3e565b608084015260a0810151805f0b810361015d5760a0840152613e1860c08201613d4c565b60c084015260e081015160e0840152610100810151610100840152610120810151906001600160401b03821161015d57019080601f8301121561015d57815190613e6182611180565b92613e6f6040519485610f84565b82845260208085019360051b82010191821161015d57602001915b818310613e9d5750505061012082015290565b82516001600160d01b03198116810361015d57815260209283019201613e8a565b6040516343eec53560e11b815260048101859052919390929091905f826024817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa918215611905575f92613f92575b5060408201516001600160a01b03948516941684149182613f7b575b82613f66575b505015613f4657505050565b638446d44760e01b5f5260045260245260018060a01b031660445260645ffd5b6060015160ff91821691161490505f80613f3a565b80516001600160a01b038781169116149250613f34565b613fa79192503d805f833e6134cf8183610f84565b905f613f18565b9081602091031261015d5751801515810361015d5790565b9190613fd28184615376565b805f52600d60205260405f209283549160ff8360a81c1660078110156103f4571561413e575061400181611005565b6001600160a01b03928316921682149182158061411b575b8015614091575b6140595761404491908315614053575060018501546001600160a01b03169061539a565b1561404e57600190565b600290565b9061539a565b61ffff82614072606061406b83611005565b9201611148565b9063dd2b9a5f60e01b5f5260018060a01b03166004521660245260445ffd5b5061409b82611005565b604051639f8a13d760e01b81526001600160a01b03918216600482015290602090829060249082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115611905575f916140fc575b5015614020565b614115915060203d602011611fb157611fa38183610f84565b5f6140f5565b5061412582611005565b60018601546001600160a01b0391821691161415614019565b639fd3363160e01b5f5260045260245ffd5b80518210156141645760209160051b010190565b634e487b7160e01b5f52603260045260245ffd5b90602080835192838152019201905f5b8181106141955750505090565b909192602060606001926001600160401b036040885163ffffffff60e01b81511684528286820151168685015201511660408201520194019101919091614188565b6060906020611086949380518352015160208201528160408201520190614178565b8015610b4d575f190190565b91909160808184031261015d576040606081519261422284610f69565b61422d8496826121ea565b84528281013560208501520135910152565b90939293606081019461120261ffff61425788611148565b1614614e2b5761120361ffff61426c88611148565b1614614bee5761120461ffff61428188611148565b1614614acd5761120561ffff61429688611148565b16146149505761120661ffff6142ab88611148565b16146147ca5761120761ffff6142c088611148565b161461473b5761120961ffff6142d588611148565b16146145575761120a61ffff6142ea88611148565b161461430f5761ffff6142fc87611148565b63a548304f60e01b5f521660045260245ffd5b90919280949550019260e08185031261015d576040519361432f85610efc565b8135855261435e602086019160208401358352606061435060408601610fdb565b946040890195865201614205565b936060860194855261436f84615430565b6143d760405187516020820152835160408201526001600160401b0385511660608201526143c18751608083019060406060916020815180518652015160208501526020810151828501520151910152565b60e081526143d161010082610f84565b85613cfc565b6143e2865185615376565b85515f908152600860205260409020600181015490946001600160a01b038216908115614543576001600160401b03929161441c9161539a565b60a01c1680421161452c575091816144496137409461450a979694516001600160401b0385511691615909565b6144ca8751825184519060405192602084015260408301526001600160401b0360c01b9060c01b16606082015260488152614485606882610f84565b600285019651906040519061449b604083610f84565b6013825272446f6d6c656467657220726566756e6420763160681b60208301526144c489610fbd565b9161598f565b7fa50ca279229d72294f4166a88699d63ad0d0a17d7de2750071e1475e77302dc960206001600160401b0389519351945116604051908152a35491610fbd565b515f5260086020525f6003604082208281558260018201558260028201550155565b8651633b02f79960e21b5f5260045260245260445ffd5b8851633317a6c560e01b5f5260045260245ffd5b90919280949550019260208185031261015d578035906001600160401b03821161015d570160808185031261015d576040519061459382610f69565b803582526145a485602083016121ea565b946020830195865260608201356001600160401b03811161015d576145d46113c99261461b926146219501611165565b604085019081526145e4866153e4565b6040519283916020808401528651604084015260208a51805160608601520151608084015251608060a084015260c0830190610e9a565b83613cfc565b61462c815183615376565b614646815161463a84611005565b6128b860208601611005565b5061465184516158d4565b62278d00420191824211610b4d5760206060926001600160401b037f3c3bdea234dd438385fecc359506116d5806dcd5f37ea7ab625c427c3473aa5a95169260038361469e845193611005565b6147158b5191604051956146b187610efc565b86526001600160a01b0390811684870190815260408088018b81528c89019586525f8f8152600888529190912097518855905160018801805492516001600160e01b0319909316919093161760a09190911b67ffffffffffffffff60a01b16179055565b5180516002850155015191015551955160405192835280518284015201516040820152a3565b8391949550602092508101031261015d575f916147756005923580926040519082602083015260208252614770604083610f84565b615542565b906147808282615abf565b60038201805460ff60681b1916600360681b1790557f6777e1f27612aa5216184ec3aee87b56319be6a8b30d6421e657746a6c4108f88480a2826004820161248161247b82610fbd565b8380929596506060935001031261015d576040516147e781610f69565b81358152614802604060208301936020810135855201611157565b926040820193845261481381615430565b61485d61484c604051845160208201528551604082015260ff875116606082015260608152614843608082610f84565b84519084615883565b9160018060a01b038354169061539a565b60ff84511680158015614946575b61492f575061487d8251845190615a2c565b906001820160ff8154169060068210156103f45760058214614917579260ff927f1db4b34d5927767707c711876d06543c88f311c18aae2e6a8f5cce1be061957e9592602095600586198254161790556003811490811561490c575b506148f0575b5050519351945116604051908152a3565b6148ff60026149059301610fbd565b906155c5565b5f806148df565b60049150145f6148d9565b855163f733f59560e01b5f5260045261130482610e8c565b635ce1b31560e01b5f52600452600260245260445ffd5b506002811161486b565b604091925092809495938101031261015d576040519161496f83610f4e565b833583526020808401940135845261498682611005565b604051639f8a13d760e01b81526001600160a01b03918216600482015290602090829060249082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115611905575f91614aae575b5015614a995750614a0d61484c604051845160208201528551604082015260408152614843606082610f84565b614a1a8251845190615a7c565b600181016001600160401b03815460481c16804210614a825750614a536002614a5894936148ff93600460ff1982541617905501610fbd565b6157b5565b519051907f7029a4f16f9f13ff0040f7f873247604201ef4ea36df4f01e72e0469e29700085f80a3565b8551636ec5801f60e01b5f5260045260245260445ffd5b614072614aa861ffff93611005565b91611148565b614ac7915060203d602011611fb157611fa38183610f84565b5f6149e0565b91509180939450019160208184031261015d578035906001600160401b03821161015d57019060808284031261015d5760405192614b0a84610efc565b82358452602084019260208101358452614b2660408201611157565b94604081019586526060820135916001600160401b03831161015d577f7ec2066a5689ca7816ad3c136b52940e76493996ebfc371e0749d658d8e0fad3946113c9612386614b7d60209760ff97614bb89601611165565b606086019081526040519283918980840152875160408401528b516060840152888d5116608084015251608060a084015260c0830190610e9a565b50614bc582875116615591565b6001614bd48251875190615a7c565b0160028319825416179055519351945116604051908152a3565b91509180939450019160208184031261015d578035906001600160401b03821161015d57019160a08382031261015d5760405191614c2b83610f17565b83358352602083019360208101358552604081013591821515830361015d576040850192835260608501936060830135855260808301356001600160401b03811161015d57614c856113c992614cc892614cd09601611165565b60808801908152604051928391602080840152895160408401528a516060840152875115156080840152885160a08401525160a060c084015260e0830190610e9a565b855191615542565b9284518015801590614e22575b614d94575b50519351847fc8e1b7ca4a3b258a7a6e197f56d4e96ef0de86f95012c60c51cceb8dc07e26655f80a351614d1557505050565b5190614d218184615abf565b614d3682614d3160048401610fbd565b615e95565b15614d7d57600301805460ff60681b1916600160691b1790556040519081527fc2befcc0931a9a100cd5d4dd77e6d2147043378e0da0c90d28a3f93290a5b79790602090a2565b50906312fa45bb60e21b5f5260045260245260445ffd5b614d9f908251615a2c565b600181019060ff8254166006811015806103f457600382148015614e16575b614dfe576103f457600403614de0575b50805460ff191660031790555f614ce2565b614df2614a536002614df89301610fbd565b866155c5565b5f614dce565b885163f733f59560e01b5f5260045261130482610e8c565b50505f60058214614dbe565b50825115614cdd565b9093945082019160208184031261015d578035906001600160401b03821161015d5701916101608382031261015d576040519260e084018481106001600160401b03821117610ee85760405280358452614e8882602083016121ea565b9060208501918252604085019460608201358652614ea860808301610fdb565b6060820190815260a0830135979092906001600160a01b038916890361015d5760808301988952614edc8660c08401614205565b9560a084019687526101408301356001600160401b03811161015d57614f0d6113c992614fa892614fc69601611165565b60c08601908152614f1d84615430565b6040805160208082018190528851828401528a518051606084015281015160808301528d5160a083015289516001600160401b031660c08301528e516001600160a01b031660e08301528b51805180516101008501528201516101208401529081015161014083015290910151610160820152928391516101606101808401526101a0830190610e9a565b83516001600160a01b0391614fbe919084615883565b54169061539a565b614fd083516158d4565b614fe786516001600160401b038451169087615909565b61507887519482518851855191604051986bffffffffffffffffffffffff199060601b1660208a0152603489015260548801526001600160401b0360c01b9060c01b166074870152605c865261503e607c87610f84565b845190519060409687516150528982610f84565b6014815273446f6d6c6564676572207061796d656e7420763160601b602082015261598f565b6201518042046003805b6151bc575060018101809111610b4d5762015180810290808204620151801490151715610b4d576001600160401b0316928151936001600160401b03845116958251958151906150d182610f17565b81526020810194600186528282019889526060820191848352608081019889528a5f526005602052835f20905181556001810196519960068b10156103f457602060a09a81996001600160401b03966003947fb111c36e65630116b210981cfe0154a37473fbe33365066ce83e3d69155e4b009f60ff80198554169116178355519068ffffffffffffffff008354918a60481b905160481b169260081b1690610100600160881b03191617179055518051600285015501519101555199519a600180891b039051169551169251928151958652848601528401528051606084015201516080820152a4565b906151c69061113a565b9060038201808311610b4d57600760059106106151e4575b80615082565b6151ed906141f9565b6151de565b604051632474521560e21b81527f4a3debffbb5bc5d4c738c3d8b74da2daa7589500e8c18ed2d6a9a12a34a3116160048201526001600160a01b03918216602482015290602090829060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115611905575f91615275575090565b611086915060203d602011611fb157611fa38183610f84565b604051632474521560e21b81527f6b930a54bc9a8d9d32021a28e2282ffedf33210754271fcab1eb90abc2021a1c60048201526001600160a01b03918216602482015290602090829060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115611905575f91615275575090565b604051632474521560e21b815260048101919091526001600160a01b03918216602482015290602090829060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115611905575f91615275575090565b60800135818103615385575050565b63463fe88f60e01b5f5260045260245260445ffd5b6020016153a681611005565b6001600160a01b0392831692168290036153be575050565b6153c790611005565b63016a849360e21b5f5260018060a01b031660045260245260445ffd5b6154166153f082611005565b7f6b930a54bc9a8d9d32021a28e2282ffedf33210754271fcab1eb90abc2021a1c615311565b1561541e5750565b80614072606061406b61ffff94611005565b61541661543c82611005565b7f25ae7aa7dec65cf8445639c6ac79d789338565c02be28faed5bd49a5767dfcc8615311565b3d1561548c573d9061547382611019565b916154816040519384610f84565b82523d5f602084013e565b606090565b9081604091031261015d576020604051916154ab83610f4e565b805183520151602082015290565b5f80916154c4610fa5565b506040516154fc816113c987602083019586909291602060609181608085019680518652015182850152805160408501520151910152565b519060065afa9061550b615462565b911561552557508060208061108693518301019101615491565b60208151910151906330fe103d60e21b5f5260045260245260445ffd5b929161555791615551856153e4565b84615883565b80549092906001600160a01b039081169061557183611005565b160361541e5760018301546111da916001600160a01b039091169061539a565b60ff16801580156155bb575b6155a45750565b635ce1b31560e01b5f52600452600460245260445ffd5b506004811161559d565b9060ff600383015460681c1660058110156103f4576001036156035760206005916155f7600485019161374683610fbd565b90815190550151910155565b60026111da92015461580f565b92919061561e82828661200f565b94901561562a57505050565b638e3c1fc160e01b5f9081526004919091526001600160a01b039182166024529116604452606490fd5b63ffffffff1663ffffffff60648206169063ffffffff606461063f199204160163ffffffff8111610b4d5763ffffffff1660038210615722575b8061016d029061016d82048103610b4d576101906156c06156b66156c8948460021c90611120565b606484049061112d565b910490611120565b6002198201918211610b4d5781609902916099830403610b4d5760028201809211610b4d5760056156fa920490611120565b62020fa7198101908111610b4d5762015180810290808204620151801490151715610b4d5790565b5f19810191908211610b4d57600c8101809111610b4d579061568e565b63ffffffff16600c63ffffffff6064830616145f146157695760590163ffffffff8111610b4d5790565b60010163ffffffff8111610b4d5790565b604051916020830191825265ffffffffffff60d01b166040830152602682526157a4604683610f84565b905190206001600160e01b03191690565b6157bd610fa5565b50602081519101515f516020615f0a5f395f51905f52035f516020615f0a5f395f51905f528111610b4d575f516020615f0a5f395f51905f52906040519261580484610f4e565b835206602082015290565b90611aed61584c7f14c2618f914d24e7ad54b3fb29633c3391c1ad43d397243e4eb16298316c26ea92845f52600760205261374660405f20610fbd565b835f52600760205260405f208151815560016020830151910155604051918291829190916020806040830194805184520151910152565b918093926158946158999382613cfc565b615376565b815f52600460205260405f209160ff600384015460681c1660058110156103f457156158c25750565b633e8077bb60e11b5f5260045260245ffd5b8051906158e76020820192835190615ca0565b156158f0575050565b51905190634597f90560e01b5f5260045260245260445ffd5b916276a6ff1942014281111502610384420191824211610b4d576001600160401b03168181108015615986575b61596e57505050805f52600660205260405f205461595c575f52600660205260405f2055565b630e82d86360e01b5f5260045260245ffd5b6329ee996560e11b5f5260045260245260445260645ffd5b50828111615936565b92615a016034615a07949560208080966040519784899551918291018487015e8401907f0000000000000000000000000000000000000000000000000000000000000000838301523060601b6040830152805192839101605483015e01015f838201520301601f198101845283610f84565b83615cf9565b15615a0f5750565b60208151910151906320d3f67d60e11b5f5260045260245260445ffd5b9190805f52600560205260405f209260ff60018501541660068110156103f457158015615a71575b615a5c575050565b636a2072af60e01b5f5260045260245260445ffd5b508084541415615a54565b81615a8991939293615a2c565b9160ff6001840154169060068210156103f45760018203615aa8575050565b63f733f59560e01b5f526004526113049150610e8c565b90600360ff91015460681c169060058210156103f45760018203615ae1575050565b63625d629160e11b5f526004526113049150610e25565b6040516305bf81f160e01b81526001600160e01b0319909116600482018190526001600160401b03909216602482018190529495949391929091906020836044817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa928315611905575f93615bf1575b50829660208351930151604051936001600160401b036020860194888652896040880152166060860152608085015260a084015260018060801b03191660c083015260c08252615bc460e083610f84565b9051902063ffffffff19908116911603615bdc575050565b639b1d3db760e01b5f5260045260245260445ffd5b9092506020813d602011615c1d575b81615c0d60209383610f84565b8101031261015d5751915f615b73565b3d9150615c00565b90615c2e610fa5565b505f80604051602081019085518252602086019485516040830152606082015260608152615c5d608082610f84565b519060075afa91615c6c615462565b9215615c875750508060208061108693518301019101615491565b519051906330fe103d60e21b5f5260045260245260445ffd5b5f516020615f0a5f395f51905f528110801590615ce2575b615cdc575f516020615f0a5f395f51905f5260038183818181960909089180091490565b50505f90565b505f516020615f0a5f395f51905f52821015615cb8565b909160208301905f516020615f2a5f395f51905f52825110801590615e7a575b615e7257615d2f84516020815191015190615ca0565b15615e7257615e53925f516020615f2a5f395f51905f52615e49615de6612475948851615dc3604051615d8c816113c960208201958b87909291602060609181608085019680518652015182850152805160408501520151910152565b60206040519384928280850197805191829101895e840190838201905f8252519283915e01015f815203601f198101835282610f84565b5190209560405190615dd482610f4e565b60018252600260208301525190615c25565b612475604051615df581610f4e565b7f1cef754fc6c1e0c36ef50f420c79cc221a251699b9c853c199bf29c6780d9ba381527f03931a1fd4bf752fc73b6460014a9f70ce932828019b5d6ed43239c5eba19a98602082015260408a015190615c25565b9551930690615c25565b81518151149182615e6357505090565b60209192508101519101511490565b505050505f90565b505f516020615f2a5f395f51905f5260408501511015615d19565b905f516020615f2a5f395f51905f52811015615cdc57615e5390604051615ebb81610f4e565b7f1cef754fc6c1e0c36ef50f420c79cc221a251699b9c853c199bf29c6780d9ba381527f03931a1fd4bf752fc73b6460014a9f70ce932828019b5d6ed43239c5eba19a986020820152615c2556fe30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd4730644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001';
