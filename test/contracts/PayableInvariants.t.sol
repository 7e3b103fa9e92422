// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IPayables} from "../../contracts/interfaces/IPayables.sol";
import {Kinds} from "../../contracts/libraries/Kinds.sol";
import {Pedersen, Point} from "../../contracts/libraries/Pedersen.sol";
import {House} from "./support/House.sol";

/// @dev A provider and a portal that bill, pay and receipt small amounts in any order, and remember what they committed to.
contract PayableActor is House {
    using Pedersen for Point;

    bytes32[] public invoiceIds;
    bytes32[] private _paymentIds;
    mapping(bytes32 invoiceId => uint256 value) public outstanding;
    mapping(bytes32 invoiceId => uint256 blinding) private _blindings;
    mapping(bytes32 paymentId => bytes32 invoiceId) private _invoiceOf;
    uint256 public settlements;
    bool public settledByLie;
    bool public paidAfterSettling;

    bytes32 private immutable CONTRACT_ID;

    constructor() {
        CONTRACT_ID = _signContract();
    }

    function ledger() external view returns (IPayables) {
        return billingLedger;
    }

    function invoiceCount() external view returns (uint256) {
        return invoiceIds.length;
    }

    function issue(uint256 value, uint256 blinding) external {
        if (invoiceIds.length == 5) return;
        value %= 4;
        blinding %= Pedersen.N;
        IPayables.InvoiceData memory data;
        data.contractId = CONTRACT_ID;
        data.period = 202610;
        data.dueDate = uint64(block.timestamp);
        data.series = uint8(invoiceIds.length);
        data.declared = new IPayables.DeclaredLine[](1);
        data.declared[0] = IPayables.DeclaredLine(7, _commit(value, blinding));
        _submit(billingLedger, PROVIDER, VM.addr(SUBSCRIBER), Kinds.INVOICE, 0, abi.encode(data));
        bytes32 invoiceId = keccak256(abi.encode(VM.addr(PROVIDER), CONTRACT_ID, data.period, data.series));
        invoiceIds.push(invoiceId);
        outstanding[invoiceId] = value;
        _blindings[invoiceId] = blinding;
    }

    function pay(uint256 which, uint256 value, uint256 blinding) external {
        if (invoiceIds.length == 0) return;
        bytes32 invoiceId = invoiceIds[which % invoiceIds.length];
        value %= 3;
        blinding = 1 + (blinding % (Pedersen.N - 1));
        bool wasSettled = billingLedger.invoice(invoiceId).state == IPayables.InvoiceState.Settled;
        bytes32 paymentReference = keccak256(abi.encode(_paymentIds.length));
        IPayables.PaymentData memory data = IPayables.PaymentData(
            invoiceId,
            _commit(value, blinding),
            paymentReference,
            ""
        );
        try this.submitPayment(abi.encode(data), invoiceId) returns (bytes32 paymentId) {
            if (wasSettled) paidAfterSettling = true;
            _paymentIds.push(paymentId);
            _invoiceOf[paymentId] = invoiceId;
            outstanding[invoiceId] = addmod(outstanding[invoiceId], Pedersen.N - value, Pedersen.N);
            _blindings[invoiceId] = addmod(_blindings[invoiceId], Pedersen.N - blinding, Pedersen.N);
        } catch {}
    }

    /// @dev A receipt that claims to settle: by the true blinding, or by any.
    function receipt(uint256 which, uint256 opening, bool honest) external {
        if (_paymentIds.length == 0) return;
        bytes32 paymentId = _paymentIds[which % _paymentIds.length];
        bytes32 invoiceId = _invoiceOf[paymentId];
        if (honest) opening = _blindings[invoiceId];
        IPayables.ReceiptData memory data = IPayables.ReceiptData(invoiceId, paymentId, true, opening, "");
        try this.submitReceipt(abi.encode(data), invoiceId) {
            ++settlements;
            if (outstanding[invoiceId] != 0 || opening != _blindings[invoiceId]) settledByLie = true;
        } catch {}
    }

    /// @dev External, so that a refusal can be caught; the signature decides, whoever calls.
    function submitPayment(bytes calldata data, bytes32 invoiceId) external returns (bytes32) {
        return _submit(billingLedger, PORTAL, VM.addr(PROVIDER), Kinds.PAYMENT, invoiceId, data);
    }

    function submitReceipt(bytes calldata data, bytes32 invoiceId) external returns (bytes32) {
        return _submit(billingLedger, PROVIDER, VM.addr(SUBSCRIBER), Kinds.RECEIPT, invoiceId, data);
    }

    function _commit(uint256 value, uint256 blinding) private view returns (Point memory) {
        return Point(1, 2).multiply(value).add(Point(Pedersen.H_X, Pedersen.H_Y).multiply(blinding));
    }
}

contract PayableInvariants {
    PayableActor private _actor;

    function setUp() public {
        _actor = new PayableActor();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_actor);
    }

    function invariant_settledOnlyByAnOpeningToZero() public view {
        require(!_actor.settledByLie(), "settled by a lie");
        IPayables ledger = _actor.ledger();
        uint256 settled = 0;
        for (uint256 i = 0; i < _actor.invoiceCount(); ++i) {
            bytes32 invoiceId = _actor.invoiceIds(i);
            if (ledger.invoice(invoiceId).state != IPayables.InvoiceState.Settled) continue;
            ++settled;
            require(_actor.outstanding(invoiceId) == 0, "settled with something outstanding");
        }
        require(settled == _actor.settlements(), "each invoice settles once");
    }

    function invariant_settledInvoicesTakeNoPayments() public view {
        require(!_actor.paidAfterSettling(), "paid after settling");
    }

    /// @dev Guards against an actor that never settles anything.
    function test_theActorSettles() public {
        _actor.issue(2, 7);
        _actor.pay(0, 1, 3);
        _actor.receipt(0, 0, true);
        require(_actor.settlements() == 0, "one is still outstanding");
        _actor.pay(0, 1, 5);
        _actor.receipt(1, 1, false);
        require(_actor.settlements() == 0, "another blinding does not settle");
        _actor.receipt(1, 0, true);
        require(_actor.settlements() == 1, "settled");
        _actor.pay(0, 1, 3);
    }
}
