// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {Point} from "../libraries/Pedersen.sol";
import {ILedger} from "./ILedger.sol";

/**
 * @title Invoice → payment → receipt → settled
 * @notice Amounts are Pedersen commitments in 10⁻¹² of the currency unit. Metered lines are computed here, from frames and rates on
 * the chain; what is not linear is declared and labelled. "Paid in full" is a proof that the outstanding commitment opens to zero.
 */
interface IPayables is ILedger {
    enum InvoiceState {
        None,
        Issued,
        Settled
    }

    /// @dev One register from one recorded frame to a later one, each with the first 16 bytes of its frame's hash. `zone` is the tariff
    /// field E of the OBIS code.
    struct MeteredLine {
        bytes32 meterId;
        bytes6 obis;
        uint8 zone;
        uint64 openSequence;
        uint64 openTime;
        Point open;
        bytes16 openLink;
        uint64 closeSequence;
        uint64 closeTime;
        Point close;
        bytes16 closeLink;
    }

    /// @dev Label 1 rounding, 2 norm, 3 house needs, 4 recalculation, 5 privilege, 6 penalty, 7 upkeep, 8 other.
    struct DeclaredLine {
        uint8 label;
        Point commitment;
    }

    /// @dev Data of INVOICE.
    struct InvoiceData {
        bytes32 contractId;
        uint32 period;
        uint8 series;
        uint64 dueDate;
        MeteredLine[] metered;
        DeclaredLine[] declared;
        bytes envelope;
    }

    /// @dev Data of PAYMENT.
    struct PaymentData {
        bytes32 invoiceId;
        Point commitment;
        bytes32 paymentReference;
        bytes envelope;
    }

    /// @dev Data of RECEIPT. `paymentId` zero: no payment is acknowledged, the invoice is only shown to be settled.
    struct ReceiptData {
        bytes32 invoiceId;
        bytes32 paymentId;
        bool settles;
        uint256 opening;
        bytes envelope;
    }

    /// @param outstanding C_total − Σ C_paid
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

    /// @param invoiceId zero when there is no such payment
    /// @param receipted the issuer acknowledged it
    struct Payment {
        bytes32 invoiceId;
        bool receipted;
    }

    /// @notice The issuer has no contract with the recipient under this id that was ever signed by both.
    error ContractNotInForce(bytes32 contractId, address issuer, address subscriber);
    error InvoiceAlreadyIssued(bytes32 invoiceId);
    error InvoiceUnknown(bytes32 invoiceId);
    error InvoiceAlreadySettled(bytes32 invoiceId);
    /// @notice A period is at most one month later than that of the EVM block in UTC; `newest` is the last that is taken.
    error PeriodOutOfRange(uint32 period, uint32 newest);
    /// @notice A bill is due at most a day before (its day may have begun in the east) and 400 days after the EVM block.
    error DueDateOutOfRange(uint64 dueDate, uint256 earliest, uint256 latest);
    /// @notice An invoice has at least one line.
    error InvoiceEmpty(bytes32 invoiceId);
    error LabelUnknown(uint8 label);
    /// @notice The meter is not one that the issuer supplies.
    error MeterNotOfIssuer(bytes32 meterId, address issuer);
    /// @notice A line lies within one tenure of the meter, its owner's at that time, whoever owns it now: it begins in `beginning` and ends in
    /// `ending`, tenures counted from 0, and the subscriber did not own the meter in both.
    error LineNotOfOwner(bytes4 channel, address subscriber, uint16 beginning, uint16 ending);
    /// @notice The contract names neither this meter nor one whose place it took.
    error MeterNotOfContract(bytes32 contractId, bytes32 meterId);
    /// @notice The register does not count what its owner consumes: of electricity only active energy import does, 1-b:1.8.e*f.
    error RegisterNotBilled(bytes32 meterId, bytes6 obis);
    /// @notice Another register of the meter was billed. One quantity of a meter is, by its total (E = 0) or by its zones and not by both,
    /// so that its billed registers differ in field E alone.
    error RegisterBesideBilled(bytes32 meterId, bytes6 obis);
    /// @notice A line ends at most a day after its period's last second in UTC, when the period is over in every time zone.
    error LineBeyondPeriod(bytes4 channel, uint64 closeTime, uint256 latest);
    /// @notice The contract has ended where the line begins. The line that the end lies in is the register's last one.
    error LineBeyondContract(bytes4 channel, uint64 openTime, uint64 end);
    /// @notice The contract ended a day or more before the period began in UTC: only registers that are not billed up to the end are.
    error PeriodBeyondContract(bytes32 contractId, uint32 period, uint64 end);
    /// @notice The zone is not the tariff field of the OBIS code.
    error ZoneMismatch(bytes6 obis, uint8 zone);
    /// @notice A line ends after it begins.
    error LineNotForward(bytes4 channel, uint64 openSequence, uint64 closeSequence);
    /// @notice A line begins where the last billed line of the channel ended, or at the channel's first frame.
    error LineNotContinuous(bytes4 channel, uint64 expectedSequence, uint64 openSequence);
    /// @notice The reading ledger keeps no such register: other time, other commitment, or a frame that closes no period.
    error RegisterUnknown(bytes4 channel, uint64 sequence);
    error PaymentReferenceUsed(bytes32 paymentReference);
    /// @notice A payment's commitment is not a point of the curve, or the identity.
    error PaymentCommitmentInvalid(uint256 x, uint256 y);
    /// @notice The payment does not exist or pays another invoice.
    error PaymentUnknown(bytes32 invoiceId, bytes32 paymentId);
    error PaymentAlreadyReceipted(bytes32 paymentId);
    /// @notice The outstanding commitment does not open to zero with this blinding.
    error OpeningInvalid(bytes32 invoiceId, uint256 opening);

    /// @notice At most one per `invoiceId` = keccak256(abi.encode(issuer, contractId, period, series)); never taken back. The total
    /// is the sum of the metered lines, computed from the ledgers, and the declared ones.
    event InvoiceIssued(
        bytes32 indexed invoiceId,
        address indexed issuer,
        address indexed subscriber,
        bytes32 contractId,
        uint32 period,
        uint8 series,
        uint64 dueDate,
        Point total
    );
    /// @notice At most one per `paymentId` and one per `paymentReference`; never taken back.
    event PaymentRecorded(
        bytes32 indexed paymentId,
        bytes32 indexed invoiceId,
        bytes32 indexed paymentReference,
        Point commitment
    );
    /// @notice The issuer acknowledged a payment. At most one per `paymentId`; never taken back. A zero `paymentId` acknowledges
    /// none: `InvoiceSettled` follows.
    event ReceiptIssued(bytes32 indexed invoiceId, bytes32 indexed paymentId);
    /// @notice It was proved that nothing is outstanding. At most one per `invoiceId`; never taken back; no payment follows.
    event InvoiceSettled(bytes32 indexed invoiceId, uint256 opening);

    /// @notice What is recorded about an invoice; all zero when it is unknown.
    function invoice(bytes32 invoiceId) external view returns (Invoice memory);

    /// @notice What is recorded about a payment; all zero when it is unknown.
    function payment(bytes32 paymentId) external view returns (Payment memory);

    /// @notice The payment with this reference; zero when there is none.
    function paymentOfReference(bytes32 paymentReference) external view returns (bytes32 paymentId);

    /// @notice Up to which sequence a channel is billed; zero when it never was.
    function billedThrough(bytes4 channel) external view returns (uint64 sequence);
}
