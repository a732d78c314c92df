/** Lower-case hex with its `0x`; the width is part of the name that uses it. */
export type Hex = `0x${string}`;

/** 32 bytes: record ids, keyed document numbers, commitments, hashes. */
export type Hex32 = Hex;

/** 16 bytes: a pack key. */
export type Hex16 = Hex;

/** 20 bytes, lower case. */
export type Address = Hex;

/** An institution's number on this ledger, 1 … 2^32-1; 0 is nobody. */
export type InstitutionId = number;

/** Six digits of GB/T 2260 as a number, 330500; 0 is the whole country. */
export type RegionCode = number;

/** A product's number on this ledger. */
export type ProductId = number;

/** 8 bytes: `0x` and 16 hex digits. */
export type BatchId = Hex;

/** Where on the chain a fact stands, or what a read saw. */
export type BlockRef = { readonly block: number; readonly blockHash: Hex32 };

/** One coded box. */
export type PackRef = { readonly batch: BatchId; readonly index: number };

/** Packs [from, to) of one batch. */
export type PackRun = { readonly batch: BatchId; readonly from: number; readonly to: number };
