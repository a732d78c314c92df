import type { DispenseContent, ReversalContent } from "./dispense-content.ts";
import type { BatchId, Hex32, InstitutionId, ProductId } from "./ids.ts";
import type { ConsignmentContent } from "./ledger-call.ts";

/** The ids that the contracts will give to contents: what is planned ahead of the chain is known by them. */
export type RecordIds = {
  batch(of: {
    readonly maker: InstitutionId;
    readonly product: ProductId;
    readonly batchNumber: string;
  }): BatchId;
  consignment(content: ConsignmentContent): Hex32;
  dispense(content: DispenseContent): Hex32;
  reversal(content: ReversalContent): Hex32;
};
