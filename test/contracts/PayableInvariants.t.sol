// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IPayables} from "../../contracts/interfaces/IPayables.sol";
import {IPayments} from "../../contracts/interfaces/IPayments.sol";
import {Kinds} from "../../contracts/libraries/Kinds.sol";
import {OpeningProof} from "../../contracts/libraries/Openings.sol";
import {Pedersen, Point} from "../../contracts/libraries/Pedersen.sol";
import {House} from "./support/House.sol";

/// @dev A provider and a portal that bill, pay, answer, reverse, carry, withdraw and give back small amounts in any order, and
/// remember what all that comes to.
contract PayableActor is House {
    using Pedersen for Point;

    struct Opening {
        uint256 value;
        uint256 blinding;
    }

    bytes32[] public invoiceIds;
    bytes32[] public paymentIds;
    mapping(bytes32 invoiceId => Opening) private _lines;
    mapping(bytes32 paymentId => Opening) private _amounts;
    mapping(bytes32 paymentId => bytes32 invoiceId) private _invoiceOf;
    /// @dev What is owed in all: Σ lines of invoices that are not void − Σ taken + Σ reversed after that + Σ given back.
    Opening private _owed;
    uint256 public settlements;
    bool public settledByLie;

    bytes32 public immutable CONTRACT_ID;

    constructor() {
        CONTRACT_ID = _signContract();
    }

    function ledger() external view returns (IPayables) {
        return billingLedger;
    }

    function invoiceCount() external view returns (uint256) {
        return invoiceIds.length;
    }

    function owed() external view returns (Point memory) {
        return _commit(_owed);
    }

    function issue(uint256 value, uint256 blinding, bool draws) external {
        if (invoiceIds.length == 6) return;
        Opening memory line = Opening(value % 4, blinding % Pedersen.N);
        IPayables.InvoiceData memory data;
        data.contractId = CONTRACT_ID;
        data.period = 202610;
        data.dueDate = uint64(block.timestamp);
        data.series = uint8(invoiceIds.length);
        data.declared = new IPayables.DeclaredLine[](1);
        data.declared[0] = IPayables.DeclaredLine(7, _commit(line));
        if (draws) data.account = billingLedger.account(CONTRACT_ID);
        _submit(billingLedger, PROVIDER, VM.addr(SUBSCRIBER), Kinds.INVOICE, 0, abi.encode(data));
        bytes32 invoiceId = keccak256(abi.encode(VM.addr(PROVIDER), CONTRACT_ID, data.period, data.series));
        invoiceIds.push(invoiceId);
        _lines[invoiceId] = line;
        _add(line);
    }

    function pay(uint256 which, uint256 value, uint256 blinding) external {
        if (invoiceIds.length == 0) return;
        bytes32 invoiceId = invoiceIds[which % invoiceIds.length];
        Opening memory amount = Opening(value % 3, 1 + (blinding % (Pedersen.N - 1)));
        bytes32 paymentReference = keccak256(abi.encode(paymentIds.length));
        bytes memory said = abi.encodePacked(address(0), invoiceId, paymentReference, uint64(block.timestamp));
        IPayments.PaymentData memory data = IPayments.PaymentData(
            invoiceId,
            _commit(amount),
            paymentReference,
            uint64(block.timestamp),
            address(0),
            _prove("Domledger payment v1", said, amount),
            ""
        );
        bytes32 id = _submit(billingLedger, PORTAL, VM.addr(SUBSCRIBER), Kinds.PAYMENT, invoiceId, abi.encode(data));
        paymentIds.push(id);
        _invoiceOf[id] = invoiceId;
        _amounts[id] = amount;
    }

    /// @dev A receipt that may claim to settle: by the true opening of what is left, which is known when only this bill is owed, or by any.
    function receipt(uint256 which, uint256 opening, bool settles, bool honest) external {
        if (paymentIds.length == 0) return;
        (bytes32 paymentId, bytes32 invoiceId) = _pick(which);
        Opening memory rest = _lines[invoiceId];
        rest = _minus(rest, _amounts[paymentId]);
        if (honest) opening = rest.blinding;
        bool counted = _counts(paymentId);
        IPayments.ReceiptData memory data = IPayments.ReceiptData(
            invoiceId,
            paymentId,
            settles,
            settles ? opening : 0,
            ""
        );
        if (!_try(PROVIDER, VM.addr(SUBSCRIBER), Kinds.RECEIPT, invoiceId, abi.encode(data))) return;
        if (!counted) _owed = _minus(_owed, _amounts[paymentId]);
        if (!settles) return;
        ++settlements;
        Point memory expected = _commit(Opening(0, opening));
        Point memory held = billingLedger.invoice(invoiceId).outstanding;
        if (held.x != expected.x || held.y != expected.y) settledByLie = true;
    }

    function refuse(uint256 which) external {
        if (paymentIds.length == 0) return;
        (bytes32 paymentId, bytes32 invoiceId) = _pick(which);
        bytes memory data = abi.encode(IPayments.RefusalData(invoiceId, paymentId, 1, ""));
        _try(PROVIDER, VM.addr(SUBSCRIBER), Kinds.PAYMENT_REFUSED, invoiceId, data);
    }

    function deem(uint256 which) external {
        if (paymentIds.length == 0) return;
        (bytes32 paymentId, bytes32 invoiceId) = _pick(which);
        VM.warp(block.timestamp + 1 days);
        _catchUp();
        bytes memory data = abi.encode(IPayments.DeemedData(invoiceId, paymentId));
        if (_try(SUBSCRIBER, VM.addr(SUBSCRIBER), Kinds.PAYMENT_DEEMED, invoiceId, data))
            _owed = _minus(_owed, _amounts[paymentId]);
    }

    function reverse(uint256 which) external {
        if (paymentIds.length == 0) return;
        (bytes32 paymentId, bytes32 invoiceId) = _pick(which);
        bool counted = _counts(paymentId);
        bytes memory data = abi.encode(IPayments.ReversalData(invoiceId, paymentId, 1));
        if (_try(PORTAL, VM.addr(SUBSCRIBER), Kinds.PAYMENT_REVERSED, invoiceId, data) && counted)
            _add(_amounts[paymentId]);
    }

    function carry(uint256 which) external {
        if (invoiceIds.length == 0) return;
        bytes32 invoiceId = invoiceIds[which % invoiceIds.length];
        _try(PROVIDER, VM.addr(SUBSCRIBER), Kinds.CARRY, invoiceId, abi.encode(invoiceId));
    }

    function withdraw(uint256 which) external {
        if (invoiceIds.length == 0) return;
        bytes32 invoiceId = invoiceIds[which % invoiceIds.length];
        Opening memory line = _lines[invoiceId];
        IPayables.VoidData memory data;
        data.invoiceId = invoiceId;
        data.lines = _commit(line);
        data.reason = 1;
        if (_try(PROVIDER, VM.addr(SUBSCRIBER), Kinds.VOID, invoiceId, abi.encode(data))) _owed = _minus(_owed, line);
    }

    function giveBack(uint256 value, uint256 blinding) external {
        Opening memory amount = Opening(value % 3, 1 + (blinding % (Pedersen.N - 1)));
        bytes memory order = abi.encode(IPayments.RefundOrderData(CONTRACT_ID, _commit(amount), ""));
        bytes32 orderId = _submit(billingLedger, PROVIDER, VM.addr(SUBSCRIBER), Kinds.REFUND_ORDER, CONTRACT_ID, order);
        bytes memory said = abi.encodePacked(orderId, orderId, uint64(block.timestamp));
        OpeningProof memory proof = _prove("Domledger refund v1", said, amount);
        bytes memory data = abi.encode(IPayments.RefundData(orderId, orderId, uint64(block.timestamp), proof));
        _submit(billingLedger, PORTAL, VM.addr(SUBSCRIBER), Kinds.REFUND, orderId, data);
        _add(amount);
    }

    /// @dev External, so that a refusal can be caught; the signature decides, whoever calls.
    function submitTo(uint256 from, address to, uint16 kind, bytes32 subject, bytes calldata data) external {
        _submit(billingLedger, from, to, kind, subject, data);
    }

    function _try(uint256 from, address to, uint16 kind, bytes32 subject, bytes memory data) private returns (bool) {
        try this.submitTo(from, to, kind, subject, data) {
            return true;
        } catch {
            return false;
        }
    }

    function _pick(uint256 which) private view returns (bytes32 paymentId, bytes32 invoiceId) {
        paymentId = paymentIds[which % paymentIds.length];
        invoiceId = _invoiceOf[paymentId];
    }

    function _counts(bytes32 paymentId) private view returns (bool) {
        IPayments.PaymentState state = billingLedger.payment(paymentId).state;
        return state == IPayments.PaymentState.Taken || state == IPayments.PaymentState.Deemed;
    }

    function _prove(
        string memory domain,
        bytes memory said,
        Opening memory amount
    ) private view returns (OpeningProof memory) {
        Opening memory nonce = Opening(uint256(keccak256(said)) % Pedersen.N, 5);
        Point memory t = _commit(nonce);
        bytes memory statement = abi.encodePacked(domain, NETWORK_HASH, address(billingLedger), said);
        uint256 c = uint256(keccak256(bytes.concat(statement, abi.encode(_commit(amount), t)))) % Pedersen.N;
        return
            OpeningProof(
                t,
                addmod(nonce.value, mulmod(c, amount.value, Pedersen.N), Pedersen.N),
                addmod(nonce.blinding, mulmod(c, amount.blinding, Pedersen.N), Pedersen.N)
            );
    }

    function _add(Opening memory amount) private {
        _owed.value = addmod(_owed.value, amount.value, Pedersen.N);
        _owed.blinding = addmod(_owed.blinding, amount.blinding, Pedersen.N);
    }

    function _minus(Opening memory a, Opening memory b) private pure returns (Opening memory) {
        return
            Opening(
                addmod(a.value, Pedersen.N - b.value, Pedersen.N),
                addmod(a.blinding, Pedersen.N - b.blinding, Pedersen.N)
            );
    }

    function _commit(Opening memory amount) private view returns (Point memory) {
        return Point(1, 2).multiply(amount.value).add(Point(Pedersen.H_X, Pedersen.H_Y).multiply(amount.blinding));
    }
}

contract PayableInvariants {
    using Pedersen for Point;

    PayableActor private _actor;

    function setUp() public {
        _actor = new PayableActor();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_actor);
    }

    /// @dev Whatever happens in whatever order, nothing of it is lost and nothing comes from nowhere.
    function invariant_outstandingAndAccountAreWhatIsOwed() public view {
        IPayables ledger = _actor.ledger();
        Point memory held = ledger.account(_actor.CONTRACT_ID());
        for (uint256 i = 0; i < _actor.invoiceCount(); ++i) {
            held = held.add(ledger.invoice(_actor.invoiceIds(i)).outstanding);
        }
        Point memory owed = _actor.owed();
        require(held.x == owed.x && held.y == owed.y, "the account does not balance");
    }

    function invariant_settledOnlyByAnOpeningToZero() public view {
        require(!_actor.settledByLie(), "settled by a lie");
        IPayables ledger = _actor.ledger();
        uint256 settled = 0;
        for (uint256 i = 0; i < _actor.invoiceCount(); ++i) {
            if (ledger.invoice(_actor.invoiceIds(i)).state == IPayments.InvoiceState.Settled) ++settled;
        }
        require(settled == _actor.settlements(), "each invoice settles once");
    }

    /// @dev Guards against an actor that never settles anything.
    function test_theActorSettlesCarriesWithdrawsAndGivesBack() public {
        _actor.issue(2, 7, false);
        _actor.pay(0, 1, 3);
        _actor.receipt(0, 0, true, true);
        require(_actor.settlements() == 0, "one is still outstanding");
        _actor.pay(0, 2, 5);
        _actor.receipt(1, 2, true, false);
        require(_actor.settlements() == 0, "another blinding does not settle");
        _actor.receipt(1, 0, true, true);
        require(_actor.settlements() == 1, "settled");
        _actor.receipt(0, 0, false, false);
        _actor.issue(3, 9, true);
        require(_actor.ledger().account(_actor.CONTRACT_ID()).x == 0, "drawn");
        _actor.carry(1);
        require(_actor.ledger().account(_actor.CONTRACT_ID()).x != 0, "carried");
        _actor.withdraw(1);
        _actor.giveBack(2, 4);
        _actor.pay(0, 1, 8);
        for (uint256 i = 0; i < 9; ++i) _actor.deem(2);
        require(_actor.ledger().payment(_actor.paymentIds(2)).state == IPayments.PaymentState.Deemed, "deemed");
        _actor.reverse(1);
        invariant_outstandingAndAccountAreWhatIsOwed();
    }
}
