// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Every limit on what one call may carry (S19).

/// @dev A product has one code in each scheme and a few trace prefixes, one for each packaging.
uint256 constant CODES_PER_PRODUCT_MAX = 16;

uint32 constant PACKS_PER_BATCH_MAX = 10_000_000;

/// @dev GS1 AI (10): what fits in the batch number of a box.
uint256 constant BATCH_NUMBER_BYTES_MAX = 20;

uint256 constant KEY_BYTES = 16;

/// @dev 64,000 bytes of keys: about 1.6 M gas.
uint256 constant KEYS_PER_CHUNK_MAX = 4_000;

uint256 constant RUNS_PER_CONSIGNMENT_MAX = 200;

uint256 constant DISPENSES_PER_CALL_MAX = 200;

uint256 constant LINES_PER_DISPENSE_MAX = 100;

/// @dev One for each line there may be.
uint256 constant DECLARED_KEYS_PER_CALL_MAX = DISPENSES_PER_CALL_MAX * LINES_PER_DISPENSE_MAX;

/// @dev Whole packs of a decommission are named in runs, what is left of opened ones line by line.
uint256 constant RUNS_PER_DECOMMISSION_MAX = 200;

uint256 constant REMNANTS_PER_DECOMMISSION_MAX = 100;

/// @dev 256 words of bits: about 6 M gas.
uint256 constant PACKS_PER_DECOMMISSION_MAX = 65_536;

/// @dev Parcels taken in by one other in one call.
uint256 constant JOINS_PER_CALL_MAX = 200;

/// @dev How far a stated time may lead the block's: clocks of tills differ, and a block is stamped when it is made.
uint40 constant CLOCK_SKEW_SEC_MAX = 120;

/// @dev 12 characters are the rule (NHSA); makers and wholesalers bring codes of other registers.
uint256 constant INSTITUTION_CODE_BYTES_MAX = 32;

/// @dev Changes of one institution's agreement; the last place is kept for a termination.
uint256 constant AGREEMENT_CHANGES_MAX = 128;

/// @dev How far ahead a change of an agreement may be dated: no later change can be dated before it.
uint40 constant AGREEMENT_LEAD_SEC_MAX = 366 days;

/// @dev Changes of one region's mode for one class of products; each question walks back through them.
uint256 constant MODE_CHANGES_MAX = 64;

/// @dev How far ahead a change of mode may be dated: no later change can be dated before it.
uint40 constant MODE_LEAD_SEC_MAX = 365 days;

/// @dev The longest time a region may set for late records, returns and disputes.
uint40 constant REGION_LIMIT_SEC_MAX = 365 days;

/// @dev Claims of one call: fifty of a till are about 3 M gas to submit.
uint256 constant CLAIMS_PER_CALL_MAX = 50;

/// @dev What five bytes hold: 11 billion yuan on one invoice.
uint64 constant CLAIM_FEN_MAX = type(uint40).max;

uint256 constant EVIDENCE_PER_CLAIM_MAX = 20;

uint256 constant UNCODED_LINES_PER_CLAIM_MAX = 50;

/// @dev The NHSA's fund_pay_type names some ten that one person can have at once.
uint256 constant FUND_PARTS_PER_AWARD_MAX = 12;

/// @dev ISO 20022 Max35Text: the end-to-end reference of a transfer.
uint256 constant BANK_REFERENCE_BYTES_MAX = 35;

/// @dev Keys that invoices were ever named under; each is looked up when an invoice is paid.
uint8 constant NULLIFIER_EPOCHS_MAX = 16;

uint8 constant ENCOUNTER_CORRECTIONS_MAX = 20;

/// @dev The holidays and working weekends of more than one year.
uint256 constant BUSINESS_DAYS_TURNED_MAX = 100;

/// @dev A day that begins within this time is no longer turned.
uint40 constant BUSINESS_DAY_LEAD_SEC = 2 days;

/// @dev Where the walk to the end of a business deadline ends: 255 business days are about 400 of the calendar.
uint256 constant BUSINESS_DEADLINE_DAYS_MAX = 1_000;

/// @dev The longest time a region may set to decide a direct claim.
uint32 constant DECISION_SEC_MAX = 1 days;

/// @dev How far from now, either way, a rule set may begin to hold.
uint40 constant RULE_SET_LEAD_SEC_MAX = 365 days;

/// @dev The limit that is a comparison everywhere.
library Limits {
    /// @notice Whether the stated time is later than a block of `nowSec` can take.
    function isInFuture(uint40 statedSec, uint40 nowSec) internal pure returns (bool) {
        return uint256(statedSec) > uint256(nowSec) + CLOCK_SKEW_SEC_MAX;
    }
}
