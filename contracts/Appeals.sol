// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IReadingLedger} from "./interfaces/IReadingLedger.sol";
import {Kinds} from "./libraries/Kinds.sol";
import {Roles} from "./libraries/Roles.sol";
import {RoleLedger} from "./RoleLedger.sol";

/// @dev The part of `ReadingLedger` for questions, complaints and suggestions, and what each addressee answers.
abstract contract Appeals is IReadingLedger, RoleLedger {
    uint8 private constant CATEGORIES = 3;
    uint8 private constant ADDRESSEE_COMPANY = 1;
    uint8 private constant ADDRESSEE_PORTAL = 2;
    uint8 private constant ADDRESSEE_PROVIDER = 4;
    uint8 private constant ADDRESSEES = 7;
    uint8 private constant OUTCOME_ANSWERED = 1;
    uint8 private constant OUTCOME_REDIRECTED = 3;

    mapping(bytes32 appealId => Appeal) private _appeals;

    /// @inheritdoc IReadingLedger
    function appeal(bytes32 appealId) external view returns (Appeal memory) {
        return _appeals[appealId];
    }

    function _chainsAccounts() internal pure override returns (bool) {
        return true;
    }

    function _apply(bytes32 digest, InternalBlock calldata t, bytes calldata data) internal virtual override {
        if (t.kind == Kinds.APPEAL) return _makeAppeal(digest, t, abi.decode(data, (AppealData)));
        if (t.kind == Kinds.APPEAL_ANSWER) return _answerAppeal(t, abi.decode(data, (AnswerData)));
        revert KindUnknown(t.kind);
    }

    function _makeAppeal(bytes32 digest, InternalBlock calldata t, AppealData memory data) private {
        _checkRole(t, Roles.SUBSCRIBER);
        _checkCanonical(t, abi.encode(data));
        if (data.category == 0 || data.category > CATEGORIES) revert CategoryUnknown(data.category);
        if (data.addressees == 0 || data.addressees > ADDRESSEES) revert AddresseesUnknown(data.addressees);
        bool toProvider = data.addressees & ADDRESSEE_PROVIDER != 0;
        if (toProvider ? !_holds(Roles.PROVIDER, data.provider) : data.provider != address(0))
            revert AppealProviderUnfit(data.provider);

        Appeal storage entry = _appeals[digest];
        entry.subscriber = t.from;
        entry.category = data.category;
        entry.addressees = data.addressees;
        entry.provider = data.provider;
        entry.about = data.about;
        emit AppealMade(digest, t.from, data.provider, data.category, data.addressees, data.about);
    }

    function _answerAppeal(InternalBlock calldata t, AnswerData memory data) private {
        _checkCanonical(t, abi.encode(data));
        _checkSubject(t, data.appealId);
        Appeal storage entry = _appeals[data.appealId];
        if (entry.subscriber == address(0)) revert AppealUnknown(data.appealId);
        _checkRecipient(t, entry.subscriber);
        if (data.outcome == 0 || data.outcome > OUTCOME_REDIRECTED) revert OutcomeUnknown(data.outcome);
        uint256 place = _addressee(t, entry);
        uint8 last = entry.outcomes[place];
        if (last == OUTCOME_ANSWERED || last == OUTCOME_REDIRECTED) revert AnswerAlreadyFinal(data.appealId, t.from);

        entry.outcomes[place] = data.outcome;
        emit AppealAnswered(data.appealId, t.from, data.outcome);
    }

    /// @dev As which addressee the sender answers: 0 company, 1 portal, 2 provider.
    function _addressee(InternalBlock calldata t, Appeal storage entry) private view returns (uint256) {
        uint8 addressees = entry.addressees;
        if (addressees & ADDRESSEE_COMPANY != 0 && _holds(Roles.COMPANY, t.from)) return 0;
        if (addressees & ADDRESSEE_PORTAL != 0 && _holds(Roles.PORTAL, t.from)) return 1;
        if (addressees & ADDRESSEE_PROVIDER == 0 || t.from != entry.provider || !_holds(Roles.PROVIDER, t.from))
            revert SenderNotEntitled(t.from, t.kind);
        return 2;
    }
}
