// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

import {IPayables} from "./IPayables.sol";

/**
 * @title Contracts, and the company's own invoices
 * @notice Either side may start. A contract is signed only when the ledger holds two copies, each signed by its party, with the same
 * hash of its subject. Each party cancels for itself, once, with a date of its own: one alone is one-sided, and the contract counts as
 * cancelled from the later of the two dates, so that neither party can bind or block the other by being first. An offer holds for a time
 * that its offeror says, and until the other party has signed either party takes back what it alone offered or signed. A contract binds
 * its meters: both copies name the same ones, and bills by it count them and those that took their places, and no others.
 */
interface IContractLedger is IPayables {
    enum ContractState {
        None,
        Offered,
        HalfSigned,
        Signed,
        CancelRequested,
        Cancelled,
        Withdrawn
    }

    /// @dev Data of OFFER. `meterId` may be zero: a subscriber without a meter, or several meters, named in the encrypted terms.
    /// `validUntil`: last unix second at which the party that did not offer may sign. Data of OFFER_WITHDRAW is `(bytes32 contractId)`.
    struct Offer {
        uint8 resource;
        bytes32 meterId;
        uint64 validUntil;
        bytes envelope;
    }

    /// @dev Data of COPY. `meterIds`: the meters of the terms in rising order, none or up to 16.
    struct Copy {
        bytes32 contractId;
        bytes32 subjectHash;
        bytes32[] meterIds;
        bytes envelope;
    }

    /// @dev Data of CANCEL.
    struct Cancellation {
        bytes32 contractId;
        uint64 effectiveDate;
        bytes envelope;
    }

    /// @param supplier the provider, or the company when no provider takes part
    /// @param consumer the subscriber, or the company as a provider's customer
    /// @param copiedBy who recorded a signed copy: bit 0 the supplier, bit 1 the consumer
    /// @param cancelledBy who recorded a cancellation, likewise
    /// @param supplierEnd from when the supplier's cancellation is meant, unix seconds; zero while it recorded none
    /// @param consumerEnd from when the consumer's is meant, likewise
    /// @param offeredBy who offered, by the same bits
    /// @param validUntil last second at which the other party may sign
    /// @param subjectHash salted hash of the terms, as in the first copy
    /// @param metersHash keccak256 of the first copy's meters, abi.encode(bytes32[])
    struct Agreement {
        address supplier;
        uint8 resource;
        ContractState state;
        uint8 copiedBy;
        uint8 cancelledBy;
        uint64 supplierEnd;
        address consumer;
        uint64 consumerEnd;
        uint8 offeredBy;
        uint64 validUntil;
        bytes32 meterId;
        bytes32 subjectHash;
        bytes32 metersHash;
    }

    /// @notice A contract is between a supplier (provider or company) and somebody else: a subscriber or the company.
    error PartiesUnfit(address from, address to);
    /// @notice An offer ends after the EVM block and at most 90 days later.
    error OfferEndOutOfRange(uint64 validUntil, uint256 blockTime, uint256 latest);
    /// @notice The time has passed in which the party that did not offer could sign.
    error OfferExpired(bytes32 contractId, uint64 validUntil);
    /// @notice The other party has signed, or this one neither offered nor signed: there is nothing of its own to take back.
    error OfferNotOwn(bytes32 contractId, address party);
    error ContractUnknown(bytes32 contractId);
    /// @notice The contract's state does not allow this step.
    error ContractStateUnfit(bytes32 contractId, ContractState state);
    /// @notice This party's copy (of the contract or of its cancellation) is recorded.
    error CopyAlreadyRecorded(bytes32 contractId, address party);
    /// @notice The two copies would not have the same subject.
    error SubjectHashMismatch(bytes32 contractId, bytes32 expected, bytes32 actual);
    /// @notice The two copies would not name the same meters.
    error MetersMismatch(bytes32 contractId, bytes32 expected, bytes32 actual);
    /// @notice A contract has up to 16 meters.
    error MeterCountOutOfRange(bytes32 contractId, uint256 count);
    /// @notice A copy names its meters in rising order, each once.
    error MetersNotRising(bytes32 contractId, bytes32 meterId);
    /// @notice A contract of the same parties over this meter, or over one whose place it took, has no end yet: cancel that first.
    error MeterUnderContract(bytes32 meterId, bytes32 contractId);
    /// @notice A cancellation is dated at most 40 days before and 400 days after the EVM block.
    error EffectiveDateOutOfRange(bytes32 contractId, uint64 date, uint256 earliest, uint256 latest);

    /// @notice At most one per `contractId`, the digest of the OFFER.
    event ContractOffered(
        bytes32 indexed contractId,
        address indexed supplier,
        address indexed consumer,
        address offeror,
        uint8 resource,
        bytes32 meterId,
        uint64 validUntil
    );
    /// @notice A party took back what it alone offered or signed. At most one per contract, and nothing follows on it.
    event OfferWithdrawn(bytes32 indexed contractId, address indexed party);
    /// @notice A party's signed copy. At most one per contract and party; both carry the same `subjectHash`.
    event ContractCopied(bytes32 indexed contractId, address indexed party, bytes32 subjectHash);
    /// @notice Both copies are there. At most one per contract; never taken back.
    event ContractSigned(bytes32 indexed contractId, bytes32 subjectHash, bytes32[] meterIds);
    /// @notice The first cancellation, with its party's date: one-sided until `ContractCancelled`. At most one per contract.
    event ContractCancelRequested(bytes32 indexed contractId, address indexed party, uint64 effectiveDate);
    /// @notice The other party's cancellation, with its date, and the later of both dates. At most one per contract; never taken back.
    event ContractCancelled(
        bytes32 indexed contractId,
        address indexed party,
        uint64 effectiveDate,
        uint64 cancelledFrom
    );

    /// @notice What is recorded about a contract; all zero when it is unknown.
    function agreement(bytes32 contractId) external view returns (Agreement memory);

    /// @notice The last contract that was signed over a meter; zero when none was.
    function contractOfMeter(bytes32 meterId) external view returns (bytes32 contractId);

    /// @notice Whether these two parties both signed this contract, which stays true after a cancellation, and from when it no longer
    /// holds for its supplier: the later of both dates, or the one that the supplier gave alone; zero while there is none.
    function signedBetween(
        bytes32 contractId,
        address supplier,
        address consumer
    ) external view returns (bool signed, uint64 end);

    /// @notice Whether a signed contract's bills may count this meter: its copies name it, or one whose place it took, at most 16
    /// replacements ago.
    function coversMeter(bytes32 contractId, bytes32 meterId) external view returns (bool);
}
