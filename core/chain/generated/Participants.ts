// Generated from contracts/Participants.sol by scripts/generate-abis.ts.
import type { Hex } from '../../domain/bytes/hex.ts';

export const participantsAbi = [
  {
    inputs: [
      { name: 'networkHash', type: 'bytes32' },
      { name: 'company', type: 'address' },
      { name: 'portal', type: 'address' },
      { name: 'sealKey', type: 'address' },
      {
        components: [
          { name: 'witness', type: 'address' },
          { name: 'owner', type: 'address' },
        ],
        name: 'witnesses',
        type: 'tuple[]',
      },
    ],
    stateMutability: 'nonpayable',
    type: 'constructor',
  },
  { inputs: [], name: 'AccessControlBadConfirmation', type: 'error' },
  {
    inputs: [
      { name: 'account', type: 'address' },
      { name: 'neededRole', type: 'bytes32' },
    ],
    name: 'AccessControlUnauthorizedAccount',
    type: 'error',
  },
  { inputs: [{ name: 'account', type: 'address' }], name: 'AccountAlreadyAttested', type: 'error' },
  { inputs: [{ name: 'account', type: 'address' }], name: 'AccountAlreadyEnrolled', type: 'error' },
  { inputs: [{ name: 'account', type: 'address' }], name: 'AccountAlreadyRegistered', type: 'error' },
  { inputs: [{ name: 'account', type: 'address' }], name: 'AccountAlreadySuspended', type: 'error' },
  { inputs: [{ name: 'account', type: 'address' }], name: 'AccountNotActive', type: 'error' },
  { inputs: [{ name: 'account', type: 'address' }], name: 'AccountNotEnrolled', type: 'error' },
  { inputs: [{ name: 'account', type: 'address' }], name: 'AccountNotSuspended', type: 'error' },
  {
    inputs: [
      { name: 'actHash', type: 'bytes32' },
      { name: 'until', type: 'uint64' },
    ],
    name: 'ActAlreadyProposed',
    type: 'error',
  },
  { inputs: [{ name: 'actHash', type: 'bytes32' }], name: 'ActNotProposed', type: 'error' },
  {
    inputs: [
      { name: 'account', type: 'address' },
      { name: 'role', type: 'uint8' },
    ],
    name: 'AttestationNotNeeded',
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
  { inputs: [{ name: 'encryptionKey', type: 'bytes' }], name: 'EncryptionKeyMalformed', type: 'error' },
  {
    inputs: [
      { name: 'account', type: 'address' },
      { name: 'enrolledHash', type: 'bytes32' },
      { name: 'givenHash', type: 'bytes32' },
    ],
    name: 'EncryptionKeyMismatch',
    type: 'error',
  },
  { inputs: [{ name: 'founder', type: 'address' }], name: 'FounderAlreadyNamed', type: 'error' },
  { inputs: [{ name: 'founder', type: 'address' }], name: 'FounderNotRekeyable', type: 'error' },
  { inputs: [{ name: 'founder', type: 'address' }], name: 'FounderNotSuspendable', type: 'error' },
  { inputs: [{ name: 'founder', type: 'address' }], name: 'FoundersAlike', type: 'error' },
  { inputs: [{ name: 'keyHash', type: 'bytes32' }], name: 'KeyHashesNotRising', type: 'error' },
  {
    inputs: [
      { name: 'key', type: 'address' },
      { name: 'signer', type: 'address' },
    ],
    name: 'KeyNotAccepted',
    type: 'error',
  },
  { inputs: [{ name: 'account', type: 'address' }], name: 'KeyNotLost', type: 'error' },
  { inputs: [{ name: 'key', type: 'address' }], name: 'KeyTaken', type: 'error' },
  { inputs: [{ name: 'kind', type: 'uint16' }], name: 'KindUnknown', type: 'error' },
  {
    inputs: [
      { name: 'head', type: 'uint64' },
      { name: 'current', type: 'uint256' },
    ],
    name: 'LostKeyOfOtherBlock',
    type: 'error',
  },
  {
    inputs: [
      { name: 'time', type: 'uint64' },
      { name: 'headTime', type: 'uint64' },
    ],
    name: 'LostKeySaidBefore',
    type: 'error',
  },
  {
    inputs: [
      { name: 'from', type: 'uint256' },
      { name: 'current', type: 'uint256' },
    ],
    name: 'LostKeyWaits',
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
      { name: 'account', type: 'address' },
      { name: 'key', type: 'address' },
    ],
    name: 'RekeyNotPending',
    type: 'error',
  },
  {
    inputs: [
      { name: 'account', type: 'address' },
      { name: 'from', type: 'uint64' },
    ],
    name: 'RekeyPending',
    type: 'error',
  },
  {
    inputs: [
      { name: 'account', type: 'address' },
      { name: 'enrolled', type: 'uint8' },
      { name: 'given', type: 'uint8' },
    ],
    name: 'RoleMismatch',
    type: 'error',
  },
  { inputs: [{ name: 'role', type: 'uint8' }], name: 'RoleUnknown', type: 'error' },
  {
    inputs: [
      { name: 'number', type: 'uint64' },
      { name: 'last', type: 'uint64' },
    ],
    name: 'SealKeyNotRising',
    type: 'error',
  },
  {
    inputs: [
      { name: 'validFrom', type: 'uint64' },
      { name: 'validUntil', type: 'uint64' },
      { name: 'current', type: 'uint256' },
    ],
    name: 'SealKeyStatementNotValid',
    type: 'error',
  },
  {
    inputs: [
      { name: 'expected', type: 'address' },
      { name: 'signer', type: 'address' },
    ],
    name: 'SealKeyStatementUnsigned',
    type: 'error',
  },
  {
    inputs: [
      { name: 'number', type: 'uint64' },
      { name: 'latest', type: 'uint256' },
    ],
    name: 'SealKeyTooFar',
    type: 'error',
  },
  {
    inputs: [
      { name: 'number', type: 'uint64' },
      { name: 'current', type: 'uint256' },
    ],
    name: 'SealKeyTooSoon',
    type: 'error',
  },
  { inputs: [{ name: 'key', type: 'address' }], name: 'SealKeyUsedBefore', type: 'error' },
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
  { inputs: [{ name: 'witness', type: 'address' }], name: 'WitnessEnteredBefore', type: 'error' },
  {
    inputs: [
      { name: 'witness', type: 'address' },
      { name: 'account', type: 'address' },
    ],
    name: 'WitnessKeyForeign',
    type: 'error',
  },
  {
    inputs: [
      { name: 'witness', type: 'address' },
      { name: 'owner', type: 'address' },
    ],
    name: 'WitnessNameless',
    type: 'error',
  },
  { inputs: [{ name: 'signer', type: 'address' }], name: 'WitnessNotCounted', type: 'error' },
  { inputs: [{ name: 'witness', type: 'address' }], name: 'WitnessNotStanding', type: 'error' },
  { inputs: [{ name: 'most', type: 'uint256' }], name: 'WitnessesFull', type: 'error' },
  {
    inputs: [
      { name: 'given', type: 'uint256' },
      { name: 'needed', type: 'uint256' },
    ],
    name: 'WitnessesTooFew',
    type: 'error',
  },
  {
    inputs: [
      { name: 'time', type: 'uint64' },
      { name: 'current', type: 'uint256' },
    ],
    name: 'WordsNotInTime',
    type: 'error',
  },
  { inputs: [{ name: 'signer', type: 'address' }], name: 'WordsNotRising', type: 'error' },
  { inputs: [{ name: 'count', type: 'uint256' }], name: 'WrapCountOutOfRange', type: 'error' },
  {
    inputs: [
      { name: 'keyHash', type: 'bytes32' },
      { name: 'length', type: 'uint256' },
    ],
    name: 'WrappedKeyMalformed',
    type: 'error',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'actHash', type: 'bytes32' },
      { indexed: true, name: 'by', type: 'address' },
    ],
    name: 'ActConfirmed',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'actHash', type: 'bytes32' },
      { indexed: true, name: 'by', type: 'address' },
      { indexed: false, name: 'kind', type: 'uint16' },
      { indexed: false, name: 'until', type: 'uint64' },
    ],
    name: 'ActProposed',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'actHash', type: 'bytes32' },
      { indexed: true, name: 'by', type: 'address' },
    ],
    name: 'ActWithdrawn',
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
  { anonymous: false, inputs: [], name: 'EIP712DomainChanged', type: 'event' },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'account', type: 'address' },
      { indexed: true, name: 'key', type: 'address' },
      { indexed: true, name: 'retiring', type: 'address' },
      { indexed: false, name: 'encryptionKey', type: 'bytes' },
    ],
    name: 'KeyRotated',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'account', type: 'address' },
      { indexed: true, name: 'portal', type: 'address' },
    ],
    name: 'ParticipantAttested',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'account', type: 'address' },
      { indexed: true, name: 'role', type: 'uint8' },
      { indexed: false, name: 'encryptionKey', type: 'bytes' },
    ],
    name: 'ParticipantEnrolled',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'account', type: 'address' },
      { indexed: true, name: 'role', type: 'uint8' },
    ],
    name: 'ParticipantRegistered',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [{ indexed: true, name: 'account', type: 'address' }],
    name: 'ParticipantRestored',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [{ indexed: true, name: 'account', type: 'address' }],
    name: 'ParticipantSuspended',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'account', type: 'address' },
      { indexed: true, name: 'key', type: 'address' },
      { indexed: false, name: 'from', type: 'uint64' },
      { indexed: false, name: 'encryptionKey', type: 'bytes' },
    ],
    name: 'RekeyAnnounced',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'account', type: 'address' },
      { indexed: true, name: 'key', type: 'address' },
    ],
    name: 'RekeyObjected',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'role', type: 'bytes32' },
      { indexed: true, name: 'previousAdminRole', type: 'bytes32' },
      { indexed: true, name: 'newAdminRole', type: 'bytes32' },
    ],
    name: 'RoleAdminChanged',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'role', type: 'bytes32' },
      { indexed: true, name: 'account', type: 'address' },
      { indexed: true, name: 'sender', type: 'address' },
    ],
    name: 'RoleGranted',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'role', type: 'bytes32' },
      { indexed: true, name: 'account', type: 'address' },
      { indexed: true, name: 'sender', type: 'address' },
    ],
    name: 'RoleRevoked',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'number', type: 'uint64' },
      { indexed: true, name: 'key', type: 'address' },
      { indexed: true, name: 'retiring', type: 'address' },
    ],
    name: 'SealKeyAppointed',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'witness', type: 'address' },
      { indexed: true, name: 'owner', type: 'address' },
    ],
    name: 'WitnessEntered',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'witness', type: 'address' },
      { indexed: true, name: 'owner', type: 'address' },
    ],
    name: 'WitnessRemoved',
    type: 'event',
  },
  {
    anonymous: false,
    inputs: [
      { indexed: true, name: 'account', type: 'address' },
      { indexed: true, name: 'from', type: 'address' },
      { indexed: false, name: 'keys', type: 'uint256' },
      { indexed: false, name: 'closed', type: 'uint256' },
    ],
    name: 'WrappedAgain',
    type: 'event',
  },
  { inputs: [], name: 'COMPANY', outputs: [{ name: '', type: 'address' }], stateMutability: 'view', type: 'function' },
  {
    inputs: [],
    name: 'DEFAULT_ADMIN_ROLE',
    outputs: [{ name: '', type: 'bytes32' }],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [],
    name: 'NETWORK_HASH',
    outputs: [{ name: '', type: 'bytes32' }],
    stateMutability: 'view',
    type: 'function',
  },
  { inputs: [], name: 'PORTAL', outputs: [{ name: '', type: 'address' }], stateMutability: 'view', type: 'function' },
  {
    inputs: [{ name: 'key', type: 'address' }],
    name: 'accountOfKey',
    outputs: [{ name: 'account', type: 'address' }],
    stateMutability: 'view',
    type: 'function',
  },
  { inputs: [], name: 'count', outputs: [{ name: '', type: 'uint256' }], stateMutability: 'view', type: 'function' },
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
  {
    inputs: [{ name: 'role', type: 'bytes32' }],
    name: 'getRoleAdmin',
    outputs: [{ name: '', type: 'bytes32' }],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [
      { name: 'role', type: 'bytes32' },
      { name: 'account', type: 'address' },
    ],
    name: 'grantRole',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      { name: 'role', type: 'bytes32' },
      { name: 'account', type: 'address' },
    ],
    name: 'hasRole',
    outputs: [{ name: '', type: 'bool' }],
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
    inputs: [{ name: 'account', type: 'address' }],
    name: 'isActive',
    outputs: [{ name: '', type: 'bool' }],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [{ name: 'account', type: 'address' }],
    name: 'keyOf',
    outputs: [{ name: '', type: 'address' }],
    stateMutability: 'view',
    type: 'function',
  },
  { inputs: [], name: 'life', outputs: [{ name: '', type: 'uint256' }], stateMutability: 'pure', type: 'function' },
  {
    inputs: [{ name: 'account', type: 'address' }],
    name: 'participant',
    outputs: [
      {
        components: [
          { name: 'role', type: 'uint8' },
          { name: 'registered', type: 'bool' },
          { name: 'attested', type: 'bool' },
          { name: 'suspended', type: 'bool' },
          { name: 'encryptionKey', type: 'bytes' },
        ],
        name: 'entry',
        type: 'tuple',
      },
    ],
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
    inputs: [{ name: 'actHash', type: 'bytes32' }],
    name: 'proposal',
    outputs: [
      {
        components: [
          { name: 'by', type: 'address' },
          { name: 'until', type: 'uint64' },
        ],
        name: '',
        type: 'tuple',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [{ name: 'account', type: 'address' }],
    name: 'rekeying',
    outputs: [
      { name: 'key', type: 'address' },
      { name: 'from', type: 'uint64' },
    ],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [
      { name: 'role', type: 'bytes32' },
      { name: 'callerConfirmation', type: 'address' },
    ],
    name: 'renounceRole',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [
      {
        components: [
          { name: 'head', type: 'uint64' },
          { name: 'headSeal', type: 'bytes32' },
          { name: 'headTime', type: 'uint64' },
          { name: 'next', type: 'address' },
          { name: 'time', type: 'uint64' },
          { name: 'consent', type: 'bytes' },
          { name: 'acceptance', type: 'bytes' },
          { name: 'words', type: 'bytes[]' },
        ],
        name: 'lost',
        type: 'tuple',
      },
      { name: '', type: 'bytes' },
    ],
    name: 'replaceLostSealKey',
    outputs: [],
    stateMutability: 'nonpayable',
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
    inputs: [
      { name: 'role', type: 'bytes32' },
      { name: 'account', type: 'address' },
    ],
    name: 'revokeRole',
    outputs: [],
    stateMutability: 'nonpayable',
    type: 'function',
  },
  {
    inputs: [],
    name: 'sealKeys',
    outputs: [
      {
        components: [
          { name: 'number', type: 'uint64' },
          { name: 'key', type: 'address' },
        ],
        name: '',
        type: 'tuple[]',
      },
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
  {
    inputs: [{ name: 'interfaceId', type: 'bytes4' }],
    name: 'supportsInterface',
    outputs: [{ name: '', type: 'bool' }],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [{ name: 'witness', type: 'address' }],
    name: 'witnessUntil',
    outputs: [{ name: 'until', type: 'uint64' }],
    stateMutability: 'view',
    type: 'function',
  },
  {
    inputs: [],
    name: 'witnesses',
    outputs: [
      {
        components: [
          { name: 'key', type: 'address' },
          { name: 'since', type: 'uint64' },
          { name: 'owner', type: 'address' },
        ],
        name: '',
        type: 'tuple[]',
      },
    ],
    stateMutability: 'view',
    type: 'function',
  },
] as const;

export const participantsBytecode: Hex =
  '0x61010080604052346105fd57615b8c803803809161001d828561061c565b833981019060a0818303126105fd57805161003a6020830161063f565b6100466040840161063f565b916100536060850161063f565b608085015190946001600160401b0382116105fd570185601f820112156105fd578051906001600160401b038211610423576040519661009960208460051b018961061c565b82885260208089019360061b830101918183116105fd57602001925b8284106105be57505050508060805260405160208101917fd87cd6ef79d4e2b95e15ce8abf732db51ec771f1ca2edccf22a46c729ac5647283527f622290dadda28f36fc80a7ef97526dc35888420f1d230934795f8f3cd0f0871c60408301527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608301524660808301523060a083015260c082015260c0815261015b60e08261061c565b51902060a0526001600160a01b0382811691908116908183146105ab578060c0528360e0526040519161018d83610601565b5f8352602083019560018060a01b0316808752600d549368010000000000000000851015610423576001850180600d5585101561059757600d5f90815290517fd7b6990105719101dabeb77144f2a3385c8033acd3af97e9423a695e81ad1eb5909501805498516001600160e01b03199099166001600160401b039690961695909517604098891b600160401b600160e01b0316179094558352600e6020908152868420805460ff19166001179055908352600c9052939020805461010361ffff199091161790556102919261026c906102676003610667565b61074d565b505f908152600c60205260409020805461ffff19166101041790556102676004610667565b50426001600160401b0316905f5b81518110156104e6576102b28183610653565b5180516001600160a01b0316801580156104d1575b6104a8576102d4816107f5565b15801590610489575b610478576001600160a01b036102f282610854565b16918215159081610460575b5061044b575050600a5490601082146104375761031b8184610653565b5180516020820180516040519193926001600160a01b03918216929116606082016001600160401b0381118382101761042357604052815260208101958887526040820192835268010000000000000000811015610423578060016103839201600a556107d9565b929092610410579051825496516001600160e01b03199097166001600160a01b039182161760a09790971b600160a01b600160e01b031696909617825551600191820180546001600160a01b03191691871691909117905590519151909390811691167f3ea00c2e81edd34c745e2a30c35106f0526097cfc86c6b099163449d3751105b5f80a30161029f565b634e487b7160e01b5f525f60045260245ffd5b634e487b7160e01b5f52604160045260245ffd5b633e9bd9c760e11b5f52601060045260245ffd5b633dbc17db60e21b5f5260045260245260445ffd5b602001516001600160a01b031683141590505f6102fe565b62a9cf6960e61b5f5260045260245ffd5b505f818152600b60205260409020546001600160401b031615156102dd565b602090910151633fbae84160e21b5f9081526004929092526001600160a01b0316602452604490fd5b5060208201516001600160a01b0316156102c7565b6040516152d190816108bb823960805181818161044e015281816106c0015261091a015260a05181610ebd015260c05181818161078d01528181612b5801528181613994015281816139c7015281816145bb0152818161472501528181614b3201528181614fea0152615235015260e05181818161048d0152818161120d01528181612b79015281816134760152818161392501528181613958015281816145f401528181614b7801526152aa0152f35b634e487b7160e01b5f52603260045260245ffd5b50630b254fef60e01b5f5260045260245ffd5b6040848303126105fd57602060409182516105d881610601565b6105e18761063f565b81526105ee83880161063f565b838201528152019301926100b5565b5f80fd5b604081019081106001600160401b0382111761042357604052565b601f909101601f19168101906001600160401b0382119082101761042357604052565b51906001600160a01b03821682036105fd57565b80518210156105975760209160051b010190565b60ff1660018114610728576002811461070357600381146106de57600481146106b957600514610695575f90565b7fcbce9983fcd5fc099294db3138f1660107f2bd5b23b9fa0002d7df1db9d854cb90565b507f25ae7aa7dec65cf8445639c6ac79d789338565c02be28faed5bd49a5767dfcc890565b507f6b930a54bc9a8d9d32021a28e2282ffedf33210754271fcab1eb90abc2021a1c90565b507f4a3debffbb5bc5d4c738c3d8b74da2daa7589500e8c18ed2d6a9a12a34a3116190565b507f8b97fd7f3efc705a9fad214be8904d1b61b17b3ee2eda07e0b086a60f7335e0890565b5f8181526004602090815260408083206001600160a01b038616845290915290205460ff166107d3575f8181526004602090815260408083206001600160a01b0395909516808452949091528120805460ff19166001179055309291907f2f8788117e7eff1d82e926ec794901d17c78024a50270940304540a733656f0d9080a4600190565b50505f90565b600a5481101561059757600a5f5260205f209060011b01905f90565b600a54905f5b828110610809575050505f90565b610812816107d9565b50546001600160a01b0383811691161461082e576001016107fb565b80925060019150018091116108405790565b634e487b7160e01b5f52601160045260245ffd5b6001600160a01b0381165f818152600e602052604090205460ff166108a9575f818152600c602052604090205460ff161561088d575090565b5f908152600760205260409020546001600160a01b0316919050565b505060c0516001600160a01b03169056fe6080806040526004361015610012575f80fd5b5f3560e01c90816301ffc9a71461124e5750806306661abd146112315780630ff754ea146111ee57806315fd6ff3146111ad57806319c4b54e14610da05780631db0e13614610d49578063248a9ca314610d165780632605b3c714610c215780632f2ff15d14610be357806336568abe14610b86578063398279c214610aa55780635317619514610a1e5780635b67b1a2146109dd5780636da590411461097d57806384b0196e146108415780638f7dcfa31461082557806391d14854146107db578063957d1fe1146107b1578063991613091461076e5780639ad718751461072a5780639f8a13d7146106fd578063a217fddf146106e3578063ae9c31e5146106a9578063b423a0df14610271578063c531086814610255578063ce024233146101cf578063d547741f1461018a5763fa073d7614610150575f80fd5b3461018657602036600319011261018657602061017561016e6112d4565b4290613cca565b6001600160a01b0360405191168152f35b5f80fd5b34610186576040366003190112610186576101cd6004356101a96112ea565b906101c86101c3825f526004602052600160405f20015490565b613a78565b613b61565b005b34610186576020366003190112610186576001600160a01b036101f06112d4565b165f52600660205260405f20546001600160401b038160a01c16908142105f14610244576001600160a01b036001600160401b039116915b604080516001600160a01b039490941684529116602083015290f35b50505f6001600160401b035f610228565b34610186575f3660031901126101865760206040516103848152f35b34610186576040366003190112610186576004356001600160401b03811161018657806004019080360390610100600319830112610186576024356001600160401b038111610186576102c8903690600401611314565b5050600d545f1981019081116105d3576102e46102ea916116ec565b506115a2565b926001600160401b034316926001600160401b0385511680851115610693575060648301906001600160a01b0361032083611446565b165f52600e60205260ff60405f20541661066f576001600160401b036103458461149f565b16600181018091116105d357430361062e5760848401936103658561149f565b9460448201956001600160401b038061037d8961149f565b169116106105e7576001600160401b036103968261149f565b166212750081018091116105d3578042106105a457506104726104f0916103bc8761149f565b906001600160401b036103ce8a61149f565b916001600160a01b036103e96103e38b611446565b9261149f565b9183604051958160208801987fdbad0130bee06fa4fc3cf62ee5a8f07b61d3a52f4544da495124d0f7608228f38a5216604088015260248b013560608801521660808601521660a08401521660c082015260c0815261044960e0826113f9565b5190207f0000000000000000000000000000000000000000000000000000000000000000614bd2565b946104cf6104b16001600160401b0361048a8a61149f565b167f0000000000000000000000000000000000000000000000000000000000000000613cca565b6104c86104c160a4870185613be6565b369161145a565b908861410b565b6104e96104c16104de87611446565b9260c4860190613be6565b908661410b565b60e481013591602219018212156101865701906004820135916001600160401b03831161018657602401908260051b36038213610186576105606001600160a01b0395946020946001600160401b03610558610577966105508b9a61149f565b933691611831565b911691614194565b61057261056c82611446565b87613c18565b611446565b940151169216907fcceb3bae315c6511b4eceaf9eb90f3bf42f80814b52deb26b6887397ea135ff95f80a4005b7f2b22dcde000000000000000000000000000000000000000000000000000000005f526004524260245260445ffd5b634e487b7160e01b5f52601160045260245ffd5b856001600160401b036105fd6103e3829461149f565b917fd61239f7000000000000000000000000000000000000000000000000000000005f52166004521660245260445ffd5b6001600160401b0361063f8461149f565b7fb38fc44b000000000000000000000000000000000000000000000000000000005f52166004524360245260445ffd5b6001600160a01b0361068083611446565b63324d63a360e01b5f521660045260245ffd5b846302b0f0f560e41b5f5260045260245260445ffd5b34610186575f3660031901126101865760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b34610186575f3660031901126101865760206040515f8152f35b3461018657602036600319011261018657602061072061071b6112d4565b6116a6565b6040519015158152f35b34610186576040366003190112610186576001600160a01b0361074b6112d4565b165f52600360205260405f206024355f52602052602060405f2054604051908152f35b34610186575f3660031901126101865760206040516001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168152f35b34610186576020366003190112610186576004355f526002602052602060405f2054604051908152f35b34610186576040366003190112610186576107f46112ea565b6004355f5260046020526001600160a01b0360405f2091165f52602052602060ff60405f2054166040519015158152f35b34610186575f3660031901126101865760205f54604051908152f35b34610186575f366003190112610186576108ff604061090c81519161086681846113f9565b600983527f446f6d6c656467657200000000000000000000000000000000000000000000006020840152805161089c82826113f9565b600181527f3100000000000000000000000000000000000000000000000000000000000000602082015281519485947f1f00000000000000000000000000000000000000000000000000000000000000865260e0602087015260e0860190611341565b9184830390850152611341565b4660608301523060808301527f000000000000000000000000000000000000000000000000000000000000000060a083015281810360c083015260206060519182815201906080905f5b818110610964575050500390f35b8251845285945060209384019390920191600101610956565b34610186576020366003190112610186575f602060405161099d816113a8565b82815201526004355f52600560205260406109b9815f20611678565b6001600160401b0360208351926001600160a01b0381511684520151166020820152f35b34610186576020366003190112610186576001600160a01b036109fe6112d4565b165f52600b60205260206001600160401b0360405f205416604051908152f35b34610186575f36600319011261018657610a366115d0565b6040518091602082016020835281518091526020604084019201905f5b818110610a61575050500390f35b91935091602060606001926001600160a01b03604088518281511684526001600160401b038682015116868501520151166040820152019401910191849392610a53565b34610186575f36600319011261018657600d54610ac18161158b565b90610acf60405192836113f9565b808252602082019081600d5f527fd7b6990105719101dabeb77144f2a3385c8033acd3af97e9423a695e81ad1eb55f915b838310610b69578486604051918291602083019060208452518091526040830191905f5b818110610b32575050500390f35b825180516001600160401b031685526020908101516001600160a01b03168186015286955060409094019390920191600101610b24565b600160208192610b78856115a2565b815201920192019190610b00565b3461018657604036600319011261018657610b9f6112ea565b306001600160a01b03821603610bbb576101cd90600435613b61565b7f6697b232000000000000000000000000000000000000000000000000000000005f5260045ffd5b34610186576040366003190112610186576101cd600435610c026112ea565b90610c1c6101c3825f526004602052600160405f20015490565b613ad2565b346101865760203660031901126101865760ff610c3c6112d4565b60606080604051610c4c81611379565b5f81525f60208201525f60408201525f8382015201526001600160a01b0381165f52600c602052610d1260405f209160405192610c8884611379565b805490858216855260208501868360081c1615158152610cd6610cc9600160408901948a8760101c16151586528a60608b019760181c1615158752016114eb565b9460808801958652613a40565b845260405196879660208852511660208701525115156040860152511515606085015251151560808401525160a08084015260c0830190611341565b0390f35b34610186576020366003190112610186576020610d416004355f526004602052600160405f20015490565b604051908152f35b34610186576020366003190112610186576001600160a01b03610d6a6112d4565b165f527f6cb6ace2b5160cf0f6d77c8ea1860b9466c9a6ca0471f175af9f68fc19a3e900602052602060405f2054604051908152f35b3461018657366003190161012081126101865760e0136101865760e4356001600160401b03811161018657610dd9903690600401611314565b90610104356001600160401b03811161018657610dfa903690600401611314565b916040519060208201947ff9805516be2633b30f014ed1f9278f37006b7d0b560caab03d5a427de9b4a02a86526001600160a01b03610e376112d4565b1660408401526001600160a01b03610e4d6112ea565b1660608401526044356001600160401b03811690818103610186578160808601526064359761ffff891695868a03610186578660a0820152608435958660c0830152610ef960a435938460e085015260c43593846101008201526101008152610eb8610120826113f9565b5190207f00000000000000000000000000000000000000000000000000000000000000006042916040519161190160f01b8352600283015260228201522090565b95865f52600260205260405f205461118157610f1e90610f1761141a565b9288613d36565b50600481939293101561116d5761115a576001600160a01b0380610f424284613cca565b169216918203611122575050610f6090610f5a61141a565b86611718565b610f6b36898961145a565b60208151910120908082036110f45750505061038442018042116105d3578082116110c5575061038481018082116105d357421161108957507faff3669d41916afb7f38fb91bd36cd018af5be5838d236ece4921fc247167d4b60806001600160a01b03806101cd99610fdf6001546117c9565b96876001555f5460405160208101918252886040820152604081526110056060826113f9565b51902090875f5260026020528860405f2055815f5561102b8861102661141a565b613d6a565b611033611430565b848061103d61141a565b16911603611078575b61104e61141a565b99611057611430565b9350604051998a5260208a01526040890152606088015216951693a461189c565b61108488611026611430565b611046565b610383194201904282116105d3577fb66a76a7000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b907fc90f4e95000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7fde40be1e000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b6001600160a01b03907f43587ed6000000000000000000000000000000000000000000000000000000005f521660045260245260445ffd5b86633fd6a40f60e11b5f5260045260245ffd5b634e487b7160e01b5f52602160045260245ffd5b867f7f3fae34000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b34610186576020366003190112610186576001600160a01b036111ce6112d4565b165f52600760205260206001600160a01b0360405f205416604051908152f35b34610186575f3660031901126101865760206040516001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168152f35b34610186575f366003190112610186576020600154604051908152f35b3461018657602036600319011261018657600435906001600160e01b0319821680920361018657817f7965db0b00000000000000000000000000000000000000000000000000000000602093149081156112aa575b5015158152f35b7f01ffc9a700000000000000000000000000000000000000000000000000000000915014836112a3565b600435906001600160a01b038216820361018657565b602435906001600160a01b038216820361018657565b35906001600160a01b038216820361018657565b9181601f84011215610186578235916001600160401b038311610186576020838186019501011161018657565b805180835260209291819084018484015e5f828201840152601f01601f1916010190565b35906001600160401b038216820361018657565b60a081019081106001600160401b0382111761139457604052565b634e487b7160e01b5f52604160045260245ffd5b604081019081106001600160401b0382111761139457604052565b606081019081106001600160401b0382111761139457604052565b60c081019081106001600160401b0382111761139457604052565b90601f801991011681019081106001600160401b0382111761139457604052565b6004356001600160a01b03811681036101865790565b6024356001600160a01b03811681036101865790565b356001600160a01b03811681036101865790565b9291926001600160401b0382116113945760405191611483601f8201601f1916602001846113f9565b829481845281830111610186578281602093845f960137010152565b356001600160401b03811681036101865790565b90600182811c921680156114e1575b60208310146114cd57565b634e487b7160e01b5f52602260045260245ffd5b91607f16916114c2565b9060405191825f8254926114fe846114b3565b80845293600181169081156115695750600114611525575b50611523925003836113f9565b565b90505f9291925260205f20905f915b81831061154d575050906020611523928201015f611516565b6020919350806001915483858901015201910190918492611534565b90506020925061152394915060ff191682840152151560051b8201015f611516565b6001600160401b0381116113945760051b60200190565b906040516115af816113a8565b91546001600160401b038116835260401c6001600160a01b03166020830152565b600a54906115dd8261158b565b916115eb60405193846113f9565b808352600a5f9081527fc65a7bb8d6351c1cf70c95a316cc6a92839c986682d98bc35f958f4883f9d2a8602085015b8383106116275750505050565b6002602060019260405161163a816113c3565b6001600160401b0386546001600160a01b038116835260a01c16838201526001600160a01b038587015416604082015281520192019201919061161a565b90604051611685816113a8565b91546001600160a01b038116835260a01c6001600160401b03166020830152565b6001600160a01b0381165f52600c6020526116c760ff60405f205416614025565b5f5260046020526001600160a01b0360405f2091165f5260205260ff60405f20541690565b600d5481101561170457600d5f5260205f2001905f90565b634e487b7160e01b5f52603260045260245ffd5b91906001600160a01b0316805f52600360205260405f20835f5260205260405f205480611779575081156117c4575f82815260026020526040902054156117a857815b8061177957505f52600360205260405f20905f5260205260405f2055565b837fb73b29d1000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b805f52600360205260405f20825f5260205260405f205461175b565b505050565b5f1981146105d35760010190565b3561ffff811681036101865790565b359060ff8216820361018657565b9080601f830112156101865781602061180f9335910161145a565b90565b9081602091031261018657356001600160a01b03811681036101865790565b92919061183d8161158b565b9361184b60405195866113f9565b602085838152019160051b8101918383116101865781905b838210611871575050505050565b81356001600160401b0381116101865760209161189187849387016117f4565b815201910190611863565b90916064359161ffff831693848403610186576101018514613576575f61010386146133e5576101865761010285146132a25761010485146131a35761010585146130e5576101088514612eb3576101098514612de9575f61010c861461299c576101865761010a85146126bf5761010b851461269a57600185146125b9575f61010d861461207d5780610186576101078614611d655761018657610106851461196f57505050507fa548304f000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9193508092500190602081830312610186578035906001600160401b03821161018657019060c082820312610186576040516119aa816113de565b6119b383611365565b81526119c160208401611300565b92602082019384526119d560408201611365565b604083019081526119e860608301611365565b916060840192835260808101356001600160401b0381116101865785611a0f9183016117f4565b946080850195865260a08201356001600160401b03811161018657611a3492016117f4565b9060a08401918252611a466004614711565b611ad76040516020808201526001600160401b0386511660408201526001600160a01b0388511660608201526001600160401b0383511660808201526001600160401b0385511660a0820152611ad081611ac2611aaf8a5160c080850152610100840190611341565b8751838203603f190160e0850152611341565b03601f1981018352826113f9565b60046143a2565b600d545f1981019081116105d3576102e4611af1916116ec565b926001600160401b0385511643811115611d365750620186a043018043116105d3576001600160401b03865116818111611d085750506001600160401b038551166001600160401b038551169081811115611cf35750506001600160a01b038751165f52600e60205260ff60405f205416611cd6576001600160401b038251164381111580611cc2575b158015611ca4575b611c6657506001600160a01b039491936001600160401b0393611c1a6020611c0a8b8a99611c26978a808d818d51169551169351169151169060405192868401947fb455e45768a342f573c4bf9d1261035c9e943448b85531552079c47b3802a4d1865260408501526060840152608083015260a082015260a0815261044960c0826113f9565b930198878a51169051908461410b565b8589511690519161410b565b611c37828251168488511690613c18565b5116935116915116917fcceb3bae315c6511b4eceaf9eb90f3bf42f80814b52deb26b6887397ea135ff95f80a4565b6001600160401b03825116907fccc99340000000000000000000000000000000000000000000000000000000005f526004526024524360445260645ffd5b506001600160401b038251166001600160401b038751161115611b83565b506001600160401b03825116431115611b7b565b6001600160a01b0387511663324d63a360e01b5f5260045260245ffd5b6302b0f0f560e41b5f5260045260245260445ffd5b7fa8d0a2a4000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7f6d5e4fe7000000000000000000000000000000000000000000000000000000005f526004524360245260445ffd5b5081929394910191602081840312610186578035906001600160401b0382116101865701906060828403126101865760405191611da1836113c3565b611daa81611300565b835260208101356001600160401b0381116101865784611dcb9183016117f4565b936020840194855260408201356001600160401b03811161018657611df092016117f4565b9160408101928352611e436040516020808201526001600160a01b038351166040820152611ad081611ac2611e30895160608085015260a0840190611341565b8851838203603f19016080850152611341565b600435906001600160a01b0382169283831415978861018657611e65846116a6565b156120655750508661018657825f52600c602052600160405f200196611e8b88546114b3565b15612050578061018657611e9e836145a8565b612040575b610186576001600160a01b0391611eef90611ebd8161445c565b611edb611eca4283613cca565b96858551169089519051918461500c565b838351166001600160401b034216916151ae565b5116907f9666ca896d9bb3c5660ceef7800a8a65a2d230984183c5e3ffaa6f6e537b225f6001600160a01b03855194611f376040519283926020845216966020830190611341565b0390a4519182516001600160401b03811161139457611f5682546114b3565b601f8111611ffd575b506020601f8211600114611f9f578190611f909394955f92611f94575b50508160011b915f199060031b1c19161790565b9055565b015190505f80611f7c565b601f19821690835f52805f20915f5b818110611fe557509583600195969710611fcd575b505050811b019055565b01515f1960f88460031b161c191690555f8080611fc3565b9192602060018192868b015181550194019201611fae565b81811115611f5f5761203290835f5260205f2090601f840160051c9060208510612038575b601f82910160051c039101613df1565b5f611f5f565b5f9150612022565b505f61204b836147f7565b611ea3565b505050632bb9d1b560e21b5f5260045260245ffd5b84905063dd2b9a5f60e01b5f5260045260245260445ffd5b50819493940190602081830312610186578035906001600160401b03821161018657019360608583031261018657604051936120b8856113c3565b8535855260208601356001600160401b0381116101865786019583601f88011215610186578635966120e98861158b565b976120f7604051998a6113f9565b8089526020808a019160051b830101918683116101865760208101915b83831061254f5750505050602086019687526040810135906001600160401b03821161018657019280601f850112156101865783356121528161158b565b9461216060405196876113f9565b81865260208087019260051b82010192831161018657602001905b82821061253f575050506040850192835260405160208082015260a0810186516040830152875190606080840152815180915260c0830190602060c08260051b8601019301915f905b8282106125035750505050845190603f19838203016080840152602080835192838152019201905f5b8181106124ed5750505090611ad08161220e9303601f1981018352826113f9565b600435936001600160a01b0385169182861415938461018657835f52600c602052600260ff60405f2054161480156124db575b1580156124b8575b80156124a3575b612484575050602435916001600160a01b03831696878414158061018657885f52600f60205260ff60405f2054161580612471575b61243e5761018657612298905184614696565b87515185515181018091116105d35780158015612434575b61240957505f5b8851805182101561237057816122cc91614180565b518115158061234e575b612322576020810151519060a182036122f35750506001016122b7565b517fd8519203000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b517feb14ae13000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b5080518a515f1984018481116105d35761236791614180565b515110156122d6565b5050929591949690939660015b885180518210156123c3578161239291614180565b5189515f1983018381116105d3576123a991614180565b5110156123b85760010161237d565b612322908951614180565b50509295909396919450610186577f44ccf1c2ab5e7a3ddf210f7706e6231bc70d5b496147ffd432b812f603ce543a9260409250515190515182519182526020820152a3565b7feafaf8da000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b50604081116122b0565b84899161018657507f885a63c5000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b50505f61247d85613fdf565b5115612285565b8390878661018657505063dd2b9a5f60e01b5f5260045260245260445ffd5b5084610186576124b2876116a6565b15612250565b5084610186576024356001600160a01b0381169081810361018657508414612249565b505f94506124e8876145a8565b612241565b82518452602093840193909201916001016121ed565b9091929360208061253160019360bf198a82030186526040838a518051845201519181858201520190611341565b9601920192019092916121c4565b813581526020918201910161217b565b82356001600160401b038111610186578201906040828a03601f190112610186576040519061257d826113a8565b602083013582526040830135916001600160401b038311610186576125aa8b6020809695819601016117f4565b83820152815201920191612114565b60209294508193508101031261018657356125d46004614b1e565b6125ef60405182602082015260208152611ad06040826113f9565b805f52600560205260405f206044356001600160401b03811681036101865761261a61261f92611678565b614ba1565b1561266f57805f5260056020525f6040812055600435906001600160a01b0382169182810361018657507f2e572b161a878ee73adf65909f64ad3cf4e0d21a0f205907aacbbe5884ccb23c5f80a3565b7f374adbea000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6001600160a01b039294506115239350906126b791810190611812565b166004613e28565b604092945081809450010312610186576040516126db816113a8565b61272f6126f660206126ec85611300565b9485855201611300565b92602083019384526001600160a01b03604051911660208201526001600160a01b03845116604082015260408152611ad06060826113f9565b6001600160a01b038151168015801561298a575b6129505761275081614acd565b15801590612932575b612907576001600160a01b0361276e82614f84565b1690811515806128f3575b6128c55750506010600a54146128985761279360046148ee565b61279b575050565b6001600160a01b038151166001600160a01b0383511691604051916127bf836113c3565b825260208201926001600160401b034216845260408301908152600a5468010000000000000000811015611394578060016127fd9201600a55613e0c565b919091612885579251815494516001600160e01b03199095166001600160a01b039182161760a09590951b67ffffffffffffffff60a01b169490941781558392839060019082905116920191166001600160a01b03198254161790555116915116907f3ea00c2e81edd34c745e2a30c35106f0526097cfc86c6b099163449d3751105b5f80a3565b634e487b7160e01b5f525f60045260245ffd5b7f7d37b38e000000000000000000000000000000000000000000000000000000005f52601060045260245ffd5b7ff6f05f6c000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b506001600160a01b03845116821415612779565b7f2a73da40000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b50805f52600b6020526001600160401b0360405f2054161515612759565b6001600160a01b03835116907ffeeba104000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b506001600160a01b0383511615612743565b5081929493910191602081840312610186578035906001600160401b03821161018657019060c08284031261018657604051916129d8836113de565b6129e181611300565b83526129ef60208201611300565b936020840194855260408201356001600160401b0381116101865781612a169184016117f4565b956040850196875260608301356001600160401b0381116101865782612a3d9185016117f4565b9160608601928352612a5160808501611365565b936080870194855260a0810135906001600160401b03821161018657019080601f8301121561018657816020612a8993359101611831565b9360a086019485526040516020808201526001600160a01b0387511660408201526001600160a01b038851166060820152612ae7612ad48a5160c06080850152610100840190611341565b8551838203603f190160a0850152611341565b6001600160401b0386511660c0830152865190603f198382030160e0840152815180825260208201916020808360051b8301019401925f915b838310612dbc57505050505090611ad081612b439303601f1981018352826113f9565b612b566001600160a01b0387511661445c565b7f00000000000000000000000000000000000000000000000000000000000000007f0000000000000000000000000000000000000000000000000000000000000000906001600160a01b038851166001600160a01b038216811491825f14612db65750825b8215612da3575b505015908115612d79575b50612d4c575050612bfb906001600160a01b03855116906001600160a01b0387511688519151926004614d48565b6001600160401b038151166103844201908142116105d357118015612d2f575b612cf55791612cbb6001600160a01b039392612cb285948585511690612c414283613cca565b90878a5116906001600160401b038c516020815191012091511691896040519460208601967f06ad27eaa155d91ffb0ed12c0fc46f6891343af7d5707b88e85edba8565b84d888526040870152166060850152608084015260a083015260c082015260c08152610eb860e0826113f9565b42915190614194565b51169151166044356001600160401b0381168082036101865762127500915001906001600160401b0382116105d357611523935192614d9f565b6001600160401b039051167fb49ec714000000000000000000000000000000000000000000000000000000005f526004524260245260445ffd5b50426001600160401b03612d4581845116614788565b1610612c1b565b600435906001600160a01b0382169182810361018657505063dd2b9a5f60e01b5f5260045260245260445ffd5b90506004356001600160a01b03811691828203610186576001600160a01b0391501614155f612bcd565b6001600160a01b03161490505f80612bc2565b92612bbb565b9091929394602080612dda600193601f198682030187528951611341565b97019301930191939290612b20565b612e019294506001600160a01b039350810190611812565b16612e1d60405182602082015260208152611ad06040826113f9565b600435906001600160a01b0382169081831415918261018657805f52600660205260405f2054826001600160401b038260a01c16421091821592612e9f575b5050612e7157505061018657611523906147f7565b7fb4bec86e000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b6001600160a01b031614159050825f612e5c565b9193508092500190602081830312610186578035906001600160401b038211610186570160808183031261018657604051608081018181106001600160401b0382111761139457604052612f0682611300565b8152612f1460208301611300565b916020820192835260408101356001600160401b0381116101865784612f3b9183016117f4565b936040830194855260608201356001600160401b03811161018657612f6092016117f4565b60608201908152612fc26040516020808201526001600160a01b0384511660408201526001600160a01b038551166060820152611ad081611ac2612faf895160808085015260c0840190611341565b8651838203603f190160a0850152611341565b6001600160a01b03825116612fd6816145a8565b6130ba5750612fee6001600160a01b038351166116a6565b156130845761302d9061300a6001600160a01b0384511661445c565b6001600160a01b03835116906001600160a01b0385511686519151926004614d48565b61303760046148ee565b61304057505050565b6001600160a01b03809151169151166044356001600160401b0381168082036101865762093a80915001906001600160401b0382116105d357611523935192614d9f565b6001600160a01b038251167f6a2da39f000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7fa090e935000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6130fd9294506001600160a01b039350810190611812565b16906131096004614711565b61312460405183602082015260208152611ad06040826113f9565b815f52600c60205260405f209182549260ff8460181c161561317757611523929363ff00000019169055807e4e131669e66fb0a26a816f9c017d829c7e4b108705df2addfc4372f31fd8b95f80a2614618565b507f9405dfc4000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6131bb9294506001600160a01b039350810190611812565b16906131c76004614711565b6131e260405183602082015260208152611ad06040826113f9565b815f52600c60205260405f20916131f8816145a8565b6132775782549260ff8416156132645760ff8460181c16613251576301000000611523939463ff0000001916179055807f167a1ca19c3a4ff74b1c0a03dc69c4338e10888daf2e00b3216b81fe595905115f80a2614618565b506373e674ef60e01b5f5260045260245ffd5b50632bb9d1b560e21b5f5260045260245ffd5b7f38cac632000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b606092945081809450010312610186576040516132be816113c3565b6132c782611300565b81526001600160a01b036132dd602084016117e6565b9160208101928352604080820194013584526132f96004614711565b61332860405183835116602082015260ff85511660408201528551606082015260608152611ad06080826113f9565b511691825f52600c60205261334260405f20915184614696565b805460ff811660ff845116908181036133cc57505060ff8160081c166133a05761ff00191661010017905551611523919060ff16817f806d89d78ee0f826f9fa2e75e6e53e4a91ee0f70688d2152fd4d107423f3da635f80a3614618565b837f486ef2d5000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b856315360c9560e21b5f5260045260245260445260645ffd5b50816040918195949693010312610186576001600160a01b0360405161340a816113a8565b61344461341686611300565b8083526020808401970135875283604051911660208201528651604082015260408152611ad06060826113f9565b511691825f52600c60205260405f20600435946001600160a01b03861693848714159384610186576001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016860361355e5750506134a9905185614696565b805460ff81166001810361352f575060ff8160101c166135035762ff0000191662010000179055610186576115239250817f9e5987c00c546b01d8e640fe0462dcfd09281334d0a8dccac279d7bc991b55775f80a3614618565b847f6a550ce0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b857f4ab82e50000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b85905063dd2b9a5f60e01b5f5260045260245260445ffd5b81019350909150602081840312610186578035906001600160401b03821161018657019160608382031261018657604051926135b1846113c3565b6135ba816117e6565b845260208101356001600160401b03811161018657826135db9183016117f4565b916020850192835260408201356001600160401b0381116101865761360b611ac292611ad09261365095016117f4565b6040870190815260405192839160208084015260ff895116604084015261363d875160608086015260a0850190611341565b9051838203603f19016080850152611341565b600435906001600160a01b03821680830361018657805f52600c60205260405f2094815f5260076020526001600160a01b0360405f205416613a2d57855460ff8160181c16613a1a5760ff8251166136a781614025565b156139ef5750600360ff83511614806139bc575b61398057600460ff835116148061394d575b6139115760ff1680151580613903575b6138e457506136ec83516143e9565b6136f58461445c565b6001860195613703876114eb565b60208151910120845160208151910120146138b85760ff82511660ff1982541617815583519687516001600160401b0381116113945761374382546114b3565b601f811161387e575b506020601f82116001146137ef579260ff926137a8837fd7a76c7275eb724bf1c9fa1546557e8662f0d7c688c01352142622968e7005bc97946137e7976115239d9e5f92611f945750508160011b915f199060031b1c19161790565b90555b6137b4886145a8565b815462ffff00191690151560081b61ff001617905551945160405160208082529290961695928392909190830190611341565b0390a3614618565b601f19821699835f52815f209a5f5b8181106138665750836115239b9c6137e7979460ff97947fd7a76c7275eb724bf1c9fa1546557e8662f0d7c688c01352142622968e7005bc9a976001951061384e575b505050811b0190556137ab565b01515f1960f88460031b161c191690555f8080613841565b838301518d556001909c019b602093840193016137fe565b8181111561374c576138b290835f5260205f2090601f840160051c906020851061203857601f82910160051c039101613df1565b5f61374c565b827f78bff2e0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9060ff905116916315360c9560e21b5f5260045260245260445260645ffd5b5060ff8251168114156136dd565b632fdaf9fd60e11b5f526001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001660045260245ffd5b506001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168314156136cd565b632fdaf9fd60e11b5f526001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001660045260245ffd5b506001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168314156136bb565b7f0dd5a526000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b826373e674ef60e01b5f5260045260245ffd5b50630be5f12560e31b5f5260045260245ffd5b613a4981613fdf565b908151155f14613a74576001600160a01b039150165f52600c60205261180f600160405f20016114eb565b5090565b805f52600460205260405f206001600160a01b0330165f5260205260ff60405f20541615613aa35750565b7fe2517d3f000000000000000000000000000000000000000000000000000000005f523060045260245260445ffd5b805f52600460205260405f206001600160a01b0383165f5260205260ff60405f205416155f14613b5b57805f52600460205260405f206001600160a01b0383165f5260205260405f20600160ff198254161790556001600160a01b03309216907f2f8788117e7eff1d82e926ec794901d17c78024a50270940304540a733656f0d5f80a4600190565b50505f90565b805f52600460205260405f206001600160a01b0383165f5260205260ff60405f2054165f14613b5b57805f52600460205260405f206001600160a01b0383165f5260205260405f2060ff1981541690556001600160a01b03309216907ff6391f5c32d9c69d2a47ea670b442974b53935d1edc7fd64eb21e047a839171b5f80a4600190565b903590601e198136030182121561018657018035906001600160401b0382116101865760200191813603831361018657565b6001600160401b0360405191613c2d836113a8565b1681526001600160a01b0360208201921691828152600d546801000000000000000081101561139457806001613c669201600d556116ec565b9290926128855751825491516001600160e01b03199092166001600160401b039190911617604091821b7bffffffffffffffffffffffffffffffffffffffff000000000000000016179091555f918252600e6020529020805460ff19166001179055565b906001600160a01b03821690815f52600660205260405f2054906001600160401b038260a01c16115f14613d2657505f5260086020526001600160a01b0360405f2054165b6001600160a01b038116613d21575090565b905090565b6001600160a01b03915016613d0f565b9060418303613d6057613d599250602081013591604082359201355f1a90614315565b9192909190565b50505f9160029190565b6001600160a01b031690815f527f6cb6ace2b5160cf0f6d77c8ea1860b9466c9a6ca0471f175af9f68fc19a3e90060205260405f2054906040519060208201928352604082015260408152613dc06060826113f9565b519020905f527f6cb6ace2b5160cf0f6d77c8ea1860b9466c9a6ca0471f175af9f68fc19a3e90060205260405f2055565b5f5b828110613dff57505050565b5f82820155600101613df3565b600a5481101561170457600a5f5260205f209060011b01905f90565b90613e5e60405191613e596001600160a01b0382169384602082015260208152613e536040826113f9565b856143a2565b614acd565b918215613fb357613e6e906148ee565b15613faf575f1982019182116105d3576001600160a01b036001613e9184613e0c565b50015416817f7ebddc9ed7cfdfb297052f640b43f92088a19ed6dac0dfdb1f785e1ae11741fa5f80a35f908152600b60205260409020805467ffffffffffffffff1916426001600160401b0316179055600a545f1981019081116105d357613efb613f0291613e0c565b5091613e0c565b91909161288557808203613f4e575b5050600a548015613f3a575f1901613f2881613e0c565b612885576001815f8093550155600a55565b634e487b7160e01b5f52603160045260245ffd5b805482546001600160a01b039182166001600160a01b0319821681178555835467ffffffffffffffff60a01b166001600160e01b03199092161717835590600190829082015416920191166001600160a01b03198254161790555f80613f11565b5050565b507fd7ee387b000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b906001600160a01b0360609216805f5260066020526001600160401b0360405f205460a01c1642101561400f5750565b9091505f52600960205261180f60405f206114eb565b60ff16600181146140e657600281146140c1576003811461409c576004811461407757600514614053575f90565b7fcbce9983fcd5fc099294db3138f1660107f2bd5b23b9fa0002d7df1db9d854cb90565b507f25ae7aa7dec65cf8445639c6ac79d789338565c02be28faed5bd49a5767dfcc890565b507f6b930a54bc9a8d9d32021a28e2282ffedf33210754271fcab1eb90abc2021a1c90565b507f4a3debffbb5bc5d4c738c3d8b74da2daa7589500e8c18ed2d6a9a12a34a3116190565b507f8b97fd7f3efc705a9fad214be8904d1b61b17b3ee2eda07e0b086a60f7335e0890565b916141169083614c88565b50600481949294101561116d5761416e57506001600160a01b039182169116808203614140575050565b7f4d85401e000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b633fd6a40f60e11b5f5260045260245ffd5b80518210156117045760209160051b010190565b92919061419f6115d0565b905f935f5b83518110156141e2576141c1856141bb8387614180565b5161521c565b6141ce575b6001016141a4565b946141da6001916117c9565b9590506141c6565b50939492909460011c600181018091116105d3576002811061430d575b85518181106142df5750505f945f955b81518710156142d65761422c6142258884614180565b5186614c88565b50600481939293101561116d576142c3576001600160a01b0380831691168111156142985761425c848387614cb1565b1561426d575060019096019561420f565b7fbb868e90000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7fe1d670f1000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b85633fd6a40f60e11b5f5260045260245ffd5b50505050509050565b7fed6f0e80000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b5060026141ff565b91907f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a08411614397579160209360809260ff5f9560405194855216868401526040830152606082015282805260015afa1561438c575f516001600160a01b0381161561438257905f905f90565b505f906001905f90565b6040513d5f823e3d90fd5b5050505f9160039190565b9060a090602081519101209101358082036143bb575050565b7f255ed612000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b604081510361441a57604081805181010312610186576144126020820151604083015190614d01565b1561441a5750565b614458906040519182917f4972bc9a000000000000000000000000000000000000000000000000000000008352602060048401526024830190611341565b0390fd5b9061446682613fdf565b918251156145a3576001600160a01b0316805f52600c602052600160405f200183516001600160401b038111611394576144a082546114b3565b601f8111614569575b50602094601f8211600114614508576144db9293949582915f92611f945750508160011b915f199060031b1c19161790565b90555b805f52600f60205260405f20600160ff198254161790555f52600960205261152360405f206147a8565b601f19821695835f52805f20915f5b88811061455157508360019596979810614539575b505050811b0190556144de565b01515f1960f88460031b161c191690555f808061452c565b91926020600181928685015181550194019201614517565b818111156144a95761459d90835f5260205f2090601f840160051c906020851061203857601f82910160051c039101613df1565b5f6144a9565b509050565b6001600160a01b03166001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001681149081156145e8575090565b90506001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000161490565b6001600160a01b0381165f52600c60205260405f2090815460ff8160081c168061467b575b8061466d575b1561465c5750610c1c60ff614659935416614025565b50565b614659925060ff6101c89116614025565b5060ff8160181c1615614643565b5060ff8160101c168061463d5750600160ff8216141561463d565b61469f81613a40565b8051156146f55760208151910120908282036146ba57505050565b6001600160a01b03907f8b7974f1000000000000000000000000000000000000000000000000000000005f521660045260245260445260645ffd5b6001600160a01b0382632bb9d1b560e21b5f521660045260245ffd5b61471a81611446565b6001600160a01b03807f00000000000000000000000000000000000000000000000000000000000000001691160361474f5750565b806001600160a01b03614770606061476961ffff95611446565b93016117d7565b9163dd2b9a5f60e01b5f52166004521660245260445ffd5b6001600160401b0362278d00911601906001600160401b0382116105d357565b6147b281546114b3565b90816147bc575050565b81601f5f93116001146147cd575055565b818352602083206147ea91601f0160051c84190190600101613df1565b8082528160208120915555565b6001600160a01b0316805f52600660205260405f2080546001600160401b038160a01c164210156117c4575f8381526008602090815260408083205485546001600160e01b0319166001600160a01b03918216179095556009909152902061485e906147a8565b16907f213c8c322c52d32e8415ec02bad0a3f40819b4ac91050a85bf33b38a959f5d975f80a3565b6001600160401b036020611523936001600160a01b0380825116166001600160a01b03198554161784550151167fffffffff0000000000000000ffffffffffffffffffffffffffffffffffffffff67ffffffffffffffff60a01b83549260a01b169116179055565b6148f781614b1e565b60608101614904816117d7565b6040517fffff000000000000000000000000000000000000000000000000000000000000602082019260f01b16825260a084013560228201526022815261494c6042826113f9565b51902091825f52600560205261496460405f20611678565b604082019061497b6149758361149f565b82614ba1565b614a1d57506001600160a01b036149e69493614a07614a017f0ddb9b6141924f5b820bf1dcf75156ed5cc9c9e38883305b9ec1e20c66a685e6956105726001600160401b036149d36149ce60409961149f565b614788565b876149dd85611446565b8a519d8e6113a8565b168c5216998a6020820152895f526005602052875f20614886565b916117d7565b9561ffff84519716875260208701521693a35f90565b809293506001600160a01b03915051166001600160a01b03614a3e84611446565b1614614a8f5750614a646001600160a01b0391835f5260056020525f6040812055611446565b16907f6ff79e71b2146f39ef22545468ed3fe406df5f48cf3349e3c7edae113adcc5ac5f80a3600190565b6001600160401b0360208492015116907fa1f7315e000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b600a54905f5b828110614ae1575050505f90565b6001600160a01b03614af282613e0c565b5054166001600160a01b03831614614b0c57600101614ad3565b80925060019150018091116105d35790565b614b2781611446565b6001600160a01b03807f0000000000000000000000000000000000000000000000000000000000000000169116141580614b63575b61474f5750565b50614b6d81611446565b6001600160a01b03807f00000000000000000000000000000000000000000000000000000000000000001691161415614b5c565b906001600160a01b0382511615159182614bba57505090565b602001516001600160401b0390811691161115919050565b9061180f9160405160208101917fa604fff5a27d5951f334ccda7abff3286a8af29caeeb196a6f2b40a1dce7612b83527f9e599cba6a8552d4cab1bf06c6fa2eea9ce85d2b12af39855d8935d5ee0c7bbb60408301527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc6606083015246608083015260a082015260a08152614c6860c0826113f9565b5190206042916040519161190160f01b8352600283015260228201522090565b8151919060418303613d6057613d599250602082015190606060408401519301515f1a90614315565b9190915f5b8151811015614cf9576001600160a01b03614cd18284614180565b5151166001600160a01b03851614614ceb57600101614cb6565b61180f93506141bb91614180565b505050505f90565b6401000003d0198110801590614d38575b613b5b576401000003d019906007908290818180090908906401000003d0199080091490565b506401000003d019821015614d12565b949392919060806001600160a01b038216960135868103614d6f575061152394955061500c565b86907f463fe88f000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b90939291614de88186614db24286613cca565b946001600160a01b03811695865f5260086020526001600160a01b0360405f2091166001600160a01b03198254161790556151ae565b815f52600960205260405f20948351956001600160401b03871161139457614e1081546114b3565b601f8111614f4a575b50602096601f8111600114614eb1576001600160401b039392614ea192614e82836001600160a01b03947fe78a3f0b0a5195252e15c639c2c0f3fe0337a4167b38514818ac55d6a17257ce999a9b9c5f91614ea6575b508160011b915f199060031b1c19161790565b90555b6040519485941684526040602085015216956040830190611341565b0390a3565b90508b01515f614e6f565b601f198116825f52885f20905f5b818110614f325750926001836001600160401b039796937fe78a3f0b0a5195252e15c639c2c0f3fe0337a4167b38514818ac55d6a17257ce999a9b9c6001600160a01b0396614ea19810614f1a575b5050811b019055614e85565b8c01515f1960f88460031b161c191690555f80614f0e565b888b0151835560209a8b019a60019093019201614ebf565b87811115614e1957614f7e90825f5260205f2090601f8a0160051c9060208b1061203857601f82910160051c039101613df1565b5f614e19565b6001600160a01b038116805f52600e60205260ff60405f205416614fe657614fc3826001600160a01b03165f52600c60205260ff60405f205416151590565b15614fcc575090565b90505f5260076020526001600160a01b0360405f20541690565b50507f000000000000000000000000000000000000000000000000000000000000000090565b909291615018816143e9565b6001600160a01b03821691825f5260066020526001600160401b0360405f205460a01c1680421061517f57506001600160a01b03851694855f5260076020526001600160a01b0360405f2054161590811591615157575b5061514457916150e8916150876150ef944290613cca565b90602081519101206001600160a01b036040519260208401947fabf12fcc40af2708893a2f4fb56785c5e41836cb16ee7f2c3a1fb089c8808c0a8652604085015216606083015286608083015260a082015260a08152610eb860c0826113f9565b9182614c88565b50600481939293101561116d5761416e57506001600160a01b031690808203615116575050565b7ff37ab150000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b84630be5f12560e31b5f5260045260245ffd5b61517991506001600160a01b03165f52600c60205260ff60405f205416151590565b5f61506f565b837fcbdd12b5000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b91906151f6906001600160401b036001600160a01b03604051926151d1846113a8565b16938483521660208201526001600160a01b0384165f52600660205260405f20614886565b5f5260076020526001600160a01b0360405f2091166001600160a01b0319825416179055565b906001600160a01b036040830151166001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016811490811561529e575b5015918261526c57505090565b6276a70091925060206001600160401b0391015116016001600160401b0381116105d3576001600160401b0316111590565b90506001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016145f61525f56';
