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
    inputs: [{ name: 'account', type: 'address' }],
    name: 'headOf',
    outputs: [{ name: '', type: 'bytes32' }],
    stateMutability: 'view',
    type: 'function',
  },
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
          { name: 'subscriber', type: 'address' },
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
  '0x61014080604052346102075760a0816161878038038091610020828561020b565b83398101031261020757805160208201519091906001600160a01b0381168103610207576040820151906001600160a01b0382168203610207576060830151926001600160a01b03841684036102075760800151936001600160a01b0385168503610207578060805260405160208101917fd87cd6ef79d4e2b95e15ce8abf732db51ec771f1ca2edccf22a46c729ac5647283527f622290dadda28f36fc80a7ef97526dc35888420f1d230934795f8f3cd0f0871c60408301527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608301524660808301523060a083015260c082015260c0815261012060e08261020b565b51902060a05260c05260e0526101005261012052604051615f44908161024382396080518181816101f5015281816105d80152615980015260a051816109f3015260c05181818161081401528181610a8001528181611f3c015281816141d201528181614aaa0152818161531d015281816153b9015261541e015260e0518181816104b20152818161191e0152818161199801528181611a45015281816120dc0152818161231a01528181612ed501526135010152610100518181816107d001528181612c0301526131d9015261012051818181610858015281816133f80152615b150152f35b5f80fd5b601f909101601f19168101906001600160401b0382119082101761022e57604052565b634e487b7160e01b5f52604160045260245ffdfe6080806040526004361015610012575f80fd5b5f3560e01c9081630233331814610de85750806306661abd14610dcb578063116a1d9a14610cfd57806319c4b54e146108cb5780631db0e136146108875780633a312eb514610843578063553b7ee7146107ff57806367beaa96146107bb5780636fc727551461076757806373f7aef9146106655780637e609cea1461063b57806384b0196e1461054b578063882358ae1461050b5780638d94d758146104e15780638e00bd101461049d5780638f7dcfa314610481578063957d1fe1146104575780639ad7187514610413578063a4df7e9314610218578063ae9c31e5146101de578063b0ef9cdb146101b3578063c531086814610196578063eed2a5431461016c5763f948793314610124575f80fd5b346101685760203660031901126101685760043563ffffffff60e01b8116809103610168575f52600b60205260206001600160401b0360405f205416604051908152f35b5f80fd5b34610168576020366003190112610168576004355f52600f602052602060405f2054604051908152f35b34610168575f366003190112610168576020604051620151808152f35b346101685760403660031901126101685760206101d4602435600435612318565b6040519015158152f35b34610168575f3660031901126101685760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b34610168576020366003190112610168575f61018060405161023981611068565b8281528260208201528260408201528260608201528260808201528260a08201528260c08201528260e08201528261010082015282610120820152826101408201528261016082015201526004355f52600d60205260405f2060405161029e81611068565b81549160018060a01b0383168252602082019060ff8460a01c16825260ff8460a81c1690604084019460078310156103ff5784928652606083019560ff8260b01c1687526080840160ff8360b81c16815260a085019260c01c8352600184015460c0860160018060a01b038216815260e087016001600160401b038360a01c16815260ff61010089019360e01c1683526001600160401b0360028801541694610120890195865260ff600560038a0154996101408c019a8b5261016060048201549c019b8c5201549a6101808d019b8c526040519c60018060a01b039051168d52511660208c0152519160078310156103ff576001600160401b0380978c60806101a09f60ff998a8092879a6040870152511660608501525116910152511660a08c015260018060a01b0390511660c08b0152511660e089015251166101008701525116610120850152516101408401525161016083015251610180820152f35b634e487b7160e01b5f52602160045260245ffd5b34610168576040366003190112610168576001600160a01b03610434610f96565b165f52600360205260405f206024355f52602052602060405f2054604051908152f35b34610168576020366003190112610168576004355f526002602052602060405f2054604051908152f35b34610168575f3660031901126101685760205f54604051908152f35b34610168575f366003190112610168576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b34610168576020366003190112610168576004355f526006602052602060405f2054604051908152f35b346101685760203660031901126101685761054761052a6004356111b6565b604051918291829190916020806040830194805184520151910152565b0390f35b34610168575f366003190112610168576105bd60406105ca81519161057081846110ba565b60098352682237b6b632b233b2b960b91b6020840152805161059282826110ba565b60018152603160f81b60208201528151948594601f60f81b865260e0602087015260e0860190610fd0565b9184830390850152610fd0565b4660608301523060808301527f000000000000000000000000000000000000000000000000000000000000000060a083015281810360c083015260206060519182815201906080905f5b818110610622575050500390f35b8251845285945060209384019390920191600101610614565b34610168576020366003190112610168576004355f52600a602052602060405f2054604051908152f35b34610168576020366003190112610168576040516106828161104d565b5f81525f60208201525f60408201525f60608201526080604051916106a683611084565b5f83525f602084015201526004355f52600560205260405f206040516106cb8161104d565b815481526001820154916020820160ff841660068110156103ff57815261071a600260408501936001600160401b038760081c1685526001600160401b03606087019760481c168752016110f3565b906080840191825260405193518452519160068310156103ff5760c0946001600160401b0380926020958688015251166040860152511660608401525180516080840152015160a0820152f35b3461016857606036600319011261016857610780610fac565b6044356001600160a01b0381168103610168576107aa6001600160401b03916040936004356122b0565b835191151582529091166020820152f35b34610168575f366003190112610168576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b34610168575f366003190112610168576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b34610168575f366003190112610168576040517f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03168152602090f35b34610168576020366003190112610168576001600160a01b036108a8610f96565b165f525f516020615f045f395f51905f52602052602060405f2054604051908152f35b3461016857366003190161012081126101685760e0136101685760e4356001600160401b03811161016857610904903690600401610f69565b610104356001600160401b03811161016857610924903690600401610f69565b6040517ff9805516be2633b30f014ed1f9278f37006b7d0b560caab03d5a427de9b4a02a60208201908152949193916001600160a01b03610963610f96565b1660408301526001600160a01b03610979610fac565b1660608301526044356001600160401b038116809103610168578060808401526064359661ffff881693848903610168578460a0820152608435938460c0830152604260a435938460e085015260c435938461010082015261010081526109e2610120826110ba565b5190206040519061190160f01b82527f0000000000000000000000000000000000000000000000000000000000000000600283015260228201522096875f52600260205260405f2054610cea57610a4290610a3b611125565b9289612400565b5060048110156103ff57610cd757604051637d039ebb60e11b81526001600160a01b03928316600482018190529092909190602090849060249082907f0000000000000000000000000000000000000000000000000000000000000000165afa928315610ccc575f93610c90575b506001600160a01b0390811692168203610c7b575050610ad890610ad2611125565b876111d5565b610ae3368888611180565b6020815191012090808203610c665750506103844201804211610c3c57808211610c505750620151808101808211610c3c574211610c185750827faff3669d41916afb7f38fb91bd36cd018af5be5838d236ece4921fc247167d4b6080610c0598610b4f60015461126c565b94856001555f546040516020810191825286604082015260408152610b756060826110ba565b51902090855f5260026020528660405f2055815f55610b9b86610b96611125565b612448565b610ba361113b565b6001600160a01b03610bb3611125565b166001600160a01b0390911603610c07575b610bcd611125565b97610bd661113b565b935060405197885260208801526040870152606086015260018060a01b03169460018060a01b031693a46112c9565b005b610c1386610b9661113b565b610bc5565b6201517f19420190428211610c3c5763b66a76a760e01b5f5260045260245260445ffd5b634e487b7160e01b5f52601160045260245ffd5b9063c90f4e9560e01b5f5260045260245260445ffd5b636f205f0f60e11b5f5260045260245260445ffd5b6321ac3f6b60e11b5f5260045260245260445ffd5b9092506020813d602011610cc4575b81610cac602093836110ba565b8101031261016857610cbd90612434565b918c610ab0565b3d9150610c9f565b6040513d5f823e3d90fd5b87633fd6a40f60e11b5f5260045260245ffd5b87631fcfeb8d60e21b5f5260045260245ffd5b3461016857602036600319011261016857604051610d1a81611032565b5f81525f60208201525f6040820152606060405191610d3883611084565b5f83525f602084015201526004355f52600860205260a060405f20602060405191610d6283611032565b805483526001600160401b036001820154610d976002858701946001808a1b03841686528460408901948a1c168452016110f3565b926060860193845260405195518652600180881b039051168486015251166040840152518051606084015201516080820152f35b34610168575f366003190112610168576020600154604051908152f35b3461016857602036600319011261016857610e0281611002565b5f81525f60208201525f60408201525f60608201525f60808201525f60a08201525f60c082015260e060405191610e3883611084565b5f83525f602084015201526004355f52600460205260405f20604051610e5d81611002565b60018060a01b03825416815260018060a01b0360018301541691602082019283526002810154604083019081526003820154606084019263ffffffff821684526080850160ff8360201c16815260ff60a08701936001600160401b038160281c16855260681c1660c087019560058210156103ff576001600160401b0395610ef1600460ff9663ffffffff958b52016110f3565b60e08a01908152604080519a516001600160a01b039081168c529b51909b1660208b01529051998901999099525116606087015251166080850152511660a08301525160058110156103ff576101209260209160c084015251805160e08401520151610100820152f35b60058110156103ff57602452565b9181601f84011215610168578235916001600160401b038311610168576020838186019501011161016857565b600435906001600160a01b038216820361016857565b602435906001600160a01b038216820361016857565b60068110156103ff57602452565b805180835260209291819084018484015e5f828201840152601f01601f1916010190565b60078110156103ff57602452565b61010081019081106001600160401b0382111761101e57604052565b634e487b7160e01b5f52604160045260245ffd5b608081019081106001600160401b0382111761101e57604052565b60a081019081106001600160401b0382111761101e57604052565b6101a081019081106001600160401b0382111761101e57604052565b604081019081106001600160401b0382111761101e57604052565b606081019081106001600160401b0382111761101e57604052565b90601f801991011681019081106001600160401b0382111761101e57604052565b604051906110e882611084565b5f6020838281520152565b9060405161110081611084565b602060018294805484520154910152565b35906001600160401b038216820361016857565b6004356001600160a01b03811681036101685790565b6024356001600160a01b03811681036101685790565b356001600160a01b03811681036101685790565b6001600160401b03811161101e57601f01601f191660200190565b92919261118c82611165565b9161119a60405193846110ba565b829481845281830111610168578281602093845f960137010152565b6111be6110db565b505f5260076020526111d260405f206110f3565b90565b919060018060a01b0316805f52600360205260405f20835f5260205260405f20548061123557508115611267575f828152600260205260409020541561124b57815b8061123557505f52600360205260405f20905f5260205260405f2055565b8363b73b29d160e01b5f5260045260245260445ffd5b805f52600360205260405f20825f5260205260405f2054611217565b505050565b5f198114610c3c5760010190565b3561ffff811681036101685790565b359060ff8216820361016857565b9080601f83011215610168578160206111d293359101611180565b6001600160401b03811161101e5760051b60200190565b91909160643561ffff8116808203610168576111018114611dd55761110281146117225761110381146114465761110491501461130e5791600461130c9361253c565b565b508160209181010312610168573561133e604051826020820152602081526113376040826110ba565b600461408d565b6113498160046140d3565b815460ff8160a81c1660078110156103ff5760018114158061143b575b61141e575060ff8281600186015460e01c169260b01c928284161716161591821561140e575b50506113e157805460ff60a81b1916600360a91b1790556001600160a01b03600435908116919082810361016857507f94293fb58c653ee0c4f55f30f71cfe88682723825d117306ad0b723a1ead564b5f80a3565b506004356001600160a01b03811691908281036101685750633414ff3960e11b5f5260045260245260445ffd5b60ff925019161615155f8061138c565b634392551360e11b5f52600485905261143690610ff4565b60445ffd5b506002811415611366565b505050810190602081830312610168578035906001600160401b0382116101685701606081830312610168576040519061147f8261109f565b8035825261148f60208201611111565b926020830193845260408201356001600160401b038111610168576114bf6114fb92611337926115099501611297565b60408501908152604051928391602080840152865160408401526001600160401b038851166060840152516060608084015260a0830190610fd0565b03601f1981018352826110ba565b516115158160046140d3565b815493600360ff8660b01c1603611705578460b81c9060ff838184169316166116d85751906001600160401b038216956234bbff194201428111150263020f5800420190814211610c3c5780891080156116cf575b6116a557505060ff60b81b191660ff9390931680821760b81b60ff60b81b1693909317845515916001036116765782546001600160c01b031660c09190911b6001600160c01b0319161782555b8061166c576115c860055b836124a8565b1561161357506004356001600160a01b0381169290838103610168577fd8aba9bf64a23262effb0faff212cd227e41c14487a3de6ac57340a38de7e5319160209150604051908152a3565b6004356001600160a01b03811693848203610168576001600160401b0361165e7fc0d1f29c8b0cd3966f160d17dab74da07219d8e1b8219af0c4f18a504e7f35c59460409450613fda565b8351928352166020820152a3565b6115c860046115c2565b5060018201805467ffffffffffffffff60a01b191660a086901b67ffffffffffffffff60a01b161790556115b7565b60849188918a604051936355117ff760e01b85526004850152602484015260448301526064820152fd5b5081891161156a565b6004356001600160a01b0381169086908281036101685750631a360ecf60e01b5f5260045260245260445ffd5b61143660ff8686634392551360e11b5f5260045260a81c16610ff4565b505050810190602081830312610168578035906001600160401b0382116101685701608081830312610168576040519161175b83611032565b813583526020820135602084015260408201356001600160401b03811161016857820181601f8201121561016857803590611795826112b2565b916117a360405193846110ba565b80835260208084019160051b8301019184831161016857602001905b828210611dc557505050604084015260608201356001600160401b038111610168576117f66114fb92611337926118459501611297565b606085019081526040519283916020808401528651604084015260208701516060840152611832604088015160808086015260c08501906124cc565b9051838203603f190160a0850152610fd0565b611851815160046140d3565b91909283549160ff8360a81c1660078110156103ff5760068114611dad57508260b01c9060ff85831616611d805760018601549560ff8760e01c1660ff8716141580611d6a575b611d445760ff83161515938480611d32575b611d0b5760408301516040516118d0816114fb60208201946020865260408301906124cc565b5190209480611cfd575b611cdb57825192604081015192835160108111611cc5575095935f9995919298935f995b81518b1015611b5b576119118b8361425d565b519b8c1115611b44578b947f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03163b15610168576040516334adcdd960e01b8152600481018e90526001600160a01b038c811660248301528a8116604483015260ff60a08e901c811660648401528716156084830152909d9a908e9081907f0000000000000000000000000000000000000000000000000000000000000000165a9260a4915f94fa9d8e15610ccc5760109e611b34575b509c50899c8d985f995b60108b11159081611b2a575b5015611b17578e5f52600f60205260405f2054805f52600d6020528d60405f209060018060a01b031660018060a01b03825416149081611afd575b81611ae2575b50611acc57506040516301b972fb60e21b8152600481019f909f528e807f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165a92602491602094fa9e8f15610ccc575f9f611a9a575b50611a9160109f9a61126c565b999e508e6119d9565b9e5060208f813d8111611ac5575b611ab281836110ba565b81010312610168579d519d611a91611a84565b503d611aa8565b8c636f098da160e01b5f5260045260245260445ffd5b6001600160401b039150611af590613fda565b16155f611a26565b60018101546001600160a01b038f81169116149150611a20565b969d506001909c019b99509496506118fe565b905015158f6119e5565b5f611b3e916110ba565b5f6119cf565b8b83633b727b7560e21b5f5260045260245260445ffd5b9a505050600395969291975060ff945084808060b01b931691161760b01b16908360b01b1916179081855560208601516004860155600585015560b01c16145f14611cbb57611bac60035b826124a8565b815190600435906001600160a01b0382168083036101685760039360ff93507f77f3a3316b13b74682ae923492515525c4d45ecbb7da8407ac763472bc85f097602080880151604051908152a35460b01c1614611c065750565b5f5b604082015151811015611c6a5760019082515f52600e60205260405f20611c3382604086015161425d565b515f5260205260405f208260ff198254161790558251611c5782604086015161425d565b515f52600f60205260405f205501611c08565b507f0e70f7dc0f5c10253840af5bc5d13f8ff4347e142a2ee9e42fc38ddb9b6887738151916040602082015191015190611cb660405192839283526040602084015260408301906124cc565b0390a2565b611bac6002611ba6565b856362984e8960e11b5f5260045260245260445ffd5b506005849251910154906393eef6a560e01b5f5260045260245260445260645ffd5b5084600583015414156118da565b5090602060048251930154910151916370ad980560e11b5f5260045260245260445260645ffd5b506004820154602084015114156118aa565b6001600160401b03600283519201541690635c93a16560e11b5f5260045260245260445ffd5b506001600160401b036002820154164211611898565b516004356001600160a01b03811691908281036101685750631a360ecf60e01b5f5260045260245260445ffd5b9051634392551360e11b5f5260045261143690610ff4565b81358152602091820191016117bf565b50509291908101925f91602081860312610168578035906001600160401b03821161016857016080818603126101685760405190611e1282611032565b611e1b81611289565b8252602082019060208101358252611e3560408201611111565b966040840197885260608201356001600160401b03811161016857611e656114fb9261133792611eab9501611297565b6060860190815260405192839160208084015260ff8851166040840152865160608401526001600160401b038c5116608084015251608060a084015260c0830190610fd0565b600435956001600160a01b03871692838803610168576024356001600160a01b038116989089810361016857611ee0826152cd565b15612254579681995b604051632474521560e21b81527f8b97fd7f3efc705a9fad214be8904d1b61b17b3ee2eda07e0b086a60f7335e0860048201526001600160a01b038a8116602483018190529a90602090839060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa918215610ccc575f92612223575b508115612213575b50158015612201575b6121eb575060ff835116801580156121e1575b6121cf57506276a7004201998a4211610c3c576001600160401b038551164281118015906121c6575b6121ab575088999a508551806120cb575b50878252600d6020526040822080546001820180546001600160a01b031916909b178b5585516001600160a81b03199091166001600160a01b0390931692831760a09190911b60ff60a01b161781558651600382015590987f6cfe9d65afc04d42cc066e0e233debae71ebcf756b555eb5115aea2bfcc50a31976080979096909590946001600160401b039460ff949293919290918d8a036120c45760015b8154908760e01b9060e01b16908760e01b191617905585875116866002830191168719825416179055600160a81b8560a81b1982541617905550505116925191511691604051938452602084015260408301526060820152a4565b6002612069565b919694929850949260018060a01b037f00000000000000000000000000000000000000000000000000000000000000001660ff82511692813b156101685760a48c915f9360405196879485936334adcdd960e01b8552600485015260018060a01b038d16602485015260448401526064830152600160848301525afa908115610ccc578a997f6cfe9d65afc04d42cc066e0e233debae71ebcf756b555eb5115aea2bfcc50a31986080986001600160401b039560ff95612196575b5093509350939597509395611fca565b6121a39192505f906110ba565b5f905f612186565b8b90631bb92a9d60e21b5f526004524260245260445260645ffd5b508b8111611fb9565b63eb5b0f9d60e01b5f5260045260245ffd5b5060068111611f90565b866385d169ef60e01b5f5260045260245260445ffd5b506001600160a01b038b168914611f7d565b61221d9150615369565b5f611f74565b61224691925060203d60201161224d575b61223e81836110ba565b8101906140bb565b905f611f6c565b503d612234565b9661225e886152cd565b1561226b57819799611ee9565b9661227582615369565b1561228257968199611ee9565b9661228c88615369565b1561229957819799611ee9565b89866385d169ef60e01b5f5260045260245260445ffd5b906111d2919392935f52600d60205260405f20938454600360ff8260b01c16149283612301575b5050816122e6575b5092613fda565b60018501546001600160a01b0391821691161490505f6122df565b6001600160a01b0391821691161491505f806122d7565b7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03169290915f91905b6010831115806123f7575b156123ee57835f52600e60205260405f20815f5260205260ff60405f2054166123e457604051906301b972fb60e21b82526004820152602081602481885afa8015610ccc575f906123b1575b6123ab91509261126c565b91612349565b506020813d82116123dc575b816123ca602093836110ba565b81010312610168576123ab90516123a0565b3d91506123bd565b5092505050600190565b50925050505f90565b50801515612354565b906041830361242a576124239250602081013591604082359201355f1a90614015565b9192909190565b50505f9160029190565b51906001600160a01b038216820361016857565b60018060a01b031690815f525f516020615f045f395f51905f5260205260405f205490604051906020820192835260408201526040815261248a6060826110ba565b519020905f525f516020615f045f395f51905f5260205260405f2055565b9060078110156103ff57815460ff60a81b191660a89190911b60ff60a81b16179055565b90602080835192838152019201905f5b8181106124e95750505090565b82518452602093840193909201916001016124dc565b91908260409103126101685760405161251781611084565b6020808294803584520135910152565b35906001600160801b03198216820361016857565b9291926060820161120161ffff6125528361127a565b161461290c5761ffff6125676112089261127a565b1614612578579061130c939161434c565b5090820191602081840312610168578035906001600160401b03821161016857019060a082840312610168576040516125b081611032565b823581526125c184602085016124ff565b926020820193845260608101356001600160401b03811161016857810185601f82011215610168578035906125f5826112b2565b9661260360405198896110ba565b82885260206060818a0194028301019181831161016857602001925b8284106128ae575050505061264060806126a3926040850197885201611289565b92606083019384526040516020808201528351604082015260208651805160608401520151608082015261269b81612683895160a08084015260e0830190614285565b60ff88511660c083015203601f1981018352826110ba565b83519161561d565b936126b160ff845116615655565b600385019060ff825460681c1660058110156103ff576001811415806128a3575b61288b575082515f52600960205260405f20548086516114fb61270185516040519283916020830195866142e4565b519020036128745750805151805b6127af575050805460ff60681b19166001606a1b17905551905160405160ff9190911681525f93600593909285927fc9bdae3e55d8be80a45cf78af76d779740ffd2117999d91809c3a05269d8b0d390602090a2612796612790600485019261278a61277a856110f3565b91516127846110db565b50615767565b90615594565b84615689565b8160206040516127a581611084565b8281520152550155565b81515f198201828111610c3c576127c59161425d565b5163ffffffff60e01b8151165f52600b6020526001600160401b0360405f2054166001600160401b036040830151168103612849575090816001600160401b036020612843940151169063ffffffff60e01b9051165f52600b6020526001600160401b0360405f2091166001600160401b0319825416179055614306565b8061270f565b8551915163be0d67b960e01b5f9081526004939093526001600160e01b031916602452604452606490fd5b83516311dfa3ad60e31b5f5260045260245260445ffd5b835163625d629160e11b5f5260045261143690610f5b565b5060038114156126d2565b60608483031261016857604051906128c58261109f565b8435906001600160e01b0319821682036101685782602092606094526128ec838801611111565b838201526128fc60408801611111565b604082015281520193019261261f565b50509290820191602081840312610168578035906001600160401b038211610168570161014081840312610168576040519261012084018481106001600160401b0382111761101e5760405281358452602082013563ffffffff8116810361016857602085015261297f60408301611289565b604085015261299060608301611111565b606085015260808201356001600160401b03811161016857820181601f820112156101685780356129c0816112b2565b916129ce60405193846110ba565b81835260206101a081850193028201019084821161016857602001915b818310613ede57505050608085015260a08201356001600160401b03811161016857820181601f82011215610168578035612a25816112b2565b91612a3360405193846110ba565b8183526020606081850193028201019084821161016857602001915b818310613e9d5750505060a0850152612a6b8160c084016124ff565b60c085015261010082013560e08501526101208201356001600160401b03811161016857612a999201611297565b6101008301908152612aaa846154bf565b604051906020808301526101808201908451604084015263ffffffff602086015116606084015260ff60408601511660808401526001600160401b0360608601511660a084015260808501519161014060c0850152825180915260206101a085019301905f5b818110613dbf5750505060a085015191603f198482030160e0850152602080845192838152019301905f5b818110613d9057505050826114fb612b8d9493612b8793602060c08a01518051610100870152015161012085015260e089015161014085015251603f1984830301610160850152610fd0565b8461408d565b5f6080604051612b9c8161104d565b8281528260208201528260408201528260608201520152612bd38251612bc185611151565b612bcd60208701611151565b916156d4565b602083015160405163bef80b7960e01b815263ffffffff9091166004820152906060826024816001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000165afa8015610ccc575f905f935f91613d40575b5063ffffffff80602088015116911690818111613d2b5750506001600160401b036060860151166201517f194201428111150263020f5800420191824211610c3c578181108015613d22575b613d0a575050506001600160401b03821615159081613cea575b5080613cdd575b613cac57612cb085611151565b91612cbd60208701611151565b8551926201518083018311610c3c5762015180936001600160401b039260405196612ce78861104d565b6001600160a01b0390811688521660208701526040860152166060840152016080820152612d1484611151565b835163ffffffff60208601511660ff6040870151169060405192602084019460018060a01b0316855260408401526060830152608082015260808152612d5b60a0826110ba565b519020805f52600460205260ff600360405f20015460681c1660058110156103ff57613c9a5760808401515160a0850151518101809111610c3c5715613c885760e084015180613b6c575b50612daf6110db565b5060a084015194604051612dc281611084565b5f81525f6020820152935f945b8751861015612e4f5760ff612de4878a61425d565b515116158015612e37575b612e1657612e0e6001916020612e05898c61425d565b51015190615594565b950194612dcf565b60ff612e22878a61425d565b515116633bfa912d60e11b5f5260045260245ffd5b50600860ff612e46888b61425d565b51511611612def565b9194509295509390939160808201515193612e69856112b2565b94612e7760405196876110ba565b808652612e86601f19916112b2565b015f5b818110613b435750505f935b855185101561389f57612eac85608086015161425d565b5194612eb66110db565b5085516040516343eec53560e11b815260048101919091525f816024817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa908115610ccc575f916136f0575b5060808101518a516001600160a01b0390811691168190036136d95750612f3a60408b0151885190612318565b156136bb576020870151604088015160ff16906001600160d01b03191660041a819003613695575060208701516001600160d01b0319165f1a60f81b6001600160f81b031916600160f81b148061366a575b8061363f575b600160ff60a084015116149081613636575b5061360b5765ffffffff00ff60d01b60208801511660ff604089015116155f1461360057600160d81b905b88515f52600c60205265ffffffffffff60d01b60405f205460d01b16801590811590816135e9575b506135be579160ff939160a09361358c575b50500151169161302a875165ffffffffffff60d01b60208a0151169061572c565b6130646001600160401b0360608a0151166001600160401b0360808b01511660a08b01519060018060801b031960c08d0151169285615ad2565b61ffff6130a56001600160401b0360e08c0151166001600160401b036101008d0151166101208d0151908d61014060018060801b0319910151169287615ad2565b60101c168061ffff8316148015906134da575b613493576001600160401b0360e08b0151166001600160401b0360608c0151168082111561347157505063ffffffff60e01b83165f52600b6020526001600160401b0360405f2054169182156133d0575b60101c61ffff161415806133b1575b6001600160401b038060608c0151169216908183141590816133a8575b506133865750506001600160401b036101008901511660808c0151908181116133645750506001600160401b0360608c0151168015158061334d575b61331957508a5160408981015160808b01516101008c015192516317a647d160e11b81526001600160a01b039485166004820152602481019890985260ff90911660448801526001600160401b039081166064880152166084860152602090859060a49082907f0000000000000000000000000000000000000000000000000000000000000000165afa938415610ccc575f946132e2575b509061278a60019461326f936001600160401b0360e08c0151169063ffffffff60e01b165f52600b6020526001600160401b0360405f2091166001600160401b031982541617905561326a6101208b015161278a60a08d01516127846110db565b615bff565b9561328b815165ffffffffffff60d01b6020840151169061572c565b906001600160401b0360e0816060840151169201511690604051926132af8461109f565b6001600160e01b0319168352602083015260408201526132cf828961425d565b526132da818861425d565b500193612e95565b9350906020843d8211613311575b816132fd602093836110ba565b81010312610168579251929061278a613209565b3d91506132f0565b608089015163dadb31b560e01b5f9081526001600160e01b03199093166004526001600160401b0316602452604452606490fd5b50806001600160401b0360808b0151161015613171565b826302661abd60e61b5f5263ffffffff60e01b1660045260245260445260645ffd5b8263c11d9e1960e01b5f5263ffffffff60e01b1660045260245260445260645ffd5b9050155f613135565b506001600160401b0360608a0151166001600160401b03821610613118565b604051638a84025f60e01b81526001600160e01b0319851660048201529092506020816024817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa8015610ccc575f90613437575b929050613109565b506020813d8211613469575b81613450602093836110ba565b810103126101685761346461ffff91615718565b61342f565b3d9150613443565b8463ad003acf60e01b5f5263ffffffff60e01b1660045260245260445260645ffd5b60208d01516040516325061c2760e21b81526001600160e01b031990941660048501526001600160a01b0316602484015261ffff9190911660448301526064820152608490fd5b5089516040516340f6b44760e01b81526004810191909152602481018290526020816044817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa908115610ccc575f91613553575b5060208e01516001600160a01b03918216911614156130b8565b90506020813d8211613584575b8161356d602093836110ba565b810103126101685761357e90612434565b5f613539565b3d9150613560565b8a515f52600c60205260405f209165ffffffffffff60d01b161760d01c65ffffffffffff198254161790555f80613009565b895160208b01516361b211eb60e01b5f9081526004929092526001600160d01b031916602452604490fd5b6001600160d01b031985168417141590505f612ff7565b600160d91b90612fcf565b86516020880151634005482b60e01b5f9081526004929092526001600160d01b031916602452604490fd5b9050155f612fa4565b5060208701516001600160d01b03191660031a60f81b6001600160f81b031916600160fb1b14612f92565b5060208701516001600160d01b03191660021a60f81b6001600160f81b031916600160f81b14612f8c565b87602065ffffffffffff60d01b91015116635ff5cd6360e11b5f5260045260245260445ffd5b8660408b0151905190633d00861760e11b5f5260045260245260445ffd5b875163a70a966560e01b5f5260045260245260445ffd5b90503d805f833e61370181836110ba565b810190602081830312610168578051906001600160401b038211610168570161018081830312610168576040519161018083018381106001600160401b0382111761101e5760405261375282612434565b8352602082015161ffff8116810361016857602084015261377560408301615ac4565b60408401526060820151805f0b810361016857606084015261379960808301612434565b60808401526137aa60a08301615ac4565b60a08401526137bb60c08301615ac4565b60c084015260e0820151805f0b81036101685760e08401526137e06101008301615718565b610100840152610120820151610120840152610140820151610140840152610160820151906001600160401b0382116101685780601f83850101121561016857818301519061382e826112b2565b9361383c60405195866110ba565b828552602085019160208460051b86840101011161016857602084820101915b60208460051b8684010101831061387e5750505050506101608201525f612f0d565b82516001600160d01b0319811681036101685781526020928301920161385c565b92949196509492506040516138bd816114fb602082019486866142e4565b519020825f52600960205260405f20558060c0840151908151613ac4575b50506138e684611151565b906138f360208601611151565b9084519263ffffffff6020870151169360ff6040880151166001600160401b036060890151166040519361392685611002565b6001600160a01b0390811685529586166020808601918252604080870195865260608701998a526080870194855260a08701938452600160c0880181815260e089018a81525f8e81526004865293909320985189546001600160a01b0319908116918d16919091178a559451918901805490951691909a1617909255935160028601559651600385018054935192516cffffffffffffffffffffffffff1990941663ffffffff92909216919091179190931b64ff00000000161760289190911b6cffffffffffffffff0000000000161781559251939260058510156103ff57602060c0946005927f41869867f785558a6b5242beeb64bcbe9ff85420c232fd79d437008780b96b569781549060ff60681b9060681b169060ff60681b1916179055518051600485015501519101556020613a6a81613a6389611151565b9801611151565b8651828801516040808a015160609a8b0151825194855263ffffffff9093168487015260ff16908301526001600160401b0316978101979097528251608088015291015160a08601526001600160a01b03908116951693a4565b9091508351613ad16110db565b50613adb816111b6565b80519084518214801590613b31575b613b1457505090613b088392613b02613b0d95615767565b906157c1565b615594565b5f806138db565b6020015191636c06920960e11b5f5260045260245260445260645ffd5b50602081015160208601511415613aea565b602090604051613b528161109f565b5f81525f838201525f604082015282828a01015201612e89565b5f52600460205260405f20600381015460ff8160681c1660058110156103ff576004149182613c6f575b82613c50575b82613c41575b5081613c2a575b5080613c12575b15613bf75760e08401515f52600a6020528060405f20558060e08501517f1828579a9099d260540e5738bd9ca7a30cc6f034f99849d73884e0c23716f56d5f80a35f612da6565b60e084015190630246c67d60e01b5f5260045260245260445ffd5b5060e08401515f52600a60205260405f205415613bb0565b905063ffffffff806020870151169116145f613ba9565b6002015486511491505f613ba2565b600181015460208601516001600160a01b039081169116149250613b9c565b805485516001600160a01b039081169116149250613b96565b6314ddb5a360e21b5f5260045260245ffd5b635c2d84b560e11b5f5260045260245ffd5b6001600160401b03908463ffffffff6020825192015116906359c7debb60e01b5f526004526024521660445260645ffd5b5060808401515115612ca3565b6001600160401b03831662015180810192508210610c3c5710155f612c9c565b63ee5d2afd60e01b5f5260045260245260445260645ffd5b50828111612c82565b63cc892d3d60e01b5f5260045260245260445ffd5b935050506060823d606011613d88575b81613d5d606093836110ba565b8101031261016857815191604060208201519101519263ffffffff841684036101685790925f612c36565b3d9150613d50565b8251805160ff168652602090810151805182880152810151604087015260609095019490920191600101612b3b565b90919360206101a060019287518051825265ffffffffffff60d01b84820151168483015260ff60408201511660408301526001600160401b0360608201511660608301526001600160401b0360808201511660808301528360a0820151805160a0850152015160c0830152848060801b031960c08201511660e08301526001600160401b0360e0820151166101008301526001600160401b03610100820151166101208301528361012082015180516101408501520151610160830152610140858060801b0319910151166101808201520195019101919091612b10565b606083860312610168576020606091604051613eb881611084565b613ec186611289565b8152613ecf888488016124ff565b83820152815201920191612a4f565b6101a083860312610168576040519061016082018281106001600160401b0382111761101e57604052833582526020840135906001600160d01b0319821682036101685782602092836101a0950152613f3960408701611289565b6040820152613f4a60608701611111565b6060820152613f5b60808701611111565b6080820152613f6d8860a088016124ff565b60a0820152613f7e60e08701612527565b60c0820152613f906101008701611111565b60e0820152613fa26101208701611111565b610100820152613fb68861014088016124ff565b610120820152613fc96101808701612527565b6101408201528152019201916129eb565b805490600360ff8360b81c1614613ff2575060c01c90565b6001600160401b036001819360c01c92015460a01c169081808211911802181690565b91906fa2a8918ca85bafe22016d0b997e4df60600160ff1b038411614082579160209360809260ff5f9560405194855216868401526040830152606082015282805260015afa15610ccc575f516001600160a01b0381161561407857905f905f90565b505f906001905f90565b5050505f9160039190565b9060a090602081519101209101358082036140a6575050565b6312af6b0960e11b5f5260045260245260445ffd5b90816020910312610168575180151581036101685790565b91906140df8184615451565b805f52600d60205260405f209283549160ff8360a81c1660078110156103ff571561424b575061410e81611151565b6001600160a01b039283169216821491821580614228575b801561419e575b6141665761415191908315614160575060018501546001600160a01b031690615475565b1561415b57600190565b600290565b90615475565b61ffff8261417f606061417883611151565b920161127a565b9063dd2b9a5f60e01b5f5260018060a01b03166004521660245260445ffd5b506141a882611151565b604051639f8a13d760e01b81526001600160a01b03918216600482015290602090829060249082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115610ccc575f91614209575b501561412d565b614222915060203d60201161224d5761223e81836110ba565b5f614202565b5061423282611151565b60018601546001600160a01b0391821691161415614126565b639fd3363160e01b5f5260045260245ffd5b80518210156142715760209160051b010190565b634e487b7160e01b5f52603260045260245ffd5b90602080835192838152019201905f5b8181106142a25750505090565b909192602060606001926001600160401b036040885163ffffffff60e01b81511684528286820151168685015201511660408201520194019101919091614295565b60609060206111d2949380518352015160208201528160408201520190614285565b8015610c3c575f190190565b919091608081840312610168576040606081519261432f8461109f565b61433a8496826124ff565b84528281013560208501520135910152565b90939293606081019461120261ffff6143648861127a565b1614614f235761120361ffff6143798861127a565b1614614ce65761120461ffff61438e8861127a565b1614614bc55761120561ffff6143a38861127a565b1614614a4a5761120661ffff6143b88861127a565b16146148d95761120761ffff6143cd8861127a565b161461484a5761120961ffff6143e28861127a565b16146146645761120a61ffff6143f78861127a565b161461441c5761ffff6144098761127a565b63a548304f60e01b5f521660045260245ffd5b90919280949550019260e081850312610168576040519361443c85611032565b8135855261446b602086019160208401358352606061445d60408601611111565b946040890195865201614312565b936060860194855261447c8461550b565b6144e460405187516020820152835160408201526001600160401b0385511660608201526144ce8751608083019060406060916020815180518652015160208501526020810151828501520151910152565b60e081526144de610100826110ba565b8561408d565b6144ef865185615451565b85515f908152600860205260409020600181015490946001600160a01b038216908115614650576001600160401b03929161452991615475565b60a01c1680421161463957509181614556613b0294614617979694516001600160401b03855116916158d5565b6145d78751825184519060405192602084015260408301526001600160401b0360c01b9060c01b166060820152604881526145926068826110ba565b60028501965190604051906145a86040836110ba565b6013825272446f6d6c656467657220726566756e6420763160681b60208301526145d1896110f3565b9161595b565b7fa50ca279229d72294f4166a88699d63ad0d0a17d7de2750071e1475e77302dc960206001600160401b0389519351945116604051908152a354916110f3565b515f5260086020525f6003604082208281558260018201558260028201550155565b8651633b02f79960e21b5f5260045260245260445ffd5b8851633317a6c560e01b5f5260045260245ffd5b909192809495500192602081850312610168578035906001600160401b038211610168570160808185031261016857604051906146a08261109f565b803582526146b185602083016124ff565b946020830195865260608201356001600160401b038111610168576146e16114fb926147289261472e9501611297565b604085019081526146f1866154bf565b6040519283916020808401528651604084015260208a51805160608601520151608084015251608060a084015260c0830190610fd0565b8361408d565b614739815183615451565b6147558151602061474985611151565b940193612bcd85611151565b5061476084516158a0565b62278d00420191824211610c3c5760206060926001600160401b037f3c3bdea234dd438385fecc359506116d5806dcd5f37ea7ab625c427c3473aa5a9516926003836147ad845193611151565b6148248b5191604051956147c087611032565b86526001600160a01b0390811684870190815260408088018b81528c89019586525f8f8152600888529190912097518855905160018801805492516001600160e01b0319909316919093161760a09190911b67ffffffffffffffff60a01b16179055565b5180516002850155015191015551955160405192835280518284015201516040820152a3565b83919495506020925081010312610168575f91614884600592358092604051908260208301526020825261487f6040836110ba565b61561d565b9061488f8282615a8b565b60038201805460ff60681b1916600360681b1790557f6777e1f27612aa5216184ec3aee87b56319be6a8b30d6421e657746a6c4108f88480a28260048201612796612790826110f3565b83809295965060609350010312610168576040516148f68161109f565b81358152614957614914604060208401946020810135865201611289565b93604083019485526149258161550b565b604051835160208201528451604082015260ff86511660608201526060815261494f6080826110ba565b835191615835565b60ff84511680158015614a40575b614a29575061497782518451906159f8565b906001820160ff8154169060068210156103ff5760058214614a11579260ff927f1db4b34d5927767707c711876d06543c88f311c18aae2e6a8f5cce1be061957e95926020956005861982541617905560038114908115614a06575b506149ea575b5050519351945116604051908152a3565b6149f960026149ff93016110f3565b90615689565b5f806149d9565b60049150145f6149d3565b855163f733f59560e01b5f5260045261143682610fc2565b635ce1b31560e01b5f52600452600260245260445ffd5b5060028111614965565b60409192509280949593810103126101685760405191614a6983611084565b8335835260208084019401358452614a8082611151565b604051639f8a13d760e01b81526001600160a01b03918216600482015290602090829060249082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115610ccc575f91614ba6575b5015614b915750614b059060405183516020820152845160408201526040815261494f6060826110ba565b614b128251845190615a48565b600181016001600160401b03815460481c16804210614b7a5750614b4b6002614b5094936149f993600460ff19825416179055016110f3565b615767565b519051907f7029a4f16f9f13ff0040f7f873247604201ef4ea36df4f01e72e0469e29700085f80a3565b8551636ec5801f60e01b5f5260045260245260445ffd5b61417f614ba061ffff93611151565b9161127a565b614bbf915060203d60201161224d5761223e81836110ba565b5f614ada565b915091809394500191602081840312610168578035906001600160401b0382116101685701906080828403126101685760405192614c0284611032565b82358452602084019260208101358452614c1e60408201611289565b94604081019586526060820135916001600160401b038311610168577f7ec2066a5689ca7816ad3c136b52940e76493996ebfc371e0749d658d8e0fad3946114fb61269b614c7560209760ff97614cb09601611297565b606086019081526040519283918980840152875160408401528b516060840152888d5116608084015251608060a084015260c0830190610fd0565b50614cbd82875116615655565b6001614ccc8251875190615a48565b0160028319825416179055519351945116604051908152a3565b915091809394500191602081840312610168578035906001600160401b03821161016857019160a0838203126101685760405191614d238361104d565b833583526020830193602081013585526040810135918215158303610168576040850192835260608501936060830135855260808301356001600160401b03811161016857614d7d6114fb92614dc092614dc89601611297565b60808801908152604051928391602080840152895160408401528a516060840152875115156080840152885160a08401525160a060c084015260e0830190610fd0565b85519161561d565b9284518015801590614f1a575b614e8c575b50519351847fc8e1b7ca4a3b258a7a6e197f56d4e96ef0de86f95012c60c51cceb8dc07e26655f80a351614e0d57505050565b5190614e198184615a8b565b614e2e82614e29600484016110f3565b615e6f565b15614e7557600301805460ff60681b1916600160691b1790556040519081527fc2befcc0931a9a100cd5d4dd77e6d2147043378e0da0c90d28a3f93290a5b79790602090a2565b50906312fa45bb60e21b5f5260045260245260445ffd5b614e979082516159f8565b600181019060ff8254166006811015806103ff57600382148015614f0e575b614ef6576103ff57600403614ed8575b50805460ff191660031790555f614dda565b614eea614b4b6002614ef093016110f3565b86615689565b5f614ec6565b885163f733f59560e01b5f5260045261143682610fc2565b50505f60058214614eb6565b50825115614dd5565b90939450820191602081840312610168578035906001600160401b03821161016857019161016083820312610168576040519260e084018481106001600160401b0382111761101e5760405280358452614f8082602083016124ff565b9060208501918252604085019460608201358652614fa060808301611111565b6060820190815260a0830135979092906001600160a01b03891689036101685760808301988952614fd48660c08401614312565b9560a084019687526101408301356001600160401b038111610168576150056114fb9261494f926150a09601611297565b60c086019081526150158461550b565b6040805160208082018190528851828401528a518051606084015281015160808301528d5160a083015289516001600160401b031660c08301528e516001600160a01b031660e08301528b51805180516101008501528201516101208401529081015161014083015290910151610160820152928391516101606101808401526101a0830190610fd0565b506150ab83516158a0565b6150c286516001600160401b0384511690876158d5565b61515387519482518851855191604051986bffffffffffffffffffffffff199060601b1660208a0152603489015260548801526001600160401b0360c01b9060c01b166074870152605c8652615119607c876110ba565b8451905190604096875161512d89826110ba565b6014815273446f6d6c6564676572207061796d656e7420763160601b602082015261595b565b6201518042046003805b615297575060018101809111610c3c5762015180810290808204620151801490151715610c3c576001600160401b0316928151936001600160401b03845116958251958151906151ac8261104d565b81526020810194600186528282019889526060820191848352608081019889528a5f526005602052835f20905181556001810196519960068b10156103ff57602060a09a81996001600160401b03966003947fb111c36e65630116b210981cfe0154a37473fbe33365066ce83e3d69155e4b009f60ff80198554169116178355519068ffffffffffffffff008354918a60481b905160481b169260081b1690610100600160881b03191617179055518051600285015501519101555199519a600180891b039051169551169251928151958652848601528401528051606084015201516080820152a4565b906152a19061126c565b9060038201808311610c3c57600760059106106152bf575b8061515d565b6152c890614306565b6152b9565b604051632474521560e21b81527f4a3debffbb5bc5d4c738c3d8b74da2daa7589500e8c18ed2d6a9a12a34a3116160048201526001600160a01b03918216602482015290602090829060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115610ccc575f91615350575090565b6111d2915060203d60201161224d5761223e81836110ba565b604051632474521560e21b81527f6b930a54bc9a8d9d32021a28e2282ffedf33210754271fcab1eb90abc2021a1c60048201526001600160a01b03918216602482015290602090829060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115610ccc575f91615350575090565b604051632474521560e21b815260048101919091526001600160a01b03918216602482015290602090829060449082907f0000000000000000000000000000000000000000000000000000000000000000165afa908115610ccc575f91615350575090565b60800135818103615460575050565b63463fe88f60e01b5f5260045260245260445ffd5b60200161548181611151565b6001600160a01b039283169216829003615499575050565b6154a290611151565b63016a849360e21b5f5260018060a01b031660045260245260445ffd5b6154f16154cb82611151565b7f6b930a54bc9a8d9d32021a28e2282ffedf33210754271fcab1eb90abc2021a1c6153ec565b156154f95750565b8061417f606061417861ffff94611151565b6154f161551782611151565b7f25ae7aa7dec65cf8445639c6ac79d789338565c02be28faed5bd49a5767dfcc86153ec565b3d15615567573d9061554e82611165565b9161555c60405193846110ba565b82523d5f602084013e565b606090565b908160409103126101685760206040519161558683611084565b805183520151602082015290565b5f809161559f6110db565b506040516155d7816114fb87602083019586909291602060609181608085019680518652015182850152805160408501520151910152565b519060065afa906155e661553d565b91156156005750806020806111d29351830101910161556c565b60208151910151906330fe103d60e21b5f5260045260245260445ffd5b92916156329161562c856154bf565b84615835565b80549092906001600160a01b039081169061564c83611151565b16036154f95750565b60ff168015801561567f575b6156685750565b635ce1b31560e01b5f52600452600460245260445ffd5b5060048111615661565b9060ff600383015460681c1660058110156103ff576001036156c75760206005916156bb6004850191613b08836110f3565b90815190550151910155565b600261130c9201546157c1565b9291906156e28282866122b0565b9490156156ee57505050565b638e3c1fc160e01b5f9081526004919091526001600160a01b039182166024529116604452606490fd5b51906001600160401b038216820361016857565b604051916020830191825265ffffffffffff60d01b166040830152602682526157566046836110ba565b905190206001600160e01b03191690565b61576f6110db565b50602081519101515f516020615ee45f395f51905f52035f516020615ee45f395f51905f528111610c3c575f516020615ee45f395f51905f5290604051926157b684611084565b835206602082015290565b90611cb66157fe7f14c2618f914d24e7ad54b3fb29633c3391c1ad43d397243e4eb16298316c26ea92845f526007602052613b0860405f206110f3565b835f52600760205260405f208151815560016020830151910155604051918291829190916020806040830194805184520151910152565b90615843909392938261408d565b61584d8382615451565b825f52600460205260405f209260ff600385015460681c1660058110156103ff571561588e5750600183015461130c916001600160a01b0390911690615475565b633e8077bb60e11b5f5260045260245ffd5b8051906158b36020820192835190615c7a565b156158bc575050565b51905190634597f90560e01b5f5260045260245260445ffd5b916276a6ff1942014281111502610384420191824211610c3c576001600160401b03168181108015615952575b61593a57505050805f52600660205260405f2054615928575f52600660205260405f2055565b630e82d86360e01b5f5260045260245ffd5b6329ee996560e11b5f5260045260245260445260645ffd5b50828111615902565b926159cd60346159d3949560208080966040519784899551918291018487015e8401907f0000000000000000000000000000000000000000000000000000000000000000838301523060601b6040830152805192839101605483015e01015f838201520301601f1981018452836110ba565b83615cd3565b156159db5750565b60208151910151906320d3f67d60e11b5f5260045260245260445ffd5b9190805f52600560205260405f209260ff60018501541660068110156103ff57158015615a3d575b615a28575050565b636a2072af60e01b5f5260045260245260445ffd5b508084541415615a20565b81615a55919392936159f8565b9160ff6001840154169060068210156103ff5760018203615a74575050565b63f733f59560e01b5f526004526114369150610fc2565b90600360ff91015460681c169060058210156103ff5760018203615aad575050565b63625d629160e11b5f526004526114369150610f5b565b519060ff8216820361016857565b6040516305bf81f160e01b81526001600160e01b0319909116600482018190526001600160401b03909216602482018190529495949391929091906020836044817f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03165afa928315610ccc575f93615bcb575b50829660208351930151604051936001600160401b036020860194888652896040880152166060860152608085015260a084015260018060801b03191660c083015260c08252615b9e60e0836110ba565b9051902063ffffffff19908116911603615bb6575050565b639b1d3db760e01b5f5260045260245260445ffd5b9092506020813d602011615bf7575b81615be7602093836110ba565b810103126101685751915f615b4d565b3d9150615bda565b90615c086110db565b505f80604051602081019085518252602086019485516040830152606082015260608152615c376080826110ba565b519060075afa91615c4661553d565b9215615c61575050806020806111d29351830101910161556c565b519051906330fe103d60e21b5f5260045260245260445ffd5b5f516020615ee45f395f51905f528110801590615cbc575b615cb6575f516020615ee45f395f51905f5260038183818181960909089180091490565b50505f90565b505f516020615ee45f395f51905f52821015615c92565b909160208301905f516020615f245f395f51905f52825110801590615e54575b615e4c57615d0984516020815191015190615c7a565b15615e4c57615e2d925f516020615f245f395f51905f52615e23615dc061278a948851615d9d604051615d66816114fb60208201958b87909291602060609181608085019680518652015182850152805160408501520151910152565b60206040519384928280850197805191829101895e840190838201905f8252519283915e01015f815203601f1981018352826110ba565b5190209560405190615dae82611084565b60018252600260208301525190615bff565b61278a604051615dcf81611084565b7f1cef754fc6c1e0c36ef50f420c79cc221a251699b9c853c199bf29c6780d9ba381527f03931a1fd4bf752fc73b6460014a9f70ce932828019b5d6ed43239c5eba19a98602082015260408a015190615bff565b9551930690615bff565b81518151149182615e3d57505090565b60209192508101519101511490565b505050505f90565b505f516020615f245f395f51905f5260408501511015615cf3565b905f516020615f245f395f51905f52811015615cb657615e2d90604051615e9581611084565b7f1cef754fc6c1e0c36ef50f420c79cc221a251699b9c853c199bf29c6780d9ba381527f03931a1fd4bf752fc73b6460014a9f70ce932828019b5d6ed43239c5eba19a986020820152615bff56fe30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd476cb6ace2b5160cf0f6d77c8ea1860b9466c9a6ca0471f175af9f68fc19a3e90030644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001';
