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
  '0x61010080604052346105fd57615bbf803803809161001d828561061c565b833981019060a0818303126105fd57805161003a6020830161063f565b6100466040840161063f565b916100536060850161063f565b608085015190946001600160401b0382116105fd570185601f820112156105fd578051906001600160401b038211610423576040519661009960208460051b018961061c565b82885260208089019360061b830101918183116105fd57602001925b8284106105be57505050508060805260405160208101917fd87cd6ef79d4e2b95e15ce8abf732db51ec771f1ca2edccf22a46c729ac5647283527f622290dadda28f36fc80a7ef97526dc35888420f1d230934795f8f3cd0f0871c60408301527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608301524660808301523060a083015260c082015260c0815261015b60e08261061c565b51902060a0526001600160a01b0382811691908116908183146105ab578060c0528360e0526040519161018d83610601565b5f8352602083019560018060a01b0316808752600d549368010000000000000000851015610423576001850180600d5585101561059757600d5f90815290517fd7b6990105719101dabeb77144f2a3385c8033acd3af97e9423a695e81ad1eb5909501805498516001600160e01b03199099166001600160401b039690961695909517604098891b600160401b600160e01b0316179094558352600e6020908152868420805460ff19166001179055908352600c9052939020805461010361ffff199091161790556102919261026c906102676003610667565b61074d565b505f908152600c60205260409020805461ffff19166101041790556102676004610667565b50426001600160401b0316905f5b81518110156104e6576102b28183610653565b5180516001600160a01b0316801580156104d1575b6104a8576102d4816107f5565b15801590610489575b610478576001600160a01b036102f282610854565b16918215159081610460575b5061044b575050600a5490601082146104375761031b8184610653565b5180516020820180516040519193926001600160a01b03918216929116606082016001600160401b0381118382101761042357604052815260208101958887526040820192835268010000000000000000811015610423578060016103839201600a556107d9565b929092610410579051825496516001600160e01b03199097166001600160a01b039182161760a09790971b600160a01b600160e01b031696909617825551600191820180546001600160a01b03191691871691909117905590519151909390811691167f3ea00c2e81edd34c745e2a30c35106f0526097cfc86c6b099163449d3751105b5f80a30161029f565b634e487b7160e01b5f525f60045260245ffd5b634e487b7160e01b5f52604160045260245ffd5b633e9bd9c760e11b5f52601060045260245ffd5b633dbc17db60e21b5f5260045260245260445ffd5b602001516001600160a01b031683141590505f6102fe565b62a9cf6960e61b5f5260045260245ffd5b505f818152600b60205260409020546001600160401b031615156102dd565b602090910151633fbae84160e21b5f9081526004929092526001600160a01b0316602452604490fd5b5060208201516001600160a01b0316156102c7565b60405161530490816108bb823960805181818161042c015281816106ed0152610947015260a05181610eea015260c0518181816107ba01528181612b5f0152818161399b015281816139ce015281816145ee0152818161475801528181614b650152818161501d0152615268015260e05181818161046b0152818161123a01528181612b800152818161347d0152818161392c0152818161395f0152818161462701528181614bab01526152dd0152f35b634e487b7160e01b5f52603260045260245ffd5b50630b254fef60e01b5f5260045260245ffd5b6040848303126105fd57602060409182516105d881610601565b6105e18761063f565b81526105ee83880161063f565b838201528152019301926100b5565b5f80fd5b604081019081106001600160401b0382111761042357604052565b601f909101601f19168101906001600160401b0382119082101761042357604052565b51906001600160a01b03821682036105fd57565b80518210156105975760209160051b010190565b60ff1660018114610728576002811461070357600381146106de57600481146106b957600514610695575f90565b7fcbce9983fcd5fc099294db3138f1660107f2bd5b23b9fa0002d7df1db9d854cb90565b507f25ae7aa7dec65cf8445639c6ac79d789338565c02be28faed5bd49a5767dfcc890565b507f6b930a54bc9a8d9d32021a28e2282ffedf33210754271fcab1eb90abc2021a1c90565b507f4a3debffbb5bc5d4c738c3d8b74da2daa7589500e8c18ed2d6a9a12a34a3116190565b507f8b97fd7f3efc705a9fad214be8904d1b61b17b3ee2eda07e0b086a60f7335e0890565b5f8181526004602090815260408083206001600160a01b038616845290915290205460ff166107d3575f8181526004602090815260408083206001600160a01b0395909516808452949091528120805460ff19166001179055309291907f2f8788117e7eff1d82e926ec794901d17c78024a50270940304540a733656f0d9080a4600190565b50505f90565b600a5481101561059757600a5f5260205f209060011b01905f90565b600a54905f5b828110610809575050505f90565b610812816107d9565b50546001600160a01b0383811691161461082e576001016107fb565b80925060019150018091116108405790565b634e487b7160e01b5f52601160045260245ffd5b6001600160a01b0381165f818152600e602052604090205460ff166108a9575f818152600c602052604090205460ff161561088d575090565b5f908152600760205260409020546001600160a01b0316919050565b505060c0516001600160a01b03169056fe6080806040526004361015610012575f80fd5b5f3560e01c90816301ffc9a71461127b5750806306661abd1461125e5780630ff754ea1461121b57806315fd6ff3146111da57806319c4b54e14610dcd5780631db0e13614610d76578063248a9ca314610d435780632605b3c714610c4e5780632f2ff15d14610c1057806336568abe14610bb3578063398279c214610ad25780635317619514610a4b5780635b67b1a214610a0a5780636da59041146109aa57806384b0196e1461086e5780638f7dcfa31461085257806391d1485414610808578063957d1fe1146107de578063991613091461079b5780639ad71875146107575780639f8a13d71461072a578063a217fddf14610710578063ae9c31e5146106d6578063b423a0df14610271578063c531086814610255578063ce024233146101cf578063d547741f1461018a5763fa073d7614610150575f80fd5b3461018657602036600319011261018657602061017561016e611301565b4290613cfd565b6001600160a01b0360405191168152f35b5f80fd5b34610186576040366003190112610186576101cd6004356101a9611317565b906101c86101c3825f526004602052600160405f20015490565b613a7f565b613b68565b005b34610186576020366003190112610186576001600160a01b036101f0611301565b165f52600660205260405f20546001600160401b038160a01c16908142105f14610244576001600160a01b036001600160401b039116915b604080516001600160a01b039490941684529116602083015290f35b50505f6001600160401b035f610228565b34610186575f3660031901126101865760206040516103848152f35b34610186576040366003190112610186576004356001600160401b038111610186573681900360048201610100600319830112610186576024356001600160401b038111610186576102c7903690600401611341565b50506001600160401b03431692600f54906001600160401b03821685146106bf5760648101936001600160a01b036102fe86611473565b165f52600e60205260ff60405f20541661069b576001600160401b03610323856114cc565b166001810180911161057457430361065a576084820191610343836114cc565b9260448201936001600160401b038061035b876114cc565b16911610610613576001600160401b03610374826114cc565b16621275008101809111610574578042106105e457506104506104ce91886001600160401b036103a38a6114cc565b926001600160a01b036103c76103c16103bb8c6114cc565b95611473565b926114cc565b9183604051958160208801987fdbad0130bee06fa4fc3cf62ee5a8f07b61d3a52f4544da495124d0f7608228f38a5216604088015260248b013560608801521660808601521660a08401521660c082015260c0815261042760e082611426565b5190207f0000000000000000000000000000000000000000000000000000000000000000614c05565b956104ad61048f6001600160401b03610468886114cc565b167f0000000000000000000000000000000000000000000000000000000000000000613cfd565b6104a661049f60a4870185613bed565b3691611487565b908961413e565b6104c761049f6104bc8a611473565b9260c4860190613bed565b908761413e565b60e481013591602219018212156101865701926004840135936001600160401b03851161018657602401938060051b36038513610186576001600160401b03610526889661051e61052e966114cc565b933691611832565b9116916141c7565b67ffffffffffffffff191617600f55600d545f198101908111610574575b826001600160401b0361055e83613c1f565b50541610610588578015610574575f190161054c565b634e487b7160e01b5f52601160045260245ffd5b6001600160a01b036105bc8161059e8694613c1f565b505460401c16936105b76105b182611473565b85613c4b565b611473565b16907fcceb3bae315c6511b4eceaf9eb90f3bf42f80814b52deb26b6887397ea135ff95f80a4005b7f2b22dcde000000000000000000000000000000000000000000000000000000005f526004524260245260445ffd5b836001600160401b036106296103c182946114cc565b917fd61239f7000000000000000000000000000000000000000000000000000000005f52166004521660245260445ffd5b6001600160401b0361066b856114cc565b7fb38fc44b000000000000000000000000000000000000000000000000000000005f52166004524360245260445ffd5b6001600160a01b036106ac86611473565b63324d63a360e01b5f521660045260245ffd5b846302b0f0f560e41b5f528060045260245260445ffd5b34610186575f3660031901126101865760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b34610186575f3660031901126101865760206040515f8152f35b3461018657602036600319011261018657602061074d610748611301565b6116d3565b6040519015158152f35b34610186576040366003190112610186576001600160a01b03610778611301565b165f52600360205260405f206024355f52602052602060405f2054604051908152f35b34610186575f3660031901126101865760206040516001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168152f35b34610186576020366003190112610186576004355f526002602052602060405f2054604051908152f35b3461018657604036600319011261018657610821611317565b6004355f5260046020526001600160a01b0360405f2091165f52602052602060ff60405f2054166040519015158152f35b34610186575f3660031901126101865760205f54604051908152f35b34610186575f3660031901126101865761092c60406109398151916108938184611426565b600983527f446f6d6c65646765720000000000000000000000000000000000000000000000602084015280516108c98282611426565b600181527f3100000000000000000000000000000000000000000000000000000000000000602082015281519485947f1f00000000000000000000000000000000000000000000000000000000000000865260e0602087015260e086019061136e565b918483039085015261136e565b4660608301523060808301527f000000000000000000000000000000000000000000000000000000000000000060a083015281810360c083015260206060519182815201906080905f5b818110610991575050500390f35b8251845285945060209384019390920191600101610983565b34610186576020366003190112610186575f60206040516109ca816113d5565b82815201526004355f52600560205260406109e6815f206116a5565b6001600160401b0360208351926001600160a01b0381511684520151166020820152f35b34610186576020366003190112610186576001600160a01b03610a2b611301565b165f52600b60205260206001600160401b0360405f205416604051908152f35b34610186575f36600319011261018657610a636115fd565b6040518091602082016020835281518091526020604084019201905f5b818110610a8e575050500390f35b91935091602060606001926001600160a01b03604088518281511684526001600160401b038682015116868501520151166040820152019401910191849392610a80565b34610186575f36600319011261018657600d54610aee816115b8565b90610afc6040519283611426565b808252602082019081600d5f527fd7b6990105719101dabeb77144f2a3385c8033acd3af97e9423a695e81ad1eb55f915b838310610b96578486604051918291602083019060208452518091526040830191905f5b818110610b5f575050500390f35b825180516001600160401b031685526020908101516001600160a01b03168186015286955060409094019390920191600101610b51565b600160208192610ba5856115cf565b815201920192019190610b2d565b3461018657604036600319011261018657610bcc611317565b306001600160a01b03821603610be8576101cd90600435613b68565b7f6697b232000000000000000000000000000000000000000000000000000000005f5260045ffd5b34610186576040366003190112610186576101cd600435610c2f611317565b90610c496101c3825f526004602052600160405f20015490565b613ad9565b346101865760203660031901126101865760ff610c69611301565b60606080604051610c79816113a6565b5f81525f60208201525f60408201525f8382015201526001600160a01b0381165f52600c602052610d3f60405f209160405192610cb5846113a6565b805490858216855260208501868360081c1615158152610d03610cf6600160408901948a8760101c16151586528a60608b019760181c161515875201611518565b9460808801958652613a47565b845260405196879660208852511660208701525115156040860152511515606085015251151560808401525160a08084015260c083019061136e565b0390f35b34610186576020366003190112610186576020610d6e6004355f526004602052600160405f20015490565b604051908152f35b34610186576020366003190112610186576001600160a01b03610d97611301565b165f527f6cb6ace2b5160cf0f6d77c8ea1860b9466c9a6ca0471f175af9f68fc19a3e900602052602060405f2054604051908152f35b3461018657366003190161012081126101865760e0136101865760e4356001600160401b03811161018657610e06903690600401611341565b90610104356001600160401b03811161018657610e27903690600401611341565b916040519060208201947ff9805516be2633b30f014ed1f9278f37006b7d0b560caab03d5a427de9b4a02a86526001600160a01b03610e64611301565b1660408401526001600160a01b03610e7a611317565b1660608401526044356001600160401b03811690818103610186578160808601526064359761ffff891695868a03610186578660a0820152608435958660c0830152610f2660a435938460e085015260c43593846101008201526101008152610ee561012082611426565b5190207f00000000000000000000000000000000000000000000000000000000000000006042916040519161190160f01b8352600283015260228201522090565b95865f52600260205260405f20546111ae57610f4b90610f44611447565b9288613d69565b50600481939293101561119a57611187576001600160a01b0380610f6f4284613cfd565b16921691820361114f575050610f8d90610f87611447565b86611719565b610f98368989611487565b6020815191012090808203611121575050506103844201804211610574578082116110f2575061038481018082116105745742116110b657507faff3669d41916afb7f38fb91bd36cd018af5be5838d236ece4921fc247167d4b60806001600160a01b03806101cd9961100c6001546117ca565b96876001555f546040516020810191825288604082015260408152611032606082611426565b51902090875f5260026020528860405f2055815f5561105888611053611447565b613d9d565b61106061145d565b848061106a611447565b169116036110a5575b61107b611447565b9961108461145d565b9350604051998a5260208a01526040890152606088015216951693a461189d565b6110b18861105361145d565b611073565b61038319420190428211610574577fb66a76a7000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b907fc90f4e95000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7fde40be1e000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b6001600160a01b03907f43587ed6000000000000000000000000000000000000000000000000000000005f521660045260245260445ffd5b86633fd6a40f60e11b5f5260045260245ffd5b634e487b7160e01b5f52602160045260245ffd5b867f7f3fae34000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b34610186576020366003190112610186576001600160a01b036111fb611301565b165f52600760205260206001600160a01b0360405f205416604051908152f35b34610186575f3660031901126101865760206040516001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168152f35b34610186575f366003190112610186576020600154604051908152f35b3461018657602036600319011261018657600435906001600160e01b0319821680920361018657817f7965db0b00000000000000000000000000000000000000000000000000000000602093149081156112d7575b5015158152f35b7f01ffc9a700000000000000000000000000000000000000000000000000000000915014836112d0565b600435906001600160a01b038216820361018657565b602435906001600160a01b038216820361018657565b35906001600160a01b038216820361018657565b9181601f84011215610186578235916001600160401b038311610186576020838186019501011161018657565b805180835260209291819084018484015e5f828201840152601f01601f1916010190565b35906001600160401b038216820361018657565b60a081019081106001600160401b038211176113c157604052565b634e487b7160e01b5f52604160045260245ffd5b604081019081106001600160401b038211176113c157604052565b606081019081106001600160401b038211176113c157604052565b60c081019081106001600160401b038211176113c157604052565b90601f801991011681019081106001600160401b038211176113c157604052565b6004356001600160a01b03811681036101865790565b6024356001600160a01b03811681036101865790565b356001600160a01b03811681036101865790565b9291926001600160401b0382116113c157604051916114b0601f8201601f191660200184611426565b829481845281830111610186578281602093845f960137010152565b356001600160401b03811681036101865790565b90600182811c9216801561150e575b60208310146114fa57565b634e487b7160e01b5f52602260045260245ffd5b91607f16916114ef565b9060405191825f82549261152b846114e0565b80845293600181169081156115965750600114611552575b5061155092500383611426565b565b90505f9291925260205f20905f915b81831061157a575050906020611550928201015f611543565b6020919350806001915483858901015201910190918492611561565b90506020925061155094915060ff191682840152151560051b8201015f611543565b6001600160401b0381116113c15760051b60200190565b906040516115dc816113d5565b91546001600160401b038116835260401c6001600160a01b03166020830152565b600a549061160a826115b8565b916116186040519384611426565b808352600a5f9081527fc65a7bb8d6351c1cf70c95a316cc6a92839c986682d98bc35f958f4883f9d2a8602085015b8383106116545750505050565b60026020600192604051611667816113f0565b6001600160401b0386546001600160a01b038116835260a01c16838201526001600160a01b0385870154166040820152815201920192019190611647565b906040516116b2816113d5565b91546001600160a01b038116835260a01c6001600160401b03166020830152565b6001600160a01b0381165f52600c6020526116f460ff60405f205416614058565b5f5260046020526001600160a01b0360405f2091165f5260205260ff60405f20541690565b91906001600160a01b0316805f52600360205260405f20835f5260205260405f20548061177a575081156117c5575f82815260026020526040902054156117a957815b8061177a57505f52600360205260405f20905f5260205260405f2055565b837fb73b29d1000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b805f52600360205260405f20825f5260205260405f205461175c565b505050565b5f1981146105745760010190565b3561ffff811681036101865790565b359060ff8216820361018657565b9080601f830112156101865781602061181093359101611487565b90565b9081602091031261018657356001600160a01b03811681036101865790565b92919061183e816115b8565b9361184c6040519586611426565b602085838152019160051b8101918383116101865781905b838210611872575050505050565b81356001600160401b0381116101865760209161189287849387016117f5565b815201910190611864565b90916064359161ffff83169384840361018657610101851461357d575f61010386146133ec576101865761010285146132a95761010485146131aa5761010585146130ec576101088514612eba576101098514612df0575f61010c86146129a3576101865761010a85146126c65761010b85146126a157600185146125c0575f61010d86146120845780610186576101078614611d6c5761018657610106851461197057505050507fa548304f000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9193508092500190602081830312610186578035906001600160401b03821161018657019060c082820312610186576040516119ab8161140b565b6119b483611392565b81526119c26020840161132d565b92602082019384526119d660408201611392565b604083019081526119e960608301611392565b916060840192835260808101356001600160401b0381116101865785611a109183016117f5565b946080850195865260a08201356001600160401b03811161018657611a3592016117f5565b9060a08401918252611a476004614744565b611ad86040516020808201526001600160401b0386511660408201526001600160a01b0388511660608201526001600160401b0383511660808201526001600160401b0385511660a0820152611ad181611ac3611ab08a5160c08085015261010084019061136e565b8751838203603f190160e085015261136e565b03601f198101835282611426565b60046143d5565b600d545f19810190811161057457611af2611af891613c1f565b506115cf565b926001600160401b0385511643811115611d3d5750620186a04301804311610574576001600160401b03865116818111611d0f5750506001600160401b038551166001600160401b038551169081811115611cfa5750506001600160a01b038751165f52600e60205260ff60405f205416611cdd576001600160401b038251164381111580611cc9575b158015611cab575b611c6d57506001600160a01b039491936001600160401b0393611c216020611c118b8a99611c2d978a808d818d51169551169351169151169060405192868401947fb455e45768a342f573c4bf9d1261035c9e943448b85531552079c47b3802a4d1865260408501526060840152608083015260a082015260a0815261042760c082611426565b930198878a51169051908461413e565b8589511690519161413e565b611c3e828251168488511690613c4b565b5116935116915116917fcceb3bae315c6511b4eceaf9eb90f3bf42f80814b52deb26b6887397ea135ff95f80a4565b6001600160401b03825116907fccc99340000000000000000000000000000000000000000000000000000000005f526004526024524360445260645ffd5b506001600160401b038251166001600160401b038751161115611b8a565b506001600160401b03825116431115611b82565b6001600160a01b0387511663324d63a360e01b5f5260045260245ffd5b6302b0f0f560e41b5f5260045260245260445ffd5b7fa8d0a2a4000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7f6d5e4fe7000000000000000000000000000000000000000000000000000000005f526004524360245260445ffd5b5081929394910191602081840312610186578035906001600160401b0382116101865701906060828403126101865760405191611da8836113f0565b611db18161132d565b835260208101356001600160401b0381116101865784611dd29183016117f5565b936020840194855260408201356001600160401b03811161018657611df792016117f5565b9160408101928352611e4a6040516020808201526001600160a01b038351166040820152611ad181611ac3611e37895160608085015260a084019061136e565b8851838203603f1901608085015261136e565b600435906001600160a01b0382169283831415978861018657611e6c846116d3565b1561206c5750508661018657825f52600c602052600160405f200196611e9288546114e0565b15612057578061018657611ea5836145db565b612047575b610186576001600160a01b0391611ef690611ec48161448f565b611ee2611ed14283613cfd565b96858551169089519051918461503f565b838351166001600160401b034216916151e1565b5116907f9666ca896d9bb3c5660ceef7800a8a65a2d230984183c5e3ffaa6f6e537b225f6001600160a01b03855194611f3e604051928392602084521696602083019061136e565b0390a4519182516001600160401b0381116113c157611f5d82546114e0565b601f8111612004575b506020601f8211600114611fa6578190611f979394955f92611f9b575b50508160011b915f199060031b1c19161790565b9055565b015190505f80611f83565b601f19821690835f52805f20915f5b818110611fec57509583600195969710611fd4575b505050811b019055565b01515f1960f88460031b161c191690555f8080611fca565b9192602060018192868b015181550194019201611fb5565b81811115611f665761203990835f5260205f2090601f840160051c906020851061203f575b601f82910160051c039101613e24565b5f611f66565b5f9150612029565b505f6120528361482a565b611eaa565b505050632bb9d1b560e21b5f5260045260245ffd5b84905063dd2b9a5f60e01b5f5260045260245260445ffd5b50819493940190602081830312610186578035906001600160401b03821161018657019360608583031261018657604051936120bf856113f0565b8535855260208601356001600160401b0381116101865786019583601f88011215610186578635966120f0886115b8565b976120fe604051998a611426565b8089526020808a019160051b830101918683116101865760208101915b8383106125565750505050602086019687526040810135906001600160401b03821161018657019280601f85011215610186578335612159816115b8565b946121676040519687611426565b81865260208087019260051b82010192831161018657602001905b828210612546575050506040850192835260405160208082015260a0810186516040830152875190606080840152815180915260c0830190602060c08260051b8601019301915f905b82821061250a5750505050845190603f19838203016080840152602080835192838152019201905f5b8181106124f45750505090611ad1816122159303601f198101835282611426565b600435936001600160a01b0385169182861415938461018657835f52600c602052600260ff60405f2054161480156124e2575b1580156124bf575b80156124aa575b61248b575050602435916001600160a01b03831696878414158061018657885f52601060205260ff60405f2054161580612478575b612445576101865761229f9051846146c9565b8751518551518101809111610574578015801561243b575b61241057505f5b8851805182101561237757816122d3916141b3565b5181151580612355575b612329576020810151519060a182036122fa5750506001016122be565b517fd8519203000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b517feb14ae13000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b5080518a515f1984018481116105745761236e916141b3565b515110156122dd565b5050929591949690939660015b885180518210156123ca5781612399916141b3565b5189515f198301838111610574576123b0916141b3565b5110156123bf57600101612384565b6123299089516141b3565b50509295909396919450610186577f44ccf1c2ab5e7a3ddf210f7706e6231bc70d5b496147ffd432b812f603ce543a9260409250515190515182519182526020820152a3565b7feafaf8da000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b50604081116122b7565b84899161018657507f885a63c5000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b50505f61248485614012565b511561228c565b8390878661018657505063dd2b9a5f60e01b5f5260045260245260445ffd5b5084610186576124b9876116d3565b15612257565b5084610186576024356001600160a01b0381169081810361018657508414612250565b505f94506124ef876145db565b612248565b82518452602093840193909201916001016121f4565b9091929360208061253860019360bf198a82030186526040838a51805184520151918185820152019061136e565b9601920192019092916121cb565b8135815260209182019101612182565b82356001600160401b038111610186578201906040828a03601f1901126101865760405190612584826113d5565b602083013582526040830135916001600160401b038311610186576125b18b6020809695819601016117f5565b8382015281520192019161211b565b60209294508193508101031261018657356125db6004614b51565b6125f660405182602082015260208152611ad1604082611426565b805f52600560205260405f206044356001600160401b038116810361018657612621612626926116a5565b614bd4565b1561267657805f5260056020525f6040812055600435906001600160a01b0382169182810361018657507f2e572b161a878ee73adf65909f64ad3cf4e0d21a0f205907aacbbe5884ccb23c5f80a3565b7f374adbea000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6001600160a01b039294506115509350906126be91810190611813565b166004613e5b565b604092945081809450010312610186576040516126e2816113d5565b6127366126fd60206126f38561132d565b948585520161132d565b92602083019384526001600160a01b03604051911660208201526001600160a01b03845116604082015260408152611ad1606082611426565b6001600160a01b0381511680158015612991575b6129575761275781614b00565b15801590612939575b61290e576001600160a01b0361277582614fb7565b1690811515806128fa575b6128cc5750506010600a541461289f5761279a6004614921565b6127a2575050565b6001600160a01b038151166001600160a01b0383511691604051916127c6836113f0565b825260208201926001600160401b034216845260408301908152600a54680100000000000000008110156113c1578060016128049201600a55613e3f565b91909161288c579251815494516001600160e01b03199095166001600160a01b039182161760a09590951b67ffffffffffffffff60a01b169490941781558392839060019082905116920191166001600160a01b03198254161790555116915116907f3ea00c2e81edd34c745e2a30c35106f0526097cfc86c6b099163449d3751105b5f80a3565b634e487b7160e01b5f525f60045260245ffd5b7f7d37b38e000000000000000000000000000000000000000000000000000000005f52601060045260245ffd5b7ff6f05f6c000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b506001600160a01b03845116821415612780565b7f2a73da40000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b50805f52600b6020526001600160401b0360405f2054161515612760565b6001600160a01b03835116907ffeeba104000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b506001600160a01b038351161561274a565b5081929493910191602081840312610186578035906001600160401b03821161018657019060c08284031261018657604051916129df8361140b565b6129e88161132d565b83526129f66020820161132d565b936020840194855260408201356001600160401b0381116101865781612a1d9184016117f5565b956040850196875260608301356001600160401b0381116101865782612a449185016117f5565b9160608601928352612a5860808501611392565b936080870194855260a0810135906001600160401b03821161018657019080601f8301121561018657816020612a9093359101611832565b9360a086019485526040516020808201526001600160a01b0387511660408201526001600160a01b038851166060820152612aee612adb8a5160c0608085015261010084019061136e565b8551838203603f190160a085015261136e565b6001600160401b0386511660c0830152865190603f198382030160e0840152815180825260208201916020808360051b8301019401925f915b838310612dc357505050505090611ad181612b4a9303601f198101835282611426565b612b5d6001600160a01b0387511661448f565b7f00000000000000000000000000000000000000000000000000000000000000007f0000000000000000000000000000000000000000000000000000000000000000906001600160a01b038851166001600160a01b038216811491825f14612dbd5750825b8215612daa575b505015908115612d80575b50612d53575050612c02906001600160a01b03855116906001600160a01b0387511688519151926004614d7b565b6001600160401b0381511661038442019081421161057457118015612d36575b612cfc5791612cc26001600160a01b039392612cb985948585511690612c484283613cfd565b90878a5116906001600160401b038c516020815191012091511691896040519460208601967f06ad27eaa155d91ffb0ed12c0fc46f6891343af7d5707b88e85edba8565b84d888526040870152166060850152608084015260a083015260c082015260c08152610ee560e082611426565b429151906141c7565b51169151166044356001600160401b0381168082036101865762127500915001906001600160401b03821161057457611550935192614dd2565b6001600160401b039051167fb49ec714000000000000000000000000000000000000000000000000000000005f526004524260245260445ffd5b50426001600160401b03612d4c818451166147bb565b1610612c22565b600435906001600160a01b0382169182810361018657505063dd2b9a5f60e01b5f5260045260245260445ffd5b90506004356001600160a01b03811691828203610186576001600160a01b0391501614155f612bd4565b6001600160a01b03161490505f80612bc9565b92612bc2565b9091929394602080612de1600193601f19868203018752895161136e565b97019301930191939290612b27565b612e089294506001600160a01b039350810190611813565b16612e2460405182602082015260208152611ad1604082611426565b600435906001600160a01b0382169081831415918261018657805f52600660205260405f2054826001600160401b038260a01c16421091821592612ea6575b5050612e78575050610186576115509061482a565b7fb4bec86e000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b6001600160a01b031614159050825f612e63565b9193508092500190602081830312610186578035906001600160401b038211610186570160808183031261018657604051608081018181106001600160401b038211176113c157604052612f0d8261132d565b8152612f1b6020830161132d565b916020820192835260408101356001600160401b0381116101865784612f429183016117f5565b936040830194855260608201356001600160401b03811161018657612f6792016117f5565b60608201908152612fc96040516020808201526001600160a01b0384511660408201526001600160a01b038551166060820152611ad181611ac3612fb6895160808085015260c084019061136e565b8651838203603f190160a085015261136e565b6001600160a01b03825116612fdd816145db565b6130c15750612ff56001600160a01b038351166116d3565b1561308b57613034906130116001600160a01b0384511661448f565b6001600160a01b03835116906001600160a01b0385511686519151926004614d7b565b61303e6004614921565b61304757505050565b6001600160a01b03809151169151166044356001600160401b0381168082036101865762093a80915001906001600160401b03821161057457611550935192614dd2565b6001600160a01b038251167f6a2da39f000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7fa090e935000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6131049294506001600160a01b039350810190611813565b16906131106004614744565b61312b60405183602082015260208152611ad1604082611426565b815f52600c60205260405f209182549260ff8460181c161561317e57611550929363ff00000019169055807e4e131669e66fb0a26a816f9c017d829c7e4b108705df2addfc4372f31fd8b95f80a261464b565b507f9405dfc4000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6131c29294506001600160a01b039350810190611813565b16906131ce6004614744565b6131e960405183602082015260208152611ad1604082611426565b815f52600c60205260405f20916131ff816145db565b61327e5782549260ff84161561326b5760ff8460181c16613258576301000000611550939463ff0000001916179055807f167a1ca19c3a4ff74b1c0a03dc69c4338e10888daf2e00b3216b81fe595905115f80a261464b565b506373e674ef60e01b5f5260045260245ffd5b50632bb9d1b560e21b5f5260045260245ffd5b7f38cac632000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b606092945081809450010312610186576040516132c5816113f0565b6132ce8261132d565b81526001600160a01b036132e4602084016117e7565b9160208101928352604080820194013584526133006004614744565b61332f60405183835116602082015260ff85511660408201528551606082015260608152611ad1608082611426565b511691825f52600c60205261334960405f209151846146c9565b805460ff811660ff845116908181036133d357505060ff8160081c166133a75761ff00191661010017905551611550919060ff16817f806d89d78ee0f826f9fa2e75e6e53e4a91ee0f70688d2152fd4d107423f3da635f80a361464b565b837f486ef2d5000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b856315360c9560e21b5f5260045260245260445260645ffd5b50816040918195949693010312610186576001600160a01b03604051613411816113d5565b61344b61341d8661132d565b8083526020808401970135875283604051911660208201528651604082015260408152611ad1606082611426565b511691825f52600c60205260405f20600435946001600160a01b03861693848714159384610186576001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001686036135655750506134b09051856146c9565b805460ff811660018103613536575060ff8160101c1661350a5762ff0000191662010000179055610186576115509250817f9e5987c00c546b01d8e640fe0462dcfd09281334d0a8dccac279d7bc991b55775f80a361464b565b847f6a550ce0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b857f4ab82e50000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b85905063dd2b9a5f60e01b5f5260045260245260445ffd5b81019350909150602081840312610186578035906001600160401b03821161018657019160608382031261018657604051926135b8846113f0565b6135c1816117e7565b845260208101356001600160401b03811161018657826135e29183016117f5565b916020850192835260408201356001600160401b03811161018657613612611ac392611ad19261365795016117f5565b6040870190815260405192839160208084015260ff8951166040840152613644875160608086015260a085019061136e565b9051838203603f1901608085015261136e565b600435906001600160a01b03821680830361018657805f52600c60205260405f2094815f5260076020526001600160a01b0360405f205416613a3457855460ff8160181c16613a215760ff8251166136ae81614058565b156139f65750600360ff83511614806139c3575b61398757600460ff8351161480613954575b6139185760ff168015158061390a575b6138eb57506136f3835161441c565b6136fc8461448f565b600186019561370a87611518565b60208151910120845160208151910120146138bf5760ff82511660ff1982541617815583519687516001600160401b0381116113c15761374a82546114e0565b601f8111613885575b506020601f82116001146137f6579260ff926137af837fd7a76c7275eb724bf1c9fa1546557e8662f0d7c688c01352142622968e7005bc97946137ee976115509d9e5f92611f9b5750508160011b915f199060031b1c19161790565b90555b6137bb886145db565b815462ffff00191690151560081b61ff00161790555194516040516020808252929096169592839290919083019061136e565b0390a361464b565b601f19821699835f52815f209a5f5b81811061386d5750836115509b9c6137ee979460ff97947fd7a76c7275eb724bf1c9fa1546557e8662f0d7c688c01352142622968e7005bc9a9760019510613855575b505050811b0190556137b2565b01515f1960f88460031b161c191690555f8080613848565b838301518d556001909c019b60209384019301613805565b81811115613753576138b990835f5260205f2090601f840160051c906020851061203f57601f82910160051c039101613e24565b5f613753565b827f78bff2e0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9060ff905116916315360c9560e21b5f5260045260245260445260645ffd5b5060ff8251168114156136e4565b632fdaf9fd60e11b5f526001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001660045260245ffd5b506001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168314156136d4565b632fdaf9fd60e11b5f526001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001660045260245ffd5b506001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168314156136c2565b7f0dd5a526000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b826373e674ef60e01b5f5260045260245ffd5b50630be5f12560e31b5f5260045260245ffd5b613a5081614012565b908151155f14613a7b576001600160a01b039150165f52600c602052611810600160405f2001611518565b5090565b805f52600460205260405f206001600160a01b0330165f5260205260ff60405f20541615613aaa5750565b7fe2517d3f000000000000000000000000000000000000000000000000000000005f523060045260245260445ffd5b805f52600460205260405f206001600160a01b0383165f5260205260ff60405f205416155f14613b6257805f52600460205260405f206001600160a01b0383165f5260205260405f20600160ff198254161790556001600160a01b03309216907f2f8788117e7eff1d82e926ec794901d17c78024a50270940304540a733656f0d5f80a4600190565b50505f90565b805f52600460205260405f206001600160a01b0383165f5260205260ff60405f2054165f14613b6257805f52600460205260405f206001600160a01b0383165f5260205260405f2060ff1981541690556001600160a01b03309216907ff6391f5c32d9c69d2a47ea670b442974b53935d1edc7fd64eb21e047a839171b5f80a4600190565b903590601e198136030182121561018657018035906001600160401b0382116101865760200191813603831361018657565b600d54811015613c3757600d5f5260205f2001905f90565b634e487b7160e01b5f52603260045260245ffd5b6001600160401b0360405191613c60836113d5565b1681526001600160a01b0360208201921691828152600d54680100000000000000008110156113c157806001613c999201600d55613c1f565b92909261288c5751825491516001600160e01b03199092166001600160401b039190911617604091821b7bffffffffffffffffffffffffffffffffffffffff000000000000000016179091555f918252600e6020529020805460ff19166001179055565b906001600160a01b03821690815f52600660205260405f2054906001600160401b038260a01c16115f14613d5957505f5260086020526001600160a01b0360405f2054165b6001600160a01b038116613d54575090565b905090565b6001600160a01b03915016613d42565b9060418303613d9357613d8c9250602081013591604082359201355f1a90614348565b9192909190565b50505f9160029190565b6001600160a01b031690815f527f6cb6ace2b5160cf0f6d77c8ea1860b9466c9a6ca0471f175af9f68fc19a3e90060205260405f2054906040519060208201928352604082015260408152613df3606082611426565b519020905f527f6cb6ace2b5160cf0f6d77c8ea1860b9466c9a6ca0471f175af9f68fc19a3e90060205260405f2055565b5f5b828110613e3257505050565b5f82820155600101613e26565b600a54811015613c3757600a5f5260205f209060011b01905f90565b90613e9160405191613e8c6001600160a01b0382169384602082015260208152613e86604082611426565b856143d5565b614b00565b918215613fe657613ea190614921565b15613fe2575f198201918211610574576001600160a01b036001613ec484613e3f565b50015416817f7ebddc9ed7cfdfb297052f640b43f92088a19ed6dac0dfdb1f785e1ae11741fa5f80a35f908152600b60205260409020805467ffffffffffffffff1916426001600160401b0316179055600a545f19810190811161057457613f2e613f3591613e3f565b5091613e3f565b91909161288c57808203613f81575b5050600a548015613f6d575f1901613f5b81613e3f565b61288c576001815f8093550155600a55565b634e487b7160e01b5f52603160045260245ffd5b805482546001600160a01b039182166001600160a01b0319821681178555835467ffffffffffffffff60a01b166001600160e01b03199092161717835590600190829082015416920191166001600160a01b03198254161790555f80613f44565b5050565b507fd7ee387b000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b906001600160a01b0360609216805f5260066020526001600160401b0360405f205460a01c164210156140425750565b9091505f52600960205261181060405f20611518565b60ff166001811461411957600281146140f457600381146140cf57600481146140aa57600514614086575f90565b7fcbce9983fcd5fc099294db3138f1660107f2bd5b23b9fa0002d7df1db9d854cb90565b507f25ae7aa7dec65cf8445639c6ac79d789338565c02be28faed5bd49a5767dfcc890565b507f6b930a54bc9a8d9d32021a28e2282ffedf33210754271fcab1eb90abc2021a1c90565b507f4a3debffbb5bc5d4c738c3d8b74da2daa7589500e8c18ed2d6a9a12a34a3116190565b507f8b97fd7f3efc705a9fad214be8904d1b61b17b3ee2eda07e0b086a60f7335e0890565b916141499083614cbb565b50600481949294101561119a576141a157506001600160a01b039182169116808203614173575050565b7f4d85401e000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b633fd6a40f60e11b5f5260045260245ffd5b8051821015613c375760209160051b010190565b9291906141d26115fd565b905f935f5b8351811015614215576141f4856141ee83876141b3565b5161524f565b614201575b6001016141d7565b9461420d6001916117ca565b9590506141f9565b50939492909460011c600181018091116105745760028110614340575b85518181106143125750505f945f955b81518710156143095761425f61425888846141b3565b5186614cbb565b50600481939293101561119a576142f6576001600160a01b0380831691168111156142cb5761428f848387614ce4565b156142a05750600190960195614242565b7fbb868e90000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7fe1d670f1000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b85633fd6a40f60e11b5f5260045260245ffd5b50505050509050565b7fed6f0e80000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b506002614232565b91907f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a084116143ca579160209360809260ff5f9560405194855216868401526040830152606082015282805260015afa156143bf575f516001600160a01b038116156143b557905f905f90565b505f906001905f90565b6040513d5f823e3d90fd5b5050505f9160039190565b9060a090602081519101209101358082036143ee575050565b7f255ed612000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b604081510361444d57604081805181010312610186576144456020820151604083015190614d34565b1561444d5750565b61448b906040519182917f4972bc9a00000000000000000000000000000000000000000000000000000000835260206004840152602483019061136e565b0390fd5b9061449982614012565b918251156145d6576001600160a01b0316805f52600c602052600160405f200183516001600160401b0381116113c1576144d382546114e0565b601f811161459c575b50602094601f821160011461453b5761450e9293949582915f92611f9b5750508160011b915f199060031b1c19161790565b90555b805f52601060205260405f20600160ff198254161790555f52600960205261155060405f206147db565b601f19821695835f52805f20915f5b8881106145845750836001959697981061456c575b505050811b019055614511565b01515f1960f88460031b161c191690555f808061455f565b9192602060018192868501518155019401920161454a565b818111156144dc576145d090835f5260205f2090601f840160051c906020851061203f57601f82910160051c039101613e24565b5f6144dc565b509050565b6001600160a01b03166001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016811490811561461b575090565b90506001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000161490565b6001600160a01b0381165f52600c60205260405f2090815460ff8160081c16806146ae575b806146a0575b1561468f5750610c4960ff61468c935416614058565b50565b61468c925060ff6101c89116614058565b5060ff8160181c1615614676565b5060ff8160101c16806146705750600160ff82161415614670565b6146d281613a47565b8051156147285760208151910120908282036146ed57505050565b6001600160a01b03907f8b7974f1000000000000000000000000000000000000000000000000000000005f521660045260245260445260645ffd5b6001600160a01b0382632bb9d1b560e21b5f521660045260245ffd5b61474d81611473565b6001600160a01b03807f0000000000000000000000000000000000000000000000000000000000000000169116036147825750565b806001600160a01b036147a3606061479c61ffff95611473565b93016117d8565b9163dd2b9a5f60e01b5f52166004521660245260445ffd5b6001600160401b0362278d00911601906001600160401b03821161057457565b6147e581546114e0565b90816147ef575050565b81601f5f9311600114614800575055565b8183526020832061481d91601f0160051c84190190600101613e24565b8082528160208120915555565b6001600160a01b0316805f52600660205260405f2080546001600160401b038160a01c164210156117c5575f8381526008602090815260408083205485546001600160e01b0319166001600160a01b039182161790955560099091529020614891906147db565b16907f213c8c322c52d32e8415ec02bad0a3f40819b4ac91050a85bf33b38a959f5d975f80a3565b6001600160401b036020611550936001600160a01b0380825116166001600160a01b03198554161784550151167fffffffff0000000000000000ffffffffffffffffffffffffffffffffffffffff67ffffffffffffffff60a01b83549260a01b169116179055565b61492a81614b51565b60608101614937816117d8565b6040517fffff000000000000000000000000000000000000000000000000000000000000602082019260f01b16825260a084013560228201526022815261497f604282611426565b51902091825f52600560205261499760405f206116a5565b60408201906149ae6149a8836114cc565b82614bd4565b614a5057506001600160a01b03614a199493614a3a614a347f0ddb9b6141924f5b820bf1dcf75156ed5cc9c9e38883305b9ec1e20c66a685e6956105b76001600160401b03614a06614a016040996114cc565b6147bb565b87614a1085611473565b8a519d8e6113d5565b168c5216998a6020820152895f526005602052875f206148b9565b916117d8565b9561ffff84519716875260208701521693a35f90565b809293506001600160a01b03915051166001600160a01b03614a7184611473565b1614614ac25750614a976001600160a01b0391835f5260056020525f6040812055611473565b16907f6ff79e71b2146f39ef22545468ed3fe406df5f48cf3349e3c7edae113adcc5ac5f80a3600190565b6001600160401b0360208492015116907fa1f7315e000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b600a54905f5b828110614b14575050505f90565b6001600160a01b03614b2582613e3f565b5054166001600160a01b03831614614b3f57600101614b06565b80925060019150018091116105745790565b614b5a81611473565b6001600160a01b03807f0000000000000000000000000000000000000000000000000000000000000000169116141580614b96575b6147825750565b50614ba081611473565b6001600160a01b03807f00000000000000000000000000000000000000000000000000000000000000001691161415614b8f565b906001600160a01b0382511615159182614bed57505090565b602001516001600160401b0390811691161115919050565b906118109160405160208101917fa604fff5a27d5951f334ccda7abff3286a8af29caeeb196a6f2b40a1dce7612b83527f9e599cba6a8552d4cab1bf06c6fa2eea9ce85d2b12af39855d8935d5ee0c7bbb60408301527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc6606083015246608083015260a082015260a08152614c9b60c082611426565b5190206042916040519161190160f01b8352600283015260228201522090565b8151919060418303613d9357613d8c9250602082015190606060408401519301515f1a90614348565b9190915f5b8151811015614d2c576001600160a01b03614d0482846141b3565b5151166001600160a01b03851614614d1e57600101614ce9565b61181093506141ee916141b3565b505050505f90565b6401000003d0198110801590614d6b575b613b62576401000003d019906007908290818180090908906401000003d0199080091490565b506401000003d019821015614d45565b949392919060806001600160a01b038216960135868103614da2575061155094955061503f565b86907f463fe88f000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b90939291614e1b8186614de54286613cfd565b946001600160a01b03811695865f5260086020526001600160a01b0360405f2091166001600160a01b03198254161790556151e1565b815f52600960205260405f20948351956001600160401b0387116113c157614e4381546114e0565b601f8111614f7d575b50602096601f8111600114614ee4576001600160401b039392614ed492614eb5836001600160a01b03947fe78a3f0b0a5195252e15c639c2c0f3fe0337a4167b38514818ac55d6a17257ce999a9b9c5f91614ed9575b508160011b915f199060031b1c19161790565b90555b604051948594168452604060208501521695604083019061136e565b0390a3565b90508b01515f614ea2565b601f198116825f52885f20905f5b818110614f655750926001836001600160401b039796937fe78a3f0b0a5195252e15c639c2c0f3fe0337a4167b38514818ac55d6a17257ce999a9b9c6001600160a01b0396614ed49810614f4d575b5050811b019055614eb8565b8c01515f1960f88460031b161c191690555f80614f41565b888b0151835560209a8b019a60019093019201614ef2565b87811115614e4c57614fb190825f5260205f2090601f8a0160051c9060208b1061203f57601f82910160051c039101613e24565b5f614e4c565b6001600160a01b038116805f52600e60205260ff60405f20541661501957614ff6826001600160a01b03165f52600c60205260ff60405f205416151590565b15614fff575090565b90505f5260076020526001600160a01b0360405f20541690565b50507f000000000000000000000000000000000000000000000000000000000000000090565b90929161504b8161441c565b6001600160a01b03821691825f5260066020526001600160401b0360405f205460a01c168042106151b257506001600160a01b03851694855f5260076020526001600160a01b0360405f205416159081159161518a575b50615177579161511b916150ba615122944290613cfd565b90602081519101206001600160a01b036040519260208401947fabf12fcc40af2708893a2f4fb56785c5e41836cb16ee7f2c3a1fb089c8808c0a8652604085015216606083015286608083015260a082015260a08152610ee560c082611426565b9182614cbb565b50600481939293101561119a576141a157506001600160a01b031690808203615149575050565b7ff37ab150000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b84630be5f12560e31b5f5260045260245ffd5b6151ac91506001600160a01b03165f52600c60205260ff60405f205416151590565b5f6150a2565b837fcbdd12b5000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b9190615229906001600160401b036001600160a01b0360405192615204846113d5565b16938483521660208201526001600160a01b0384165f52600660205260405f206148b9565b5f5260076020526001600160a01b0360405f2091166001600160a01b0319825416179055565b906001600160a01b036040830151166001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001681149081156152d1575b5015918261529f57505090565b6276a70091925060206001600160401b0391015116016001600160401b038111610574576001600160401b0316111590565b90506001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016145f61529256';
