// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {Point} from "../libraries/Pedersen.sol";
import {IPayments} from "./IPayments.sol";

/**
 * @title Invoice → payment → receipt → settled, carried or void
 * @notice Amounts are Pedersen commitments in 10⁻¹² of the currency unit. Metered lines are computed here, from frames and rates on
 * the chain; what is not linear is declared and labelled. "Paid in full" is a proof that the outstanding commitment opens to zero.
 */
interface IPayables is IPayments {
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

    /// @dev Data of INVOICE. `account`: what the contract's account holds, which the total takes over beside the lines; the identity where
    /// it stays. `replaces`: the void invoice in whose place it comes, or zero.
    struct InvoiceData {
        bytes32 contractId;
        uint32 period;
        uint8 series;
        uint64 dueDate;
        MeteredLine[] metered;
        DeclaredLine[] declared;
        Point account;
        bytes32 replaces;
        bytes envelope;
    }

    /// @dev What a metered line billed of a channel.
    struct BilledRange {
        bytes4 channel;
        uint64 openSequence;
        uint64 closeSequence;
    }

    /// @dev Data of VOID. `lines` is the sum of the invoice's lines, `ranges` what its metered lines billed, in their order.
    /// Reason 1 wrong figures, 2 wrong contract or period, 3 billed already, 4 other.
    struct VoidData {
        bytes32 invoiceId;
        Point lines;
        BilledRange[] ranges;
        uint8 reason;
    }

    error InvoiceAlreadyIssued(bytes32 invoiceId);
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
    /// @notice The account holds something else than the invoice draws from it.
    error AccountMismatch(bytes32 contractId, uint256 x, uint256 y);
    /// @notice The lines are not those of the invoice: `linesHash` is kept of it.
    error LinesMismatch(bytes32 invoiceId, bytes32 linesHash);
    /// @notice A later invoice billed the channel further. Void that one first.
    error InvoiceNotNewest(bytes32 invoiceId, bytes4 channel, uint64 billedThrough);
    /// @notice An invoice replaces one of the same parties, contract and period that is void, and was not replaced before.
    error ReplacementUnfit(bytes32 invoiceId, bytes32 replaces);

    /// @notice At most one per `invoiceId` = keccak256(abi.encode(issuer, contractId, period, series)); taken back only by
    /// `InvoiceVoided`. The total is the sum of the metered lines, computed from the ledgers, the declared ones, and the account that it draws.
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
    /// @notice The issuer withdrew an invoice: its channels are billed up to where its lines began, and what was paid on it, with what it
    /// drew, is back in the account. At most one per `invoiceId`.
    event InvoiceVoided(bytes32 indexed invoiceId, uint8 reason);
    /// @notice `invoiceId` stands in the place of a void invoice. At most one per `replaces`.
    event InvoiceReplaced(bytes32 indexed replaces, bytes32 indexed invoiceId);

    /// @notice The invoice that stands in the place of a void one; zero while there is none.
    function replacementOf(bytes32 invoiceId) external view returns (bytes32);

    /// @notice Up to which sequence a channel is billed; zero when it never was.
    function billedThrough(bytes4 channel) external view returns (uint64 sequence);
}
