// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Every limit on what one call may carry (S19). The largest call that is allowed by all of them and by the
/// caller's own size stays under 16 M gas, so that a fork with a cap on a transaction changes nothing.

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

/// @dev How far a stated time may lead the block's: clocks of tills differ, and a block is stamped when it is made.
uint40 constant CLOCK_SKEW_SEC_MAX = 120;
