import type { BatchId, Hex32 } from "../../domain/ids.ts";
import type { RecordIds } from "../../domain/record-ids.ts";
import type { ImportStep } from "./decide.ts";

/** What the steps before tell of the order: which step shipped a consignment, and which sealed a batch. */
export type OrderSoFar = {
  readonly stepCount: number;
  readonly shippedBy: ReadonlyMap<Hex32, number>;
  readonly sealedBy: Map<BatchId, number>;
  readonly ids: Pick<RecordIds, "batch">;
};

/**
 * A batch is made beside what its maker does otherwise: no time is stated for it, and only what moves or
 * recalls it goes on from its seal.
 */
export function placeInOrder(
  { stepCount, shippedBy, sealedBy, ids }: OrderSoFar,
  { for: institution, body }: ImportStep,
): { readonly chain: string; readonly after: readonly number[] } {
  const chain = `institution ${institution}`;
  const at = (place: number | undefined): readonly number[] => (place === undefined ? [] : [place]);
  if (!("kind" in body)) return { chain, after: [] };
  switch (body.kind) {
    case "open-batch": {
      const { product, batchNumber } = body;
      return { chain: `batch ${ids.batch({ maker: institution, product, batchNumber })}`, after: [] };
    }
    case "seal-batch":
      sealedBy.set(body.batch, stepCount);
      return { chain: `batch ${body.batch}`, after: [] };
    case "append-manifest":
      return { chain: `batch ${body.batch}`, after: [] };
    case "receive-consignment":
      return { chain, after: at(shippedBy.get(body.consignment)) };
    case "recall-batch":
      return { chain, after: at(sealedBy.get(body.batch)) };
    case "ship-consignment": {
      const batches = new Set(body.runs.map(({ batch }) => batch));
      return { chain, after: [...batches].flatMap((batch) => at(sealedBy.get(batch))) };
    }
    default:
      return { chain, after: [] };
  }
}
