// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IPayments} from "./interfaces/IPayments.sol";
import {Kinds} from "./libraries/Kinds.sol";
import {OpeningProof, Openings} from "./libraries/Openings.sol";
import {Pedersen, Point} from "./libraries/Pedersen.sol";
import {Roles} from "./libraries/Roles.sol";
import {WorkingDays} from "./libraries/WorkingDays.sol";
import {RoleLedger} from "./RoleLedger.sol";

/// @dev The specification is `IPayments`. What happens to an invoice once it is issued, and to the account of its contract.
abstract contract Payments is IPayments, RoleLedger {
    using Pedersen for Point;
    using Openings for Point;

    uint256 private constant PAID_BEHIND = 90 days;
    uint256 private constant ORDER_LIFE = 30 days;
    /// @dev Working days that an issuer has to answer a payment.
    uint256 private constant DAYS_TO_ANSWER = 3;
    uint8 private constant REFUSAL_REASONS = 4;
    uint8 private constant REVERSAL_REASONS = 2;

    /// @dev Proofs rely on its slot, 4.
    mapping(bytes32 invoiceId => Invoice) internal _invoices;
    mapping(bytes32 paymentId => Payment) private _payments;
    /// @inheritdoc IPayments
    mapping(bytes32 paymentReference => bytes32 paymentId) public paymentOfReference;
    mapping(bytes32 contractId => Point) private _accounts;
    mapping(bytes32 orderId => RefundOrder) private _orders;

    /// @inheritdoc IPayments
    function invoice(bytes32 invoiceId) external view returns (Invoice memory) {
        return _invoices[invoiceId];
    }

    /// @inheritdoc IPayments
    function payment(bytes32 paymentId) external view returns (Payment memory) {
        return _payments[paymentId];
    }

    /// @inheritdoc IPayments
    function refundOrder(bytes32 orderId) external view returns (RefundOrder memory) {
        return _orders[orderId];
    }

    /// @inheritdoc IPayments
    function account(bytes32 contractId) public view returns (Point memory) {
        return _accounts[contractId];
    }

    function _chainsAccounts() internal pure override returns (bool) {
        return true;
    }

    function _apply(bytes32 digest, InternalBlock calldata t, bytes calldata data) internal virtual override {
        if (t.kind == Kinds.PAYMENT) return _pay(digest, t, abi.decode(data, (PaymentData)));
        if (t.kind == Kinds.RECEIPT) return _receipt(t, abi.decode(data, (ReceiptData)));
        if (t.kind == Kinds.PAYMENT_REFUSED) return _refuse(t, abi.decode(data, (RefusalData)));
        if (t.kind == Kinds.PAYMENT_DEEMED) return _deem(t, abi.decode(data, (DeemedData)));
        if (t.kind == Kinds.PAYMENT_REVERSED) return _reverse(t, abi.decode(data, (ReversalData)));
        if (t.kind == Kinds.CARRY) return _carry(t, abi.decode(data, (bytes32)));
        if (t.kind == Kinds.REFUND_ORDER) return _order(digest, t, abi.decode(data, (RefundOrderData)));
        if (t.kind == Kinds.REFUND) return _refund(digest, t, abi.decode(data, (RefundData)));
        revert KindUnknown(t.kind);
    }

    /// @dev The role whose holders issue invoices on this ledger.
    function _issuerRole() internal pure virtual returns (bytes32);

    /// @dev Whether this contract was signed by these two parties (it may have been cancelled since: the final bill comes after), and
    /// from when it no longer holds; zero while there is no such date.
    function _signed(
        bytes32 contractId,
        address issuer,
        address subscriber
    ) internal view virtual returns (bool signed, uint64 end);

    function _pay(bytes32 digest, InternalBlock calldata t, PaymentData memory data) private {
        _checkRole(t, Roles.PORTAL);
        _invoiceOf(t, abi.encode(data), data.invoiceId);
        _checkCommitment(data.commitment);
        _takeReference(digest, data.paymentReference, data.paidAt);
        bytes memory subject = abi.encodePacked(data.payer, data.invoiceId, data.paymentReference, data.paidAt);
        _checkKnown("Domledger payment v1", subject, data.commitment, data.proof);

        uint64 answerBy = uint64(WorkingDays.endAfter(block.timestamp, DAYS_TO_ANSWER));
        _payments[digest] = Payment(data.invoiceId, PaymentState.Recorded, data.paidAt, answerBy, data.commitment);
        emit PaymentRecorded(
            digest,
            data.invoiceId,
            data.paymentReference,
            data.payer,
            data.paidAt,
            answerBy,
            data.commitment
        );
    }

    function _receipt(InternalBlock calldata t, ReceiptData memory data) private {
        Invoice storage bill = _ownInvoice(t, abi.encode(data), data.invoiceId);
        bool takes = data.paymentId != bytes32(0) || !data.settles;
        if (takes) {
            Payment storage paid = _paymentOf(data.invoiceId, data.paymentId);
            if (paid.state == PaymentState.Taken || paid.state == PaymentState.Reversed)
                revert PaymentStateUnfit(data.paymentId, paid.state);
            if (paid.state != PaymentState.Deemed) _charge(bill, paid.commitment.negate());
            paid.state = PaymentState.Taken;
        }
        emit ReceiptIssued(data.invoiceId, data.paymentId);
        if (data.settles) _settle(data.invoiceId, bill, data.opening);
    }

    function _refuse(InternalBlock calldata t, RefusalData memory data) private {
        _ownInvoice(t, abi.encode(data), data.invoiceId);
        _checkReason(data.reason, REFUSAL_REASONS);
        Payment storage paid = _recorded(data.invoiceId, data.paymentId);

        paid.state = PaymentState.Refused;
        emit PaymentRefused(data.invoiceId, data.paymentId, data.reason);
    }

    function _deem(InternalBlock calldata t, DeemedData memory data) private {
        if (!PARTICIPANTS.isActive(t.from)) revert SenderNotEntitled(t.from, t.kind);
        Invoice storage bill = _invoiceOf(t, abi.encode(data), data.invoiceId);
        Payment storage paid = _recorded(data.invoiceId, data.paymentId);
        if (block.timestamp < paid.answerBy) revert AnswerNotOverdue(data.paymentId, paid.answerBy);

        paid.state = PaymentState.Deemed;
        _charge(bill, paid.commitment.negate());
        emit PaymentDeemed(data.invoiceId, data.paymentId);
    }

    function _reverse(InternalBlock calldata t, ReversalData memory data) private {
        _checkRole(t, Roles.PORTAL);
        Invoice storage bill = _invoiceOf(t, abi.encode(data), data.invoiceId);
        _checkReason(data.reason, REVERSAL_REASONS);
        Payment storage paid = _paymentOf(data.invoiceId, data.paymentId);
        PaymentState before = paid.state;
        if (before == PaymentState.Reversed) revert PaymentStateUnfit(data.paymentId, before);

        paid.state = PaymentState.Reversed;
        if (before == PaymentState.Taken || before == PaymentState.Deemed) _charge(bill, paid.commitment);
        emit PaymentReversed(data.invoiceId, data.paymentId, data.reason);
    }

    function _carry(InternalBlock calldata t, bytes32 invoiceId) private {
        Invoice storage bill = _ownInvoice(t, abi.encode(invoiceId), invoiceId);
        _checkIssued(invoiceId, bill);

        bill.state = InvoiceState.Carried;
        emit InvoiceCarried(invoiceId);
        _charge(bill, bill.outstanding);
        bill.outstanding = Point(0, 0);
    }

    function _order(bytes32 digest, InternalBlock calldata t, RefundOrderData memory data) private {
        _checkRole(t, _issuerRole());
        _checkCanonical(t, abi.encode(data));
        _checkSubject(t, data.contractId);
        _checkParties(data.contractId, t.from, t.to);
        _checkCommitment(data.commitment);

        uint64 validUntil = uint64(block.timestamp + ORDER_LIFE);
        _orders[digest] = RefundOrder(data.contractId, t.to, validUntil, data.commitment);
        emit RefundOrdered(digest, data.contractId, validUntil, data.commitment);
    }

    function _refund(bytes32 digest, InternalBlock calldata t, RefundData memory data) private {
        _checkRole(t, Roles.PORTAL);
        _checkCanonical(t, abi.encode(data));
        _checkSubject(t, data.orderId);
        RefundOrder storage order = _orders[data.orderId];
        if (order.subscriber == address(0)) revert RefundOrderUnknown(data.orderId);
        _checkRecipient(t, order.subscriber);
        if (block.timestamp > order.validUntil) revert RefundOrderExpired(data.orderId, order.validUntil);
        _takeReference(digest, data.paymentReference, data.paidAt);
        bytes memory subject = abi.encodePacked(data.orderId, data.paymentReference, data.paidAt);
        _checkKnown("Domledger refund v1", subject, order.commitment, data.proof);

        emit RefundMade(data.orderId, data.paymentReference, data.paidAt);
        _moveAccount(order.contractId, order.commitment);
        delete _orders[data.orderId];
    }

    function _settle(bytes32 invoiceId, Invoice storage bill, uint256 opening) private {
        _checkIssued(invoiceId, bill);
        if (!bill.outstanding.opensToZero(opening)) revert OpeningInvalid(invoiceId, opening);

        bill.state = InvoiceState.Settled;
        emit InvoiceSettled(invoiceId, opening);
    }

    /// @dev Adds to what is owed on an invoice; behind one that is no longer open, to its contract's account.
    function _charge(Invoice storage bill, Point memory amount) internal {
        if (bill.state == InvoiceState.Issued) bill.outstanding = bill.outstanding.add(amount);
        else _moveAccount(bill.contractId, amount);
    }

    function _moveAccount(bytes32 contractId, Point memory amount) internal {
        Point memory moved = _accounts[contractId].add(amount);
        _accounts[contractId] = moved;
        emit AccountChanged(contractId, moved);
    }

    /// @dev The invoice that a block names as its subject, of which it tells the subscriber: whose head counts what is said of his money.
    function _invoiceOf(
        InternalBlock calldata t,
        bytes memory encoded,
        bytes32 invoiceId
    ) private view returns (Invoice storage bill) {
        _checkCanonical(t, encoded);
        _checkSubject(t, invoiceId);
        bill = _invoices[invoiceId];
        if (bill.state == InvoiceState.None) revert InvoiceUnknown(invoiceId);
        _checkRecipient(t, bill.subscriber);
    }

    /// @dev The sender's own invoice.
    function _ownInvoice(
        InternalBlock calldata t,
        bytes memory encoded,
        bytes32 invoiceId
    ) internal view returns (Invoice storage bill) {
        _checkRole(t, _issuerRole());
        bill = _invoiceOf(t, encoded, invoiceId);
        if (bill.issuer != t.from) revert SenderNotEntitled(t.from, t.kind);
    }

    function _paymentOf(bytes32 invoiceId, bytes32 paymentId) private view returns (Payment storage paid) {
        paid = _payments[paymentId];
        if (paid.state == PaymentState.None || paid.invoiceId != invoiceId) revert PaymentUnknown(invoiceId, paymentId);
    }

    /// @dev A payment that waits for its answer.
    function _recorded(bytes32 invoiceId, bytes32 paymentId) private view returns (Payment storage paid) {
        paid = _paymentOf(invoiceId, paymentId);
        if (paid.state != PaymentState.Recorded) revert PaymentStateUnfit(paymentId, paid.state);
    }

    function _takeReference(bytes32 digest, bytes32 paymentReference, uint64 paidAt) private {
        uint256 earliest = Math.saturatingSub(block.timestamp, PAID_BEHIND);
        uint256 latest = block.timestamp + CLOCK_TOLERANCE;
        if (paidAt < earliest || paidAt > latest) revert PaidAtOutOfRange(paidAt, earliest, latest);
        if (paymentOfReference[paymentReference] != bytes32(0)) revert PaymentReferenceUsed(paymentReference);
        paymentOfReference[paymentReference] = digest;
    }

    /// @dev Without it a commitment could be a copy of another's, and the sender would know nothing of what is paid.
    function _checkKnown(
        string memory domain,
        bytes memory subject,
        Point memory commitment,
        OpeningProof memory proof
    ) private view {
        bytes memory statement = abi.encodePacked(domain, NETWORK_HASH, address(this), subject);
        if (!commitment.isProved(proof, statement)) revert OpeningUnproved(commitment.x, commitment.y);
    }

    function _checkIssued(bytes32 invoiceId, Invoice storage bill) private view {
        if (bill.state != InvoiceState.Issued) revert InvoiceStateUnfit(invoiceId, bill.state);
    }

    function _checkParties(bytes32 contractId, address issuer, address subscriber) internal view returns (uint64 end) {
        bool signed;
        (signed, end) = _signed(contractId, issuer, subscriber);
        if (!signed) revert ContractNotInForce(contractId, issuer, subscriber);
    }

    function _checkCommitment(Point memory commitment) private pure {
        if (!Pedersen.isCommitment(commitment.x, commitment.y))
            revert PaymentCommitmentInvalid(commitment.x, commitment.y);
    }

    function _checkReason(uint8 reason, uint8 last) internal pure {
        if (reason == 0 || reason > last) revert ReasonUnknown(reason, last);
    }
}
