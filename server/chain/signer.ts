import type { Address, Hex, Hex32 } from "../domain/ids.ts";

/**
 * The seam behind which keys live. The driver built now keeps them in encrypted files (keyring.ts); one for a
 * remote signer or a hardware module gets the same question, with enough beside the digest to refuse by a
 * rule of its own.
 */
export type Signer = {
  sign(key: Address, digest: Hex32, policy: SigningPolicy): Promise<Signature>;
};

export type SigningPolicy = {
  readonly chainId: number;
  /** Null when the transaction creates a contract. */
  readonly to: Address | null;
  /** The function called; null for a transfer of nothing and for a creation. */
  readonly selector: Hex | null;
  /** The primary type, where typed data is signed and no transaction. */
  readonly typedData?: "Checkpoint";
};

export type Signature = { readonly r: Hex32; readonly s: Hex32; readonly yParity: 0 | 1 };
