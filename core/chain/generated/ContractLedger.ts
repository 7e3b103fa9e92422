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
  '0x61014080604052346101f25760a081616211803803809161002082856101f6565b8339810103126101f257805160208201519091906001600160a01b03811681036101f2576040820151906001600160a01b03821682036101f2576060830151926001600160a01b03841684036101f25760800151936001600160a01b03851685036101f2578060805260405160208101917fd87cd6ef79d4e2b95e15ce8abf732db51ec771f1ca2edccf22a46c729ac5647283527f622290dadda28f36fc80a7ef97526dc35888420f1d230934795f8f3cd0f0871c60408301527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608301524660808301523060a083015260c082015260c0815261012060e0826101f6565b51902060a05260c05260e0526101005261012052604051615fe3908161022e82396080518181816101ea015281816105cd0152615a4d015260a051816109a4015260c05181818161080901528181610a3101528181611e0a0152818161415e01528181614a49015281816152db0152818161537701526153dc015260e0518181816104a7015281816119220152818161211201528181612d4d015281816133790152613f790152610100518181816107c5015261305101526101205181818161084d015281816132700152615bd40152f35b5f80fd5b601f909101601f19168101906001600160401b0382119082101761021957604052565b634e487b7160e01b5f52604160045260245ffdfe6080806040526004361015610012575f80fd5b5f3560e01c9081630233331814610d565750806306661abd14610d39578063116a1d9a14610c6b57806319c4b54e1461087c5780633a312eb514610838578063553b7ee7146107f457806367beaa96146107b05780636fc727551461075c57806373f7aef91461065a5780637e609cea1461063057806384b0196e14610540578063882358ae146105005780638d94d758146104d65780638e00bd10146104925780638f7dcfa314610476578063957d1fe11461044c5780639ad7187514610408578063a4df7e931461020d578063ae9c31e5146101d3578063b0ef9cdb146101a8578063c53108681461018b578063eed2a543146101615763f948793314610119575f80fd5b3461015d57602036600319011261015d5760043563ffffffff60e01b811680910361015d575f52600b60205260206001600160401b0360405f205416604051908152f35b5f80fd5b3461015d57602036600319011261015d576004355f52600f602052602060405f2054604051908152f35b3461015d575f36600319011261015d576020604051620151808152f35b3461015d57604036600319011261015d5760206101c9602435600435612110565b6040519015158152f35b3461015d575f36600319011261015d5760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b3461015d57602036600319011261015d575f61018060405161022e81610fd6565b8281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e08201528261010082015282610120820152826101408201528261016082015201526004355f52600d60205260405f2060405161029381610fd6565b81549160018060a01b0383168252602082019060ff8460a01c16825260ff8460a81c1690604084019460078310156103f45784928652606083019560ff8260b01c1687526080840160ff8360b81c16815260a085019260c01c8352600184015460c0860160018060a01b038216815260e087016001600160401b038360a01c16815260ff61010089019360e01c1683526001600160401b0360028801541694610120890195865260ff600560038a0154996101408c019a8b5261016060048201549c019b8c5201549a6101808d019b8c526040519c60018060a01b039051168d52511660208c0152519160078310156103f4576001600160401b0380978c60806101a09f60ff998a8092879a6040870152511660608501525116910152511660a08c015260018060a01b0390511660c08b0152511660e089015251166101008701525116610120850152516101408401525161016083015251610180820152f35b634e487b7160e01b5f52602160045260245ffd5b3461015d57604036600319011261015d576001600160a01b03610429610f04565b165f52600360205260405f206024355f52602052602060405f2054604051908152f35b3461015d57602036600319011261015d576004355f526002602052602060405f2054604051908152f35b3461015d575f36600319011261015d5760205f54604051908152f35b3461015d575f36600319011261015d576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b3461015d57602036600319011261015d576004355f526006602052602060405f2054604051908152f35b3461015d57602036600319011261015d5761053c61051f60043561110e565b604051918291829190916020806040830194805184520151910152565b0390f35b3461015d575f36600319011261015d576105b260406105bf8151916105658184611028565b60098352682237b6b632b233b2b960b91b602084015280516105878282611028565b60018152603160f81b60208201528151948594601f60f81b865260e0602087015260e0860190610f3e565b9184830390850152610f3e565b4660608301523060808301527f000000000000000000000000000000000000000000000000000000000000000060a083015281810360c083015260206060519182815201906080905f5b818110610617575050500390f35b8251845285945060209384019390920191600101610609565b3461015d57602036600319011261015d576004355f52600a602052602060405f2054604051908152f35b3461015d57602036600319011261015d5760405161067781610fbb565b5f81525f60208201525f60408201525f606082015260806040519161069b83610ff2565b5f83525f602084015201526004355f52600560205260405f206040516106c081610fbb565b815481526001820154916020820160ff841660068110156103f457815261070f600260408501936001600160401b038760081c1685526001600160401b03606087019760481c16875201611061565b906080840191825260405193518452519160068310156103f45760c0946001600160401b0380926020958688015251166040860152511660608401525180516080840152015160a0820152f35b3461015d57606036600319011261015d57610775610f1a565b6044356001600160a01b038116810361015d5761079f6001600160401b03916040936004356120a8565b835191151582529091166020820152f35b3461015d575f36600319011261015d576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b3461015d575f36600319011261015d576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b3461015d575f36600319011261015d576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b3461015d573660031901610120811261015d5760e01361015d5760e4356001600160401b03811161015d576108b5903690600401610ed7565b610104356001600160401b03811161015d576108d5903690600401610ed7565b6040517ff9805516be2633b30f014ed1f9278f37006b7d0b560caab03d5a427de9b4a02a60208201908152919391906001600160a01b03610914610f04565b1660408201526001600160a01b0361092a610f1a565b1660608201526044356001600160401b03811680910361015d578060808301526064359261ffff84169283850361015d578360a0820152608435988960c0830152604260a435938460e085015260c4359384610100820152610100815261099361012082611028565b5190206040519061190160f01b82527f0000000000000000000000000000000000000000000000000000000000000000600283015260228201522096875f52600260205260405f2054610c58576109f3906109ec611093565b92896121f8565b5060048110156103f457610c4557604051637d039ebb60e11b81526001600160a01b03928316600482018190529092909190602090849060249082907f0000000000000000000000000000000000000000000000000000000000000000165afa928315610c3a575f93610bfe575b506001600160a01b0390811692168203610be9575050610a8990610a83611093565b8761112d565b610a943688886110d8565b6020815191012090808203610bd45750506103844201804211610baa57808211610bbe5750620151808101808211610baa574211610b865750610ad86001546111de565b90816001555f546040516020810191825285604082015260408152610afe606082611028565b51902092845f5260026020528260405f2055835f55610b1b611093565b6024356001600160a01b0381169590919086830361015d57610b849a88957faff3669d41916afb7f38fb91bd36cd018af5be5838d236ece4921fc247167d4b95608095505060405197885260208801526040870152606086015260018060a01b031693a461123b565b005b6201517f19420190428211610baa5763b66a76a760e01b5f5260045260245260445ffd5b634e487b7160e01b5f52601160045260245ffd5b9063c90f4e9560e01b5f5260045260245260445ffd5b636f205f0f60e11b5f5260045260245260445ffd5b6321ac3f6b60e11b5f5260045260245260445ffd5b9092506020813d602011610c32575b81610c1a60209383611028565b8101031261015d57610c2b9061222c565b918c610a61565b3d9150610c0d565b6040513d5f823e3d90fd5b87633fd6a40f60e11b5f5260045260245ffd5b87631fcfeb8d60e21b5f5260045260245ffd5b3461015d57602036600319011261015d57604051610c8881610fa0565b5f81525f60208201525f6040820152606060405191610ca683610ff2565b5f83525f602084015201526004355f52600860205260a060405f20602060405191610cd083610fa0565b805483526001600160401b036001820154610d056002858701946001808a1b03841686528460408901948a1c16845201611061565b926060860193845260405195518652600180881b039051168486015251166040840152518051606084015201516080820152f35b3461015d575f36600319011261015d576020600154604051908152f35b3461015d57602036600319011261015d57610d7081610f70565b5f81525f60208201525f60408201525f60608201525f60808201525f60a08201525f60c082015260e060405191610da683610ff2565b5f83525f602084015201526004355f52600460205260405f20604051610dcb81610f70565b60018060a01b03825416815260018060a01b0360018301541691602082019283526002810154604083019081526003820154606084019263ffffffff821684526080850160ff8360201c16815260ff60a08701936001600160401b038160281c16855260681c1660c087019560058210156103f4576001600160401b0395610e5f600460ff9663ffffffff958b5201611061565b60e08a01908152604080519a516001600160a01b039081168c529b51909b1660208b01529051998901999099525116606087015251166080850152511660a08301525160058110156103f4576101209260209160c084015251805160e08401520151610100820152f35b60058110156103f457602452565b9181601f8401121561015d578235916001600160401b03831161015d576020838186019501011161015d57565b600435906001600160a01b038216820361015d57565b602435906001600160a01b038216820361015d57565b60068110156103f457602452565b805180835260209291819084018484015e5f828201840152601f01601f1916010190565b60078110156103f457602452565b61010081019081106001600160401b03821117610f8c57604052565b634e487b7160e01b5f52604160045260245ffd5b608081019081106001600160401b03821117610f8c57604052565b60a081019081106001600160401b03821117610f8c57604052565b6101a081019081106001600160401b03821117610f8c57604052565b604081019081106001600160401b03821117610f8c57604052565b606081019081106001600160401b03821117610f8c57604052565b90601f801991011681019081106001600160401b03821117610f8c57604052565b6040519061105682610ff2565b5f6020838281520152565b9060405161106e81610ff2565b602060018294805484520154910152565b35906001600160401b038216820361015d57565b6004356001600160a01b038116810361015d5790565b356001600160a01b038116810361015d5790565b6001600160401b038111610f8c57601f01601f191660200190565b9291926110e4826110bd565b916110f26040519384611028565b82948184528183011161015d578281602093845f960137010152565b611116611049565b505f52600760205261112a60405f20611061565b90565b919060018060a01b0316805f52600360205260405f20835f5260205260405f20548061118d575081156111bf575f82815260026020526040902054156111a357815b8061118d57505f52600360205260405f20905f5260205260405f2055565b8363b73b29d160e01b5f5260045260245260445ffd5b805f52600360205260405f20825f5260205260405f205461116f565b505050565b91908201809211610baa57565b91908203918211610baa57565b5f198114610baa5760010190565b3561ffff8116810361015d5790565b359060ff8216820361015d57565b9080601f8301121561015d5781602061112a933591016110d8565b6001600160401b038111610f8c5760051b60200190565b91909160643561ffff811680820361015d576111018114611ca65761110281146116945761110381146113b8576111049150146112805791600461127e936122d4565b565b50816020918101031261015d57356112b0604051826020820152602081526112a9604082611028565b6004613da9565b6112bb81600461405f565b815460ff8160a81c1660078110156103f4576001811415806113ad575b611390575060ff8281600186015460e01c169260b01c9282841617161615918215611380575b505061135357805460ff60a81b1916600360a91b1790556001600160a01b03600435908116919082810361015d57507f94293fb58c653ee0c4f55f30f71cfe88682723825d117306ad0b723a1ead564b5f80a3565b506004356001600160a01b038116919082810361015d5750633414ff3960e11b5f5260045260245260445ffd5b60ff925019161615155f806112fe565b634392551360e11b5f5260048590526113a890610f62565b60445ffd5b5060028114156112d8565b50505081019060208183031261015d578035906001600160401b03821161015d570160608183031261015d57604051906113f18261100d565b803582526114016020820161107f565b926020830193845260408201356001600160401b03811161015d5761143161146d926112a99261147b9501611209565b60408501908152604051928391602080840152865160408401526001600160401b038851166060840152516060608084015260a0830190610f3e565b03601f198101835282611028565b5161148781600461405f565b815493600360ff8660b01c1603611677578460b81c9060ff8381841693161661164a5751906001600160401b038216956234bbff194201428111150263020f5800420190814211610baa578089108015611641575b61161757505060ff60b81b191660ff9390931680821760b81b60ff60b81b1693909317845515916001036115e85782546001600160c01b031660c09190911b6001600160c01b0319161782555b806115de5761153a60055b83612240565b1561158557506004356001600160a01b038116929083810361015d577fd8aba9bf64a23262effb0faff212cd227e41c14487a3de6ac57340a38de7e5319160209150604051908152a3565b6004356001600160a01b0381169384820361015d576001600160401b036115d07fc0d1f29c8b0cd3966f160d17dab74da07219d8e1b8219af0c4f18a504e7f35c59460409450613cf6565b8351928352166020820152a3565b61153a6004611534565b5060018201805467ffffffffffffffff60a01b191660a086901b67ffffffffffffffff60a01b16179055611529565b60849188918a604051936355117ff760e01b85526004850152602484015260448301526064820152fd5b508189116114dc565b6004356001600160a01b03811690869082810361015d5750631a360ecf60e01b5f5260045260245260445ffd5b6113a860ff8686634392551360e11b5f5260045260a81c16610f62565b50505081019060208183031261015d578035906001600160401b03821161015d570160808183031261015d57604051916116cd83610fa0565b813583526020820135602084015260408201356001600160401b03811161015d57820181601f8201121561015d5780359061170782611224565b916117156040519384611028565b80835260208084019160051b8301019184831161015d57602001905b828210611c9657505050604084015260608201356001600160401b03811161015d5761176861146d926112a9926117b79501611209565b6060850190815260405192839160208084015286516040840152602087015160608401526117a4604088015160808086015260c0850190612264565b9051838203603f190160a0850152610f3e565b6117c38151600461405f565b81549160ff8360a81c1660078110156103f45760068114611c7e57508260b01c9360ff83861616611c515760018201549560ff8760e01c1660ff8516141580611c3b575b611c145760ff86161515918280611c02575b611bdb57604081015160405161183f8161146d6020820194602086526040830190612264565b5190209280611bcd575b611bab57805193604082015193845160108111611b95575091979295935f99959199965f995b82518b1015611a28576118828b846141e9565b5198891115611a1157939a8894906118af8660a08d901c60ff166001600160a01b038c8116908f16613f57565b899c8d985f995b60108b11159081611a07575b50156119f4578e5f52600f60205260405f2054805f52600d6020528d60405f209060018060a01b031660018060a01b038254161490816119da575b816119bf575b506119a957506040516301b972fb60e21b8152600481019f909f528e807f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165a92602491602094fa9e8f15610c3a575f9f611977575b5061196e60109f9a6111de565b999e508e6118b6565b9e5060208f813d81116119a2575b61198f8183611028565b8101031261015d579d519d61196e611961565b503d611985565b8c636f098da160e01b5f5260045260245260445ffd5b6001600160401b0391506119d290613cf6565b16155f611903565b60018101546001600160a01b038f811691161491506118fd565b919d506001909c019b959950965061186f565b905015158f6118c2565b8884633b727b7560e21b5f5260045260245260445ffd5b99509997939150506003955060ff945092909284808060b01b931691161760b01b16908360b01b1916179081855560208601516004860155600585015560b01c16145f14611b8b57611a7c60035b82612240565b815190600435906001600160a01b03821680830361015d5760039360ff93507f77f3a3316b13b74682ae923492515525c4d45ecbb7da8407ac763472bc85f097602080880151604051908152a35460b01c1614611ad65750565b5f5b604082015151811015611b3a5760019082515f52600e60205260405f20611b038260408601516141e9565b515f5260205260405f208260ff198254161790558251611b278260408601516141e9565b515f52600f60205260405f205501611ad8565b507f0e70f7dc0f5c10253840af5bc5d13f8ff4347e142a2ee9e42fc38ddb9b6887738151916040602082015191015190611b866040519283928352604060208401526040830190612264565b0390a2565b611a7c6002611a76565b866362984e8960e11b5f5260045260245260445ffd5b836005849251910154906393eef6a560e01b5f5260045260245260445260645ffd5b508260058501541415611849565b8060206004869351930154910151916370ad980560e11b5f5260045260245260445260645ffd5b50600484015460208201511415611819565b5060026001600160401b0391519201541690635c93a16560e11b5f5260045260245260445ffd5b506001600160401b036002840154164211611807565b516004356001600160a01b038116919082810361015d5750631a360ecf60e01b5f5260045260245260445ffd5b8451634392551360e11b5f526004526113a890610f62565b8135815260209182019101611731565b50509082019160208184031261015d578035906001600160401b03821161015d57019060808284031261015d5760405192611ce084610fa0565b611ce9836111fb565b8452602084019260208101358452611d036040820161107f565b916040860192835260608201356001600160401b03811161015d57611d3361146d926112a992611d799501611209565b6060880190815260405192839160208084015260ff8a51166040840152885160608401526001600160401b03875116608084015251608060a084015260c0830190610f3e565b600435926001600160a01b0384169182850361015d576024356001600160a01b038116969087810361015d57611dae8761528b565b156120515786905b604051632474521560e21b81527f8b97fd7f3efc705a9fad214be8904d1b61b17b3ee2eda07e0b086a60f7335e0860048201526001600160a01b03828116602483018190529a9190602090829060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115610c3a575f91612022575b508015612013575b158015612001575b611feb575060ff83511680158015611fe1575b611fcf57506276a7004201804211610baa576001600160401b03855116428111801590611fc6575b611fad57505060ff85937f6cfe9d65afc04d42cc066e0e233debae71ebcf756b555eb5115aea2bfcc50a319795936001600160401b0393608098518c81611f97575b505050895f52600d60205260405f2060018060a01b038c1660018060a01b0319825416178155600181019b8d8d60018060a01b0319905416178d5583518254908660a01b9060a01b16908660a01b19161782558751600383015560018060a01b03169b8c89145f14611f905760015b8154908660e01b9060e01b16908660e01b191617905584865116856002830191168619825416179055600160a81b8460a81b19825416179055505116925191511691604051938452602084015260408301526060820152a4565b6002611f36565b611fa5928686511691613f57565b5f808c611ec7565b631bb92a9d60e21b5f526004524260245260445260645ffd5b50818111611e85565b63eb5b0f9d60e01b5f5260045260245ffd5b5060068111611e5d565b866385d169ef60e01b5f5260045260245260445ffd5b506001600160a01b0389168a14611e4a565b5061201d82615327565b611e42565b612044915060203d60201161204a575b61203c8183611028565b810190614047565b5f611e3a565b503d612032565b9561205b8761528b565b156120665780611db6565b9561207087615327565b1561207c578690611db6565b9561208687615327565b156120915780611db6565b87856385d169ef60e01b5f5260045260245260445ffd5b9061112a919392935f52600d60205260405f20938454600360ff8260b01c161492836120f9575b5050816120de575b5092613cf6565b60018501546001600160a01b0391821691161490505f6120d7565b6001600160a01b0391821691161491505f806120cf565b7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03169290915f91905b6010831115806121ef575b156121e657835f52600e60205260405f20815f5260205260ff60405f2054166121dc57604051906301b972fb60e21b82526004820152602081602481885afa8015610c3a575f906121a9575b6121a39150926111de565b91612141565b506020813d82116121d4575b816121c260209383611028565b8101031261015d576121a39051612198565b3d91506121b5565b5092505050600190565b50925050505f90565b5080151561214c565b90604183036122225761221b9250602081013591604082359201355f1a90613d31565b9192909190565b50505f9160029190565b51906001600160a01b038216820361015d57565b9060078110156103f457815460ff60a81b191660a89190911b60ff60a81b16179055565b90602080835192838152019201905f5b8181106122815750505090565b8251845260209384019390920191600101612274565b919082604091031261015d576040516122af81610ff2565b6020808294803584520135910152565b35906001600160801b03198216820361015d57565b9291926060820161120161ffff6122ea836111ec565b16146126a45761ffff6122ff611208926111ec565b1614612310579061127e93916142d8565b509082019160208184031261015d578035906001600160401b03821161015d57019060a08284031261015d5760405161234881610fa0565b823581526123598460208501612297565b926020820193845260608101356001600160401b03811161015d57810185601f8201121561015d5780359061238d82611224565b9661239b6040519889611028565b82885260206060818a0194028301019181831161015d57602001925b82841061264657505050506123d8608061243b9260408501978852016111fb565b9260608301938452604051602080820152835160408201526020865180516060840152015160808201526124338161241b895160a08084015260e0830190614211565b60ff88511660c083015203601f198101835282611028565b8351916155db565b9361244960ff84511661562a565b600385019060ff825460681c1660058110156103f45760018114158061263b575b612623575082515f52600960205260405f205480865161146d6124998551604051928391602083019586614270565b5190200361260c5750805151805b612547575050805460ff60681b19166001606a1b17905551905160405160ff9190911681525f93600593909285927fc9bdae3e55d8be80a45cf78af76d779740ffd2117999d91809c3a05269d8b0d390602090a261252e612528600485019261252261251285611061565b915161251c611049565b5061584e565b90615552565b8461565e565b81602060405161253d81610ff2565b8281520152550155565b81515f198201828111610baa5761255d916141e9565b5163ffffffff60e01b8151165f52600b6020526001600160401b0360405f2054166001600160401b0360408301511681036125e1575090816001600160401b0360206125db940151169063ffffffff60e01b9051165f52600b6020526001600160401b0360405f2091166001600160401b0319825416179055614292565b806124a7565b8551915163be0d67b960e01b5f9081526004939093526001600160e01b031916602452604452606490fd5b83516311dfa3ad60e31b5f5260045260245260445ffd5b835163625d629160e11b5f526004526113a890610ec9565b50600381141561246a565b60608483031261015d576040519061265d8261100d565b8435906001600160e01b03198216820361015d57826020926060945261268483880161107f565b838201526126946040880161107f565b60408201528152019301926123b7565b5050929082019160208184031261015d578035906001600160401b03821161015d57016101408184031261015d576040519261012084018481106001600160401b03821117610f8c5760405281358452602082013563ffffffff8116810361015d576020850152612717604083016111fb565b60408501526127286060830161107f565b606085015260808201356001600160401b03811161015d57820181601f8201121561015d57803561275881611224565b916127666040519384611028565b81835260206101a081850193028201019084821161015d57602001915b818310613bfa57505050608085015260a08201356001600160401b03811161015d57820181601f8201121561015d5780356127bd81611224565b916127cb6040519384611028565b8183526020606081850193028201019084821161015d57602001915b818310613bb95750505060a08501526128038160c08401612297565b60c085015261010082013560e08501526101208201356001600160401b03811161015d576128319201611209565b61010083019081526128428461547d565b604051906020808301526101808201908451604084015263ffffffff602086015116606084015260ff60408601511660808401526001600160401b0360608601511660a084015260808501519161014060c0850152825180915260206101a085019301905f5b818110613adb5750505060a085015191603f198482030160e0850152602080845192838152019301905f5b818110613aac575050508261146d612925949361291f93602060c08a01518051610100870152015161012085015260e089015161014085015251603f1984830301610160850152610f3e565b84613da9565b5f608060405161293481610fbb565b828152826020820152826040820152826060820152015261296b8251612959856110a9565b612965602087016110a9565b916156a9565b602083015163ffffffff1662030d408110606482068115613a9f575b8115613a90575b8115613a7f575b50613a6d575063ffffffff6020840151166001600160401b0360608501511690620151804204612b08198101908111610baa5762023ab1808204910661016d6129ff6129f36129e86105b48504856111d1565b618eac8504906111c4565b62023ab08404906111d1565b04908161016d029061016d82048303610baa57612a30612a26612a36938560021c906111c4565b60648504906111d1565b906111d1565b80600502906005820403610baa5760028101809111610baa5760999004916101908102908082046101901490151715610baa576107d001806107d011610baa57612a7f916111c4565b90600a811015613a2a57606482029180830460641490151715610baa57612aa5916111c4565b60038101809111610baa57612ac063ffffffff8092166157d8565b1690818111613a155750506201517f194201428111150263020f5800420191824211610baa578181108015613a0c575b6139f4575050506001600160401b0316801515806139cb575b806139be575b61399757612b2e612b2963ffffffff6020860151166157d8565b6156ed565b620151808101809111610baa57612b44856110a9565b91612b51602087016110a9565b85519060405194612b6186610fbb565b6001600160a01b039081168652166020850152604084015260608301526080820152612b8c846110a9565b835163ffffffff60208601511660ff6040870151169060405192602084019460018060a01b0316855260408401526060830152608082015260808152612bd360a082611028565b519020805f52600460205260ff600360405f20015460681c1660058110156103f45761398557612c0e60808501515160a086015151906111c4565b156139735760e084015180613857575b50612c27611049565b5060a084015194604051612c3a81610ff2565b5f81525f6020820152935f945b8751861015612cc75760ff612c5c878a6141e9565b515116158015612caf575b612c8e57612c866001916020612c7d898c6141e9565b51015190615552565b950194612c47565b60ff612c9a878a6141e9565b515116633bfa912d60e11b5f5260045260245ffd5b50600860ff612cbe888b6141e9565b51511611612c67565b9194509295509390939160808201515193612ce185611224565b94612cef6040519687611028565b808652612cfe601f1991611224565b015f5b81811061382e5750505f935b855185101561358a57612d248560808601516141e9565b5194612d2e611049565b5085516040516343eec53560e11b815260048101919091525f816024817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa908115610c3a575f91613568575b5060408101518a516001600160a01b0390811691168190036135515750612db260408b0151885190612110565b15613533576020870151604088015160ff16906001600160d01b03191660041a81900361350d575060208701516001600160d01b0319165f1a60f81b6001600160f81b031916600160f81b14806134e2575b806134b7575b600160ff6060840151161490816134ae575b506134835765ffffffff00ff60d01b60208801511660ff604089015116155f1461347857600160d81b905b88515f52600c60205265ffffffffffff60d01b60405f205460d01b1680159081159081613461575b50613436579160ff9391606093613404575b505001511691612ea2875165ffffffffffff60d01b60208a01511690615813565b612edc6001600160401b0360608a0151166001600160401b0360808b01511660a08b01519060018060801b031960c08d0151169285615b91565b61ffff612f1d6001600160401b0360e08c0151166001600160401b036101008d0151166101208d0151908d61014060018060801b0319910151169287615b91565b60101c168061ffff831614801590613352575b61330b576001600160401b0360e08b0151166001600160401b0360608c015116808211156132e957505063ffffffff60e01b83165f52600b6020526001600160401b0360405f205416918215613248575b60101c61ffff16141580613229575b6001600160401b038060608c015116921690818314159081613220575b506131fe5750506001600160401b036101008901511660808c0151908181116131dc5750506001600160401b0360608c015116801515806131c5575b61319157508a5160408981015160808b01516101008c015192516317a647d160e11b81526001600160a01b039485166004820152602481019890985260ff90911660448801526001600160401b039081166064880152166084860152602090859060a49082907f0000000000000000000000000000000000000000000000000000000000000000165afa938415610c3a575f9461315a575b50906125226001946130e7936001600160401b0360e08c0151169063ffffffff60e01b165f52600b6020526001600160401b0360405f2091166001600160401b03198254161790556130e26101208b015161252260a08d015161251c611049565b615cbe565b95613103815165ffffffffffff60d01b60208401511690615813565b906001600160401b0360e0816060840151169201511690604051926131278461100d565b6001600160e01b03191683526020830152604082015261314782896141e9565b5261315281886141e9565b500193612d0d565b9350906020843d8211613189575b8161317560209383611028565b8101031261015d5792519290612522613081565b3d9150613168565b608089015163dadb31b560e01b5f9081526001600160e01b03199093166004526001600160401b0316602452604452606490fd5b50806001600160401b0360808b0151161015612fe9565b826302661abd60e61b5f5263ffffffff60e01b1660045260245260445260645ffd5b8263c11d9e1960e01b5f5263ffffffff60e01b1660045260245260445260645ffd5b9050155f612fad565b506001600160401b0360608a0151166001600160401b03821610612f90565b604051638a84025f60e01b81526001600160e01b0319851660048201529092506020816024817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa8015610c3a575f906132af575b929050612f81565b506020813d82116132e1575b816132c860209383611028565b8101031261015d576132dc61ffff91613de5565b6132a7565b3d91506132bb565b8463ad003acf60e01b5f5263ffffffff60e01b1660045260245260445260645ffd5b60208d01516040516325061c2760e21b81526001600160e01b031990941660048501526001600160a01b0316602484015261ffff9190911660448301526064820152608490fd5b5089516040516340f6b44760e01b81526004810191909152602481018290526020816044817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa908115610c3a575f916133cb575b5060208e01516001600160a01b0391821691161415612f30565b90506020813d82116133fc575b816133e560209383611028565b8101031261015d576133f69061222c565b5f6133b1565b3d91506133d8565b8a515f52600c60205260405f209165ffffffffffff60d01b161760d01c65ffffffffffff198254161790555f80612e81565b895160208b01516361b211eb60e01b5f9081526004929092526001600160d01b031916602452604490fd5b6001600160d01b031985168417141590505f612e6f565b600160d91b90612e47565b86516020880151634005482b60e01b5f9081526004929092526001600160d01b031916602452604490fd5b9050155f612e1c565b5060208701516001600160d01b03191660031a60f81b6001600160f81b031916600160fb1b14612e0a565b5060208701516001600160d01b03191660021a60f81b6001600160f81b031916600160f81b14612e04565b87602065ffffffffffff60d01b91015116635ff5cd6360e11b5f5260045260245260445ffd5b8660408b0151905190633d00861760e11b5f5260045260245260445ffd5b875163a70a966560e01b5f5260045260245260445ffd5b61358491503d805f833e61357c8183611028565b810190613df9565b5f612d85565b92949196509492506040516135a88161146d60208201948686614270565b519020825f52600960205260405f20558060c08401519081516137af575b50506135d1846110a9565b906135de602086016110a9565b9084519263ffffffff6020870151169360ff6040880151166001600160401b036060890151166040519361361185610f70565b6001600160a01b0390811685529586166020808601918252604080870195865260608701998a526080870194855260a08701938452600160c0880181815260e089018a81525f8e81526004865293909320985189546001600160a01b0319908116918d16919091178a559451918901805490951691909a1617909255935160028601559651600385018054935192516cffffffffffffffffffffffffff1990941663ffffffff92909216919091179190931b64ff00000000161760289190911b6cffffffffffffffff0000000000161781559251939260058510156103f457602060c0946005927f41869867f785558a6b5242beeb64bcbe9ff85420c232fd79d437008780b96b569781549060ff60681b9060681b169060ff60681b19161790555180516004850155015191015560206137558161374e896110a9565b98016110a9565b8651828801516040808a015160609a8b0151825194855263ffffffff9093168487015260ff16908301526001600160401b0316978101979097528251608088015291015160a08601526001600160a01b03908116951693a4565b90915083516137bc611049565b506137c68161110e565b8051908451821480159061381c575b6137ff575050906137f383926137ed6137f89561584e565b906158a8565b615552565b5f806135c6565b6020015191636c06920960e11b5f5260045260245260445260645ffd5b506020810151602086015114156137d5565b60209060405161383d8161100d565b5f81525f838201525f604082015282828a01015201612d01565b5f52600460205260405f20600381015460ff8160681c1660058110156103f457600414918261395a575b8261393b575b8261392c575b5081613915575b50806138fd575b156138e25760e08401515f52600a6020528060405f20558060e08501517f1828579a9099d260540e5738bd9ca7a30cc6f034f99849d73884e0c23716f56d5f80a35f612c1e565b60e084015190630246c67d60e01b5f5260045260245260445ffd5b5060e08401515f52600a60205260405f20541561389b565b905063ffffffff806020870151169116145f613894565b6002015486511491505f61388d565b600181015460208601516001600160a01b039081169116149250613887565b805485516001600160a01b039081169116149250613881565b6314ddb5a360e21b5f5260045260245ffd5b635c2d84b560e11b5f5260045260245ffd5b8263ffffffff6020825192015116906359c7debb60e01b5f5260045260245260445260645ffd5b5060808301515115612b0f565b506139df63ffffffff6020850151166156ed565b62015180820190818311610baa571015612b09565b63ee5d2afd60e01b5f5260045260245260445260645ffd5b50828111612af0565b63cc892d3d60e01b5f5260045260245260445ffd5b60018201809211610baa57606482029180830460641490151715610baa57613a51916111c4565b6008198101908111610baa57612ac063ffffffff8092166157d8565b637c8aba8760e01b5f5260045260245ffd5b600c915063ffffffff16115f612995565b63ffffffff811615915061298e565b620f41e883119150612987565b8251805160ff1686526020908101518051828801528101516040870152606090950194909201916001016128d3565b90919360206101a060019287518051825265ffffffffffff60d01b84820151168483015260ff60408201511660408301526001600160401b0360608201511660608301526001600160401b0360808201511660808301528360a0820151805160a0850152015160c0830152848060801b031960c08201511660e08301526001600160401b0360e0820151166101008301526001600160401b03610100820151166101208301528361012082015180516101408501520151610160830152610140858060801b03199101511661018082015201950191019190916128a8565b60608386031261015d576020606091604051613bd481610ff2565b613bdd866111fb565b8152613beb88848801612297565b838201528152019201916127e7565b6101a08386031261015d576040519061016082018281106001600160401b03821117610f8c57604052833582526020840135906001600160d01b03198216820361015d5782602092836101a0950152613c55604087016111fb565b6040820152613c666060870161107f565b6060820152613c776080870161107f565b6080820152613c898860a08801612297565b60a0820152613c9a60e087016122bf565b60c0820152613cac610100870161107f565b60e0820152613cbe610120870161107f565b610100820152613cd2886101408801612297565b610120820152613ce561018087016122bf565b610140820152815201920191612783565b805490600360ff8360b81c1614613d0e575060c01c90565b6001600160401b036001819360c01c92015460a01c169081808211911802181690565b91906fa2a8918ca85bafe22016d0b997e4df60600160ff1b038411613d9e579160209360809260ff5f9560405194855216868401526040830152606082015282805260015afa15610c3a575f516001600160a01b03811615613d9457905f905f90565b505f906001905f90565b5050505f9160039190565b9060a09060208151910120910135808203613dc2575050565b6312af6b0960e11b5f5260045260245260445ffd5b519060ff8216820361015d57565b51906001600160401b038216820361015d57565b60208183031261015d578051906001600160401b03821161015d5701906101408282031261015d576040519161014083018381106001600160401b03821117610f8c57604052613e488161222c565b8352602081015161ffff8116810361015d576020840152613e6b6040820161222c565b6040840152613e7c60608201613dd7565b6060840152613e8d60808201613dd7565b608084015260a0810151805f0b810361015d5760a0840152613eb160c08201613de5565b60c084015260e081015160e0840152610100810151610100840152610120810151906001600160401b03821161015d57019080601f8301121561015d57815190613efa82611224565b92613f086040519485611028565b82845260208085019360051b82010191821161015d57602001915b818310613f365750505061012082015290565b82516001600160d01b03198116810361015d57815260209283019201613f23565b6040516343eec53560e11b815260048101859052919390929091905f826024817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa918215610c3a575f9261402b575b5060408201516001600160a01b03948516941684149182614014575b82613fff575b505015613fdf57505050565b638446d44760e01b5f5260045260245260018060a01b031660445260645ffd5b6060015160ff91821691161490505f80613fd3565b80516001600160a01b038781169116149250613fcd565b6140409192503d805f833e61357c8183611028565b905f613fb1565b9081602091031261015d5751801515810361015d5790565b919061406b818461540f565b805f52600d60205260405f209283549160ff8360a81c1660078110156103f457156141d7575061409a816110a9565b6001600160a01b0392831692168214918215806141b4575b801561412a575b6140f2576140dd919083156140ec575060018501546001600160a01b031690615433565b156140e757600190565b600290565b90615433565b61ffff8261410b6060614104836110a9565b92016111ec565b9063dd2b9a5f60e01b5f5260018060a01b03166004521660245260445ffd5b50614134826110a9565b604051639f8a13d760e01b81526001600160a01b03918216600482015290602090829060249082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115610c3a575f91614195575b50156140b9565b6141ae915060203d60201161204a5761203c8183611028565b5f61418e565b506141be826110a9565b60018601546001600160a01b03918216911614156140b2565b639fd3363160e01b5f5260045260245ffd5b80518210156141fd5760209160051b010190565b634e487b7160e01b5f52603260045260245ffd5b90602080835192838152019201905f5b81811061422e5750505090565b909192602060606001926001600160401b036040885163ffffffff60e01b81511684528286820151168685015201511660408201520194019101919091614221565b606090602061112a949380518352015160208201528160408201520190614211565b8015610baa575f190190565b91909160808184031261015d57604060608151926142bb8461100d565b6142c6849682612297565b84528281013560208501520135910152565b90939293606081019461120261ffff6142f0886111ec565b1614614ec45761120361ffff614305886111ec565b1614614c875761120461ffff61431a886111ec565b1614614b665761120561ffff61432f886111ec565b16146149e95761120661ffff614344886111ec565b16146148635761120761ffff614359886111ec565b16146147d45761120961ffff61436e886111ec565b16146145f05761120a61ffff614383886111ec565b16146143a85761ffff614395876111ec565b63a548304f60e01b5f521660045260245ffd5b90919280949550019260e08185031261015d57604051936143c885610fa0565b813585526143f760208601916020840135835260606143e96040860161107f565b94604089019586520161429e565b9360608601948552614408846154c9565b61447060405187516020820152835160408201526001600160401b03855116606082015261445a8751608083019060406060916020815180518652015160208501526020810151828501520151910152565b60e0815261446a61010082611028565b85613da9565b61447b86518561540f565b85515f908152600860205260409020600181015490946001600160a01b0382169081156145dc576001600160401b0392916144b591615433565b60a01c168042116145c5575091816144e26137ed946145a3979694516001600160401b03855116916159a2565b6145638751825184519060405192602084015260408301526001600160401b0360c01b9060c01b1660608201526048815261451e606882611028565b6002850196519060405190614534604083611028565b6013825272446f6d6c656467657220726566756e6420763160681b602083015261455d89611061565b91615a28565b7fa50ca279229d72294f4166a88699d63ad0d0a17d7de2750071e1475e77302dc960206001600160401b0389519351945116604051908152a35491611061565b515f5260086020525f6003604082208281558260018201558260028201550155565b8651633b02f79960e21b5f5260045260245260445ffd5b8851633317a6c560e01b5f5260045260245ffd5b90919280949550019260208185031261015d578035906001600160401b03821161015d570160808185031261015d576040519061462c8261100d565b8035825261463d8560208301612297565b946020830195865260608201356001600160401b03811161015d5761466d61146d926146b4926146ba9501611209565b6040850190815261467d8661547d565b6040519283916020808401528651604084015260208a51805160608601520151608084015251608060a084015260c0830190610f3e565b83613da9565b6146c581518361540f565b6146df81516146d3846110a9565b612965602086016110a9565b506146ea845161596d565b62278d00420191824211610baa5760206060926001600160401b037f3c3bdea234dd438385fecc359506116d5806dcd5f37ea7ab625c427c3473aa5a9516926003836147378451936110a9565b6147ae8b51916040519561474a87610fa0565b86526001600160a01b0390811684870190815260408088018b81528c89019586525f8f8152600888529190912097518855905160018801805492516001600160e01b0319909316919093161760a09190911b67ffffffffffffffff60a01b16179055565b5180516002850155015191015551955160405192835280518284015201516040820152a3565b8391949550602092508101031261015d575f9161480e6005923580926040519082602083015260208252614809604083611028565b6155db565b906148198282615b58565b60038201805460ff60681b1916600360681b1790557f6777e1f27612aa5216184ec3aee87b56319be6a8b30d6421e657746a6c4108f88480a2826004820161252e61252882611061565b8380929596506060935001031261015d576040516148808161100d565b8135815261489b6040602083019360208101358552016111fb565b92604082019384526148ac816154c9565b6148f66148e5604051845160208201528551604082015260ff8751166060820152606081526148dc608082611028565b8451908461591c565b9160018060a01b0383541690615433565b60ff845116801580156149df575b6149c857506149168251845190615ac5565b906001820160ff8154169060068210156103f457600582146149b0579260ff927f1db4b34d5927767707c711876d06543c88f311c18aae2e6a8f5cce1be061957e959260209560058619825416179055600381149081156149a5575b50614989575b5050519351945116604051908152a3565b614998600261499e9301611061565b9061565e565b5f80614978565b60049150145f614972565b855163f733f59560e01b5f526004526113a882610f30565b635ce1b31560e01b5f52600452600260245260445ffd5b5060028111614904565b604091925092809495938101031261015d5760405191614a0883610ff2565b8335835260208084019401358452614a1f826110a9565b604051639f8a13d760e01b81526001600160a01b03918216600482015290602090829060249082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115610c3a575f91614b47575b5015614b325750614aa66148e56040518451602082015285516040820152604081526148dc606082611028565b614ab38251845190615b15565b600181016001600160401b03815460481c16804210614b1b5750614aec6002614af1949361499893600460ff1982541617905501611061565b61584e565b519051907f7029a4f16f9f13ff0040f7f873247604201ef4ea36df4f01e72e0469e29700085f80a3565b8551636ec5801f60e01b5f5260045260245260445ffd5b61410b614b4161ffff936110a9565b916111ec565b614b60915060203d60201161204a5761203c8183611028565b5f614a79565b91509180939450019160208184031261015d578035906001600160401b03821161015d57019060808284031261015d5760405192614ba384610fa0565b82358452602084019260208101358452614bbf604082016111fb565b94604081019586526060820135916001600160401b03831161015d577f7ec2066a5689ca7816ad3c136b52940e76493996ebfc371e0749d658d8e0fad39461146d612433614c1660209760ff97614c519601611209565b606086019081526040519283918980840152875160408401528b516060840152888d5116608084015251608060a084015260c0830190610f3e565b50614c5e8287511661562a565b6001614c6d8251875190615b15565b0160028319825416179055519351945116604051908152a3565b91509180939450019160208184031261015d578035906001600160401b03821161015d57019160a08382031261015d5760405191614cc483610fbb565b83358352602083019360208101358552604081013591821515830361015d576040850192835260608501936060830135855260808301356001600160401b03811161015d57614d1e61146d92614d6192614d699601611209565b60808801908152604051928391602080840152895160408401528a516060840152875115156080840152885160a08401525160a060c084015260e0830190610f3e565b8551916155db565b9284518015801590614ebb575b614e2d575b50519351847fc8e1b7ca4a3b258a7a6e197f56d4e96ef0de86f95012c60c51cceb8dc07e26655f80a351614dae57505050565b5190614dba8184615b58565b614dcf82614dca60048401611061565b615f2e565b15614e1657600301805460ff60681b1916600160691b1790556040519081527fc2befcc0931a9a100cd5d4dd77e6d2147043378e0da0c90d28a3f93290a5b79790602090a2565b50906312fa45bb60e21b5f5260045260245260445ffd5b614e38908251615ac5565b600181019060ff8254166006811015806103f457600382148015614eaf575b614e97576103f457600403614e79575b50805460ff191660031790555f614d7b565b614e8b614aec6002614e919301611061565b8661565e565b5f614e67565b885163f733f59560e01b5f526004526113a882610f30565b50505f60058214614e57565b50825115614d76565b9093945082019160208184031261015d578035906001600160401b03821161015d5701916101608382031261015d576040519260e084018481106001600160401b03821117610f8c5760405280358452614f218260208301612297565b9060208501918252604085019460608201358652614f416080830161107f565b6060820190815260a0830135979092906001600160a01b038916890361015d5760808301988952614f758660c0840161429e565b9560a084019687526101408301356001600160401b03811161015d57614fa661146d926150419261505f9601611209565b60c08601908152614fb6846154c9565b6040805160208082018190528851828401528a518051606084015281015160808301528d5160a083015289516001600160401b031660c08301528e516001600160a01b031660e08301528b51805180516101008501528201516101208401529081015161014083015290910151610160820152928391516101606101808401526101a0830190610f3e565b83516001600160a01b039161505791908461591c565b541690615433565b615069835161596d565b61508086516001600160401b0384511690876159a2565b61511187519482518851855191604051986bffffffffffffffffffffffff199060601b1660208a0152603489015260548801526001600160401b0360c01b9060c01b166074870152605c86526150d7607c87611028565b845190519060409687516150eb8982611028565b6014815273446f6d6c6564676572207061796d656e7420763160601b6020820152615a28565b6201518042046003805b615255575060018101809111610baa5762015180810290808204620151801490151715610baa576001600160401b0316928151936001600160401b038451169582519581519061516a82610fbb565b81526020810194600186528282019889526060820191848352608081019889528a5f526005602052835f20905181556001810196519960068b10156103f457602060a09a81996001600160401b03966003947fb111c36e65630116b210981cfe0154a37473fbe33365066ce83e3d69155e4b009f60ff80198554169116178355519068ffffffffffffffff008354918a60481b905160481b169260081b1690610100600160881b03191617179055518051600285015501519101555199519a600180891b039051169551169251928151958652848601528401528051606084015201516080820152a4565b9061525f906111de565b9060038201808311610baa576007600591061061527d575b8061511b565b61528690614292565b615277565b604051632474521560e21b81527f4a3debffbb5bc5d4c738c3d8b74da2daa7589500e8c18ed2d6a9a12a34a3116160048201526001600160a01b03918216602482015290602090829060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115610c3a575f9161530e575090565b61112a915060203d60201161204a5761203c8183611028565b604051632474521560e21b81527f6b930a54bc9a8d9d32021a28e2282ffedf33210754271fcab1eb90abc2021a1c60048201526001600160a01b03918216602482015290602090829060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115610c3a575f9161530e575090565b604051632474521560e21b815260048101919091526001600160a01b03918216602482015290602090829060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115610c3a575f9161530e575090565b6080013581810361541e575050565b63463fe88f60e01b5f5260045260245260445ffd5b60200161543f816110a9565b6001600160a01b039283169216829003615457575050565b615460906110a9565b63016a849360e21b5f5260018060a01b031660045260245260445ffd5b6154af615489826110a9565b7f6b930a54bc9a8d9d32021a28e2282ffedf33210754271fcab1eb90abc2021a1c6153aa565b156154b75750565b8061410b606061410461ffff946110a9565b6154af6154d5826110a9565b7f25ae7aa7dec65cf8445639c6ac79d789338565c02be28faed5bd49a5767dfcc86153aa565b3d15615525573d9061550c826110bd565b9161551a6040519384611028565b82523d5f602084013e565b606090565b9081604091031261015d5760206040519161554483610ff2565b805183520151602082015290565b5f809161555d611049565b506040516155958161146d87602083019586909291602060609181608085019680518652015182850152805160408501520151910152565b519060065afa906155a46154fb565b91156155be57508060208061112a9351830101910161552a565b60208151910151906330fe103d60e21b5f5260045260245260445ffd5b92916155f0916155ea8561547d565b8461591c565b80549092906001600160a01b039081169061560a836110a9565b16036154b757600183015461127e916001600160a01b0390911690615433565b60ff1680158015615654575b61563d5750565b635ce1b31560e01b5f52600452600460245260445ffd5b5060048111615636565b9060ff600383015460681c1660058110156103f45760010361569c57602060059161569060048501916137f383611061565b90815190550151910155565b600261127e9201546158a8565b9291906156b78282866120a8565b9490156156c357505050565b638e3c1fc160e01b5f9081526004919091526001600160a01b039182166024529116604452606490fd5b63ffffffff1663ffffffff60648206169063ffffffff606461063f199204160163ffffffff8111610baa5763ffffffff16600382106157bb575b8061016d029061016d82048103610baa5761019061575961574f615761948460021c906111c4565b60648404906111d1565b9104906111c4565b6002198201918211610baa5781609902916099830403610baa5760028201809211610baa5760056157939204906111c4565b62020fa7198101908111610baa5762015180810290808204620151801490151715610baa5790565b5f19810191908211610baa57600c8101809111610baa5790615727565b63ffffffff16600c63ffffffff6064830616145f146158025760590163ffffffff8111610baa5790565b60010163ffffffff8111610baa5790565b604051916020830191825265ffffffffffff60d01b1660408301526026825261583d604683611028565b905190206001600160e01b03191690565b615856611049565b50602081519101515f516020615fa35f395f51905f52035f516020615fa35f395f51905f528111610baa575f516020615fa35f395f51905f52906040519261589d84610ff2565b835206602082015290565b90611b866158e57f14c2618f914d24e7ad54b3fb29633c3391c1ad43d397243e4eb16298316c26ea92845f5260076020526137f360405f20611061565b835f52600760205260405f208151815560016020830151910155604051918291829190916020806040830194805184520151910152565b9180939261592d6159329382613da9565b61540f565b815f52600460205260405f209160ff600384015460681c1660058110156103f4571561595b5750565b633e8077bb60e11b5f5260045260245ffd5b8051906159806020820192835190615d39565b15615989575050565b51905190634597f90560e01b5f5260045260245260445ffd5b916276a6ff1942014281111502610384420191824211610baa576001600160401b03168181108015615a1f575b615a0757505050805f52600660205260405f20546159f5575f52600660205260405f2055565b630e82d86360e01b5f5260045260245ffd5b6329ee996560e11b5f5260045260245260445260645ffd5b508281116159cf565b92615a9a6034615aa0949560208080966040519784899551918291018487015e8401907f0000000000000000000000000000000000000000000000000000000000000000838301523060601b6040830152805192839101605483015e01015f838201520301601f198101845283611028565b83615d92565b15615aa85750565b60208151910151906320d3f67d60e11b5f5260045260245260445ffd5b9190805f52600560205260405f209260ff60018501541660068110156103f457158015615b0a575b615af5575050565b636a2072af60e01b5f5260045260245260445ffd5b508084541415615aed565b81615b2291939293615ac5565b9160ff6001840154169060068210156103f45760018203615b41575050565b63f733f59560e01b5f526004526113a89150610f30565b90600360ff91015460681c169060058210156103f45760018203615b7a575050565b63625d629160e11b5f526004526113a89150610ec9565b6040516305bf81f160e01b81526001600160e01b0319909116600482018190526001600160401b03909216602482018190529495949391929091906020836044817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa928315610c3a575f93615c8a575b50829660208351930151604051936001600160401b036020860194888652896040880152166060860152608085015260a084015260018060801b03191660c083015260c08252615c5d60e083611028565b9051902063ffffffff19908116911603615c75575050565b639b1d3db760e01b5f5260045260245260445ffd5b9092506020813d602011615cb6575b81615ca660209383611028565b8101031261015d5751915f615c0c565b3d9150615c99565b90615cc7611049565b505f80604051602081019085518252602086019485516040830152606082015260608152615cf6608082611028565b519060075afa91615d056154fb565b9215615d205750508060208061112a9351830101910161552a565b519051906330fe103d60e21b5f5260045260245260445ffd5b5f516020615fa35f395f51905f528110801590615d7b575b615d75575f516020615fa35f395f51905f5260038183818181960909089180091490565b50505f90565b505f516020615fa35f395f51905f52821015615d51565b909160208301905f516020615fc35f395f51905f52825110801590615f13575b615f0b57615dc884516020815191015190615d39565b15615f0b57615eec925f516020615fc35f395f51905f52615ee2615e7f612522948851615e5c604051615e258161146d60208201958b87909291602060609181608085019680518652015182850152805160408501520151910152565b60206040519384928280850197805191829101895e840190838201905f8252519283915e01015f815203601f198101835282611028565b5190209560405190615e6d82610ff2565b60018252600260208301525190615cbe565b612522604051615e8e81610ff2565b7f1cef754fc6c1e0c36ef50f420c79cc221a251699b9c853c199bf29c6780d9ba381527f03931a1fd4bf752fc73b6460014a9f70ce932828019b5d6ed43239c5eba19a98602082015260408a015190615cbe565b9551930690615cbe565b81518151149182615efc57505090565b60209192508101519101511490565b505050505f90565b505f516020615fc35f395f51905f5260408501511015615db2565b905f516020615fc35f395f51905f52811015615d7557615eec90604051615f5481610ff2565b7f1cef754fc6c1e0c36ef50f420c79cc221a251699b9c853c199bf29c6780d9ba381527f03931a1fd4bf752fc73b6460014a9f70ce932828019b5d6ed43239c5eba19a986020820152615cbe56fe30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd4730644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001';
