// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {OpeningProof} from "../libraries/Openings.sol";
import {Point} from "../libraries/Pedersen.sol";
import {ILedger} from "./ILedger.sol";

/**
 * @title Payments of invoices, the answers to them, and the account of a contract
 * @notice Amounts are Pedersen commitments in 10⁻¹² of the currency unit. A payment counts once its issuer took it, or once it is
 * deemed taken because he did not answer in time. What no open invoice owes stands in the account of its contract: positive is owed
 * by the subscriber. For each contract, over any order of blocks: Σ lines of invoices that are not void − Σ taken + Σ reversed after
 * that + Σ refunded = Σ outstanding + account.
 */
interface IPayments is ILedger {
    /// @dev Only an issued invoice has anything outstanding that counts; the other states are final, but that a carried one may be voided.
    enum InvoiceState {
        None,
        Issued,
        Settled,
        Carried,
        Void
    }

    /// @dev Recorded: it waits for the issuer's answer. Deemed: it got none in time. Reversed: the bank took it back, or it was given back.
    enum PaymentState {
        None,
        Recorded,
        Refused,
        Taken,
        Deemed,
        Reversed
    }

    /// @dev Data of PAYMENT. `payer` is zero where who paid has no account in the network; `paidAt` is when the bank had the money.
    struct PaymentData {
        bytes32 invoiceId;
        Point commitment;
        bytes32 paymentReference;
        uint64 paidAt;
        address payer;
        OpeningProof proof;
        bytes envelope;
    }

    /// @dev Data of RECEIPT. `paymentId` zero: no payment is taken, the invoice is only shown to be settled.
    struct ReceiptData {
        bytes32 invoiceId;
        bytes32 paymentId;
        bool settles;
        uint256 opening;
        bytes envelope;
    }

    /// @dev Data of PAYMENT_REFUSED. Reason 1 does not open, 2 not an amount, 3 did not arrive, 4 other.
    struct RefusalData {
        bytes32 invoiceId;
        bytes32 paymentId;
        uint8 reason;
        bytes envelope;
    }

    /// @dev Data of PAYMENT_DEEMED.
    struct DeemedData {
        bytes32 invoiceId;
        bytes32 paymentId;
    }

    /// @dev Data of PAYMENT_REVERSED. Reason 1 taken back by the bank, 2 given back to the payer.
    struct ReversalData {
        bytes32 invoiceId;
        bytes32 paymentId;
        uint8 reason;
    }

    /// @dev Data of REFUND_ORDER: the issuer gives this much back. `envelope` tells portal and subscriber the opening.
    struct RefundOrderData {
        bytes32 contractId;
        Point commitment;
        bytes envelope;
    }

    /// @dev Data of REFUND: the bank has paid what the order says.
    struct RefundData {
        bytes32 orderId;
        bytes32 paymentReference;
        uint64 paidAt;
        OpeningProof proof;
    }

    /// @param outstanding C_total − Σ C_taken; the identity once it was carried or voided
    struct Invoice {
        address issuer;
        address subscriber;
        bytes32 contractId;
        uint32 period;
        uint8 series;
        uint64 dueDate;
        InvoiceState state;
        Point outstanding;
    }

    /// @param answerBy until when the issuer's answer is waited for
    struct Payment {
        bytes32 invoiceId;
        PaymentState state;
        uint64 paidAt;
        uint64 answerBy;
        Point commitment;
    }

    /// @dev An order to give money back that is not carried out.
    struct RefundOrder {
        bytes32 contractId;
        address subscriber;
        uint64 validUntil;
        Point commitment;
    }

    /// @notice The issuer has no contract with the recipient under this id that was ever signed by both.
    error ContractNotInForce(bytes32 contractId, address issuer, address subscriber);
    error InvoiceUnknown(bytes32 invoiceId);
    /// @notice The invoice is settled, carried or void.
    error InvoiceStateUnfit(bytes32 invoiceId, InvoiceState state);
    /// @notice Money was paid before now, and at most 90 days before.
    error PaidAtOutOfRange(uint64 paidAt, uint256 earliest, uint256 latest);
    /// @notice A transfer of a bank counts once, as a payment or as a refund.
    error PaymentReferenceUsed(bytes32 paymentReference);
    /// @notice The commitment of a payment or an order is not a point of the curve, or the identity.
    error PaymentCommitmentInvalid(uint256 x, uint256 y);
    /// @notice It is not proved, for exactly this payer, invoice, reference and time, that the sender knows what the commitment opens to.
    error OpeningUnproved(uint256 x, uint256 y);
    /// @notice The payment does not exist or pays another invoice.
    error PaymentUnknown(bytes32 invoiceId, bytes32 paymentId);
    /// @notice The payment is past this: it was taken, deemed taken, refused or reversed.
    error PaymentStateUnfit(bytes32 paymentId, PaymentState state);
    /// @notice The issuer still has time to answer.
    error AnswerNotOverdue(bytes32 paymentId, uint64 answerBy);
    /// @notice There is no such reason, of so many.
    error ReasonUnknown(uint8 reason, uint8 last);
    /// @notice The outstanding commitment does not open to zero with this blinding.
    error OpeningInvalid(bytes32 invoiceId, uint256 opening);
    /// @notice There is no such order, or it was carried out.
    error RefundOrderUnknown(bytes32 orderId);
    /// @notice An order is valid for 30 days.
    error RefundOrderExpired(bytes32 orderId, uint64 validUntil);

    /// @notice At most one per `paymentId` and one per `paymentReference`; nothing that is outstanding changes by it.
    event PaymentRecorded(
        bytes32 indexed paymentId,
        bytes32 indexed invoiceId,
        bytes32 indexed paymentReference,
        address payer,
        uint64 paidAt,
        uint64 answerBy,
        Point commitment
    );
    /// @notice The issuer took a payment; unless it was deemed taken before, what is outstanding, or the account of an invoice that is no
    /// longer open, is less by it from here on. A zero `paymentId` takes none: `InvoiceSettled` follows.
    event ReceiptIssued(bytes32 indexed invoiceId, bytes32 indexed paymentId);
    /// @notice The issuer does not take it. It never counts, unless he takes it later.
    event PaymentRefused(bytes32 indexed invoiceId, bytes32 indexed paymentId, uint8 reason);
    /// @notice The issuer did not answer in time: it counts as if he had taken it.
    event PaymentDeemed(bytes32 indexed invoiceId, bytes32 indexed paymentId);
    /// @notice The last of a payment. Where it counted, it is owed again.
    event PaymentReversed(bytes32 indexed invoiceId, bytes32 indexed paymentId, uint8 reason);
    /// @notice It was proved that nothing is outstanding. At most one per `invoiceId`; never taken back.
    event InvoiceSettled(bytes32 indexed invoiceId, uint256 opening);
    /// @notice What was outstanding moved into the account.
    event InvoiceCarried(bytes32 indexed invoiceId);
    /// @notice The account of a contract is this from here on.
    event AccountChanged(bytes32 indexed contractId, Point account);
    event RefundOrdered(bytes32 indexed orderId, bytes32 indexed contractId, uint64 validUntil, Point commitment);
    /// @notice At most one per `orderId`. The account is more by what was given back.
    event RefundMade(bytes32 indexed orderId, bytes32 indexed paymentReference, uint64 paidAt);

    /// @notice What is recorded about an invoice; all zero when it is unknown.
    function invoice(bytes32 invoiceId) external view returns (Invoice memory);

    /// @notice What is recorded about a payment; all zero when it is unknown.
    function payment(bytes32 paymentId) external view returns (Payment memory);

    /// @notice What is recorded about an order to give money back; all zero when it is unknown or carried out.
    function refundOrder(bytes32 orderId) external view returns (RefundOrder memory);

    /// @notice The payment or refund with this reference; zero when there is none.
    function paymentOfReference(bytes32 paymentReference) external view returns (bytes32 paymentId);

    /// @notice The account of a contract: what is owed beside its open invoices. The identity while nothing is.
    function account(bytes32 contractId) external view returns (Point memory);
}
