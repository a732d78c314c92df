import { AbiCoder, keccak256 } from "ethers";
import type { BatchId, Hex32, InstitutionId, ProductId } from "../domain/ids.ts";

/** The id of declared stock, as contracts/libraries/Ids.sol makes it. */
export function declaredBatchId(declaration: {
  readonly holder: InstitutionId;
  readonly product: ProductId;
  readonly batchNumber: string;
  readonly documentKey: Hex32;
}): BatchId {
  const { holder, product, batchNumber, documentKey } = declaration;
  const words = AbiCoder.defaultAbiCoder().encode(
    ["uint32", "uint32", "string", "bytes32"],
    [holder, product, batchNumber, documentKey],
  );
  // ethers writes a hash as `0x` and 64 lower-case digits; an id is its first 8 bytes.
  return keccak256(words).slice(0, 18) as BatchId;
}
