// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {AccountKeys} from "./AccountKeys.sol";
import {LostSealKeys} from "./LostSealKeys.sol";
import {ILedger} from "./interfaces/ILedger.sol";
import {ILostSealKeys} from "./interfaces/ILostSealKeys.sol";
import {IParticipants} from "./interfaces/IParticipants.sol";
import {Ledger} from "./Ledger.sol";
import {TwoHands} from "./TwoHands.sol";
import {Witnesses} from "./Witnesses.sol";
import {Kinds} from "./libraries/Kinds.sol";
import {Roles} from "./libraries/Roles.sol";
import {SealStatements} from "./libraries/SealStatements.sol";
import {WrappedKeys} from "./libraries/WrappedKeys.sol";

/// @dev The specification is `IParticipants`.
contract Participants is IParticipants, Ledger, AccessControl, LostSealKeys {
    /// @inheritdoc IParticipants
    address public immutable COMPANY;
    /// @inheritdoc IParticipants
    address public immutable PORTAL;

    /// @dev How many blocks ahead a seal key may be announced: the one that was announced last bars all others up to its number.
    uint256 private constant SEAL_KEY_AHEAD = 100_000;

    mapping(address account => Participant) private _participants;
    SealKey[] private _sealKeys;
    mapping(address key => bool used) private _usedSealKeys;
    /// @dev The newest block that a lost key was followed in.
    uint64 private _lostSealKeyIn;
    /// @dev Accounts of which a REKEY has taken effect, once that is written down.
    mapping(address account => bool) private _rekeyed;

    constructor(
        bytes32 networkHash,
        address company,
        address portal,
        address sealKey,
        WitnessEntry[] memory witnesses
    ) Ledger(networkHash) {
        if (company == portal) revert FoundersAlike(company);
        COMPANY = company;
        PORTAL = portal;
        _appointSealKey(0, sealKey);
        _found(company, Roles.COMPANY_NUMBER);
        _found(portal, Roles.PORTAL_NUMBER);
        _foundWitnesses(witnesses);
    }

    /// @inheritdoc IParticipants
    function participant(address account) external view returns (Participant memory entry) {
        entry = _participants[account];
        entry.encryptionKey = _encryptionKeyOf(account);
    }

    /// @inheritdoc IParticipants
    function isActive(address account) external view returns (bool) {
        return _isActive(account);
    }

    /// @inheritdoc IParticipants
    function sealKeys() external view returns (SealKey[] memory) {
        return _sealKeys;
    }

    /// @inheritdoc ILostSealKeys
    function replaceLostSealKey(LostSealKey calldata lost, bytes calldata) external {
        uint64 number = uint64(block.number);
        if (number == _lostSealKeyIn) revert SealKeyNotRising(number, number);
        if (_usedSealKeys[lost.next]) revert SealKeyUsedBefore(lost.next);
        _checkLost(lost);

        _lostSealKeyIn = number;
        address retiring = _sealKeyBefore(number);
        _appointSealKey(number, lost.next);
        emit SealKeyAppointed(number, lost.next, retiring);
    }

    /// @dev Keys and roles: an old block about them must not bring back what was changed since.
    /// @inheritdoc ILedger
    function life() public pure override(ILedger, Ledger) returns (uint256) {
        return 15 minutes;
    }

    /// @inheritdoc Ledger
    function _apply(bytes32, InternalBlock calldata t, bytes calldata data) internal override {
        if (t.kind == Kinds.ENROL) return _enrol(t, abi.decode(data, (Enrolment)));
        if (t.kind == Kinds.ATTEST) return _attest(t, abi.decode(data, (Attestation)));
        if (t.kind == Kinds.REGISTER) return _register(t, abi.decode(data, (Registration)));
        if (t.kind == Kinds.SUSPEND) return _suspend(t, abi.decode(data, (address)));
        if (t.kind == Kinds.RESTORE) return _restore(t, abi.decode(data, (address)));
        if (t.kind == Kinds.REKEY) return _replaceKey(t, abi.decode(data, (Rekeying)));
        if (t.kind == Kinds.REKEY_OBJECT) return _object(t, abi.decode(data, (address)));
        if (t.kind == Kinds.FOUNDER_REKEY) return _replaceFounderKey(t, abi.decode(data, (FounderRekeying)));
        if (t.kind == Kinds.WITNESS_ENTER) return _enterWitness(t, abi.decode(data, (WitnessEntry)));
        if (t.kind == Kinds.WITNESS_REMOVE) return _removeWitness(t, abi.decode(data, (address)));
        if (t.kind == Kinds.ACT_WITHDRAW) return _withdrawAct(t, abi.decode(data, (bytes32)));
        if (t.kind == Kinds.WRAP_AGAIN) return _wrapAgain(t, abi.decode(data, (WrappingAgain)));
        if (t.kind == Kinds.KEY_ROTATE) return _rotate(t, abi.decode(data, (KeyRotation)));
        if (t.kind == Kinds.SEAL_KEY) return _handOver(t, abi.decode(data, (SealKeyHandover)));
        revert KindUnknown(t.kind);
    }

    /// @dev A resident's page has to know that no WRAP_AGAIN is kept from it.
    /// @inheritdoc Ledger
    function _chainsAccounts() internal pure override returns (bool) {
        return true;
    }

    /// @dev AccessControl's public functions ask for the rights of this contract, which has none: a carrier of blocks gets no say.
    function _msgSender() internal view override returns (address) {
        return address(this);
    }

    function _enrol(InternalBlock calldata t, Enrolment memory enrolment) private {
        _checkCanonical(t, abi.encode(enrolment));
        address account = t.from;
        Participant storage entry = _participants[account];
        if (accountOfKey[account] != address(0)) revert KeyTaken(account);
        if (entry.suspended) revert AccountAlreadySuspended(account);
        if (Roles.roleOf(enrolment.role) == bytes32(0)) revert RoleUnknown(enrolment.role);
        if (enrolment.role == Roles.COMPANY_NUMBER && account != COMPANY) revert FounderAlreadyNamed(COMPANY);
        if (enrolment.role == Roles.PORTAL_NUMBER && account != PORTAL) revert FounderAlreadyNamed(PORTAL);
        if (entry.role != 0 && entry.role != enrolment.role) revert RoleMismatch(account, entry.role, enrolment.role);
        _checkEncryptionKey(enrolment.encryptionKey);
        _settleKey(account);
        if (keccak256(entry.encryptionKey) == keccak256(enrolment.encryptionKey))
            revert AccountAlreadyEnrolled(account);

        entry.role = enrolment.role;
        entry.encryptionKey = enrolment.encryptionKey;
        entry.registered = _isFounder(account);
        entry.attested = false;
        emit ParticipantEnrolled(account, enrolment.role, enrolment.encryptionKey);
        _settleRole(account);
    }

    function _register(InternalBlock calldata t, Registration memory registration) private {
        _checkCompany(t);
        _checkCanonical(t, abi.encode(registration));
        address account = registration.account;
        Participant storage entry = _participants[account];
        _checkConfirmation(account, registration.encryptionKeyHash);
        if (entry.role != registration.role) revert RoleMismatch(account, entry.role, registration.role);
        if (entry.registered) revert AccountAlreadyRegistered(account);

        entry.registered = true;
        emit ParticipantRegistered(account, registration.role);
        _settleRole(account);
    }

    function _attest(InternalBlock calldata t, Attestation memory attestation) private {
        _checkCanonical(t, abi.encode(attestation));
        address account = attestation.account;
        Participant storage entry = _participants[account];
        if (t.from != PORTAL) revert SenderNotEntitled(t.from, t.kind);
        _checkConfirmation(account, attestation.encryptionKeyHash);
        if (entry.role != Roles.SUBSCRIBER_NUMBER) revert AttestationNotNeeded(account, entry.role);
        if (entry.attested) revert AccountAlreadyAttested(account);

        entry.attested = true;
        emit ParticipantAttested(account, t.from);
        _settleRole(account);
    }

    function _suspend(InternalBlock calldata t, address account) private {
        _checkCompany(t);
        _checkCanonical(t, abi.encode(account));
        Participant storage entry = _participants[account];
        if (_isFounder(account)) revert FounderNotSuspendable(account);
        if (entry.role == 0) revert AccountNotEnrolled(account);
        if (entry.suspended) revert AccountAlreadySuspended(account);

        entry.suspended = true;
        emit ParticipantSuspended(account);
        _settleRole(account);
    }

    function _restore(InternalBlock calldata t, address account) private {
        _checkCompany(t);
        _checkCanonical(t, abi.encode(account));
        Participant storage entry = _participants[account];
        if (!entry.suspended) revert AccountNotSuspended(account);

        entry.suspended = false;
        emit ParticipantRestored(account);
        _settleRole(account);
    }

    function _handOver(InternalBlock calldata t, SealKeyHandover memory handover) private {
        _checkCompany(t);
        _checkCanonical(t, abi.encode(handover));
        SealKey memory retiring = _sealKeys[_sealKeys.length - 1];
        if (handover.number <= block.number) revert SealKeyTooSoon(handover.number, block.number);
        uint256 latest = block.number + SEAL_KEY_AHEAD;
        if (handover.number > latest) revert SealKeyTooFar(handover.number, latest);
        if (handover.number <= retiring.number) revert SealKeyNotRising(handover.number, retiring.number);
        if (_usedSealKeys[handover.next]) revert SealKeyUsedBefore(handover.next);
        _checkValidity(handover);
        bytes32 statement = SealStatements.digest(
            NETWORK_HASH,
            handover.number,
            handover.next,
            handover.validFrom,
            handover.validUntil
        );
        _checkStatement(statement, retiring.key, handover.signature);
        _checkStatement(statement, handover.next, handover.acceptance);

        _appointSealKey(handover.number, handover.next);
        emit SealKeyAppointed(handover.number, handover.next, retiring.key);
    }

    function _rotate(InternalBlock calldata t, KeyRotation memory rotation) private {
        _checkCanonical(t, abi.encode(rotation));
        if (!_isActive(t.from)) revert SenderNotEntitled(t.from, t.kind);
        Participant storage entry = _participants[t.from];
        if (entry.encryptionKey.length == 0) revert AccountNotEnrolled(t.from);

        // A founder that signs has not lost its key: this act, too, ends what the other one named.
        if (_isFounder(t.from)) _endWaiting(t.from);
        _settleKey(t.from);
        _rotateKey(t.from, rotation);
        entry.encryptionKey = rotation.encryptionKey;
    }

    function _replaceKey(InternalBlock calldata t, Rekeying memory next) private {
        _checkCanonical(t, abi.encode(next));
        if (_isFounder(next.account)) revert FounderNotRekeyable(next.account);
        if (!_isActive(next.account)) revert AccountNotActive(next.account);
        _settleKey(next.account);
        _rekey(t, next);
    }

    function _replaceFounderKey(InternalBlock calldata t, FounderRekeying memory next) private {
        _checkCanonical(t, abi.encode(next));
        _settleKey(next.account);
        _rekeyFounder(t, next);
    }

    /// @dev Writes down what a REKEY has become by the time alone.
    function _settleKey(address account) private {
        bytes memory due = _dueEncryptionKey(account);
        if (due.length == 0) return;
        _participants[account].encryptionKey = due;
        _rekeyed[account] = true;
        _forgetDue(account);
    }

    function _wrapAgain(InternalBlock calldata t, WrappingAgain memory said) private {
        _checkCanonical(t, abi.encode(said));
        uint8 role = _participants[t.from].role;
        bool reads = role == Roles.PROVIDER_NUMBER || _isFounder(t.from);
        if (!reads || t.from == t.to || !_isActive(t.from)) revert SenderNotEntitled(t.from, t.kind);
        if (!_rekeyed[t.to] && _dueEncryptionKey(t.to).length == 0) revert KeyNotLost(t.to);
        _checkConfirmation(t.to, said.encryptionKeyHash);
        WrappedKeys.check(said);
        emit WrappedAgain(t.to, t.from, said.keys.length, said.closed.length);
    }

    function _encryptionKeyOf(address account) private view returns (bytes memory) {
        bytes memory due = _dueEncryptionKey(account);
        return due.length == 0 ? _participants[account].encryptionKey : due;
    }

    function _found(address account, uint8 role) private {
        _participants[account].role = role;
        _participants[account].registered = true;
        _grantRole(Roles.roleOf(role), account);
    }

    /// @inheritdoc TwoHands
    function _hands() internal view override returns (address company, address portal) {
        return (COMPANY, PORTAL);
    }

    /// @inheritdoc AccountKeys
    function _isAccount(address account) internal view override returns (bool) {
        return _participants[account].role != 0;
    }

    /// @inheritdoc Witnesses
    function _ownerOfKey(address key) internal view override returns (address) {
        if (_usedSealKeys[key]) return COMPANY;
        return _isAccount(key) ? key : accountOfKey[key];
    }

    function _isActive(address account) private view returns (bool) {
        return hasRole(Roles.roleOf(_participants[account].role), account);
    }

    function _isFounder(address account) private view returns (bool) {
        return account == COMPANY || account == PORTAL;
    }

    /// @dev Whose seal the block before bears. Keys that were to begin later are passed over: behind a lost one they never do.
    function _sealKeyBefore(uint64 number) private view returns (address) {
        uint256 place = _sealKeys.length - 1;
        while (_sealKeys[place].number >= number) --place;
        return _sealKeys[place].key;
    }

    function _appointSealKey(uint64 number, address key) private {
        _sealKeys.push(SealKey(number, key));
        _usedSealKeys[key] = true;
    }

    function _checkValidity(SealKeyHandover memory handover) private view {
        bool holds = handover.validFrom <= block.number && block.number <= handover.validUntil;
        if (!holds || handover.validUntil >= handover.number)
            revert SealKeyStatementNotValid(handover.validFrom, handover.validUntil, block.number);
    }

    /// @inheritdoc LostSealKeys
    function _checkStatement(bytes32 statement, address expected, bytes memory signature) internal pure override {
        (address signer, ECDSA.RecoverError fault, ) = ECDSA.tryRecover(statement, signature);
        if (fault != ECDSA.RecoverError.NoError) revert SignatureMalformed(statement);
        if (signer != expected) revert SealKeyStatementUnsigned(expected, signer);
    }

    /// @dev Gives the account its role or takes it away, by what is recorded about it.
    function _settleRole(address account) private {
        Participant storage entry = _participants[account];
        bool vouchedFor = entry.registered && (entry.attested || entry.role != Roles.SUBSCRIBER_NUMBER);
        if (vouchedFor && !entry.suspended) _grantRole(Roles.roleOf(entry.role), account);
        else _revokeRole(Roles.roleOf(entry.role), account);
    }

    function _checkCompany(InternalBlock calldata t) private view {
        if (t.from != COMPANY) revert SenderNotEntitled(t.from, t.kind);
    }

    function _checkConfirmation(address account, bytes32 givenHash) private view {
        bytes memory encryptionKey = _encryptionKeyOf(account);
        if (encryptionKey.length == 0) revert AccountNotEnrolled(account);
        bytes32 enrolledHash = keccak256(encryptionKey);
        if (enrolledHash != givenHash) revert EncryptionKeyMismatch(account, enrolledHash, givenHash);
    }
}
