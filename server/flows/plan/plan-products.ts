import type { LedgerCall } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import { ledgerCall } from "../../domain/ledger-call.ts";
import { CODE_SCHEMES, PRODUCT_FLAGS, type ProductFlag } from "../../domain/read-model.ts";

type Products = Extract<
  CommandBody,
  {
    readonly kind:
      | "admit-product"
      | "withdraw-product"
      | "open-batch"
      | "attach-labels"
      | "recall-batch"
      | "quarantine-batch"
      | "release-batch";
  }
>;

/** Acts on products and batches depend on nothing that changes under them: one call each. */
export function planProducts(body: Products): LedgerCall {
  switch (body.kind) {
    case "admit-product":
      return ledgerCall("drugCatalogue", "admitProduct", {
        maker: body.maker,
        unitsPerPack: body.unitsPerPack,
        flags: flagBits(body.flags),
        name: body.name,
        unit: body.unit,
        // The chain's list of schemes begins with None.
        codes: body.codes.map(({ scheme, value }) => ({ scheme: CODE_SCHEMES.indexOf(scheme) + 1, value })),
      });
    case "withdraw-product":
      return ledgerCall("drugCatalogue", "withdrawProduct", body.product);
    case "open-batch": {
      const { product, packCount, madeAtSec, expiresAtSec, keyEpoch, batchNumber, priceCommitment } = body;
      return ledgerCall("drugCatalogue", "openBatch", {
        product,
        packCount,
        madeAtSec,
        expiresAtSec,
        keyEpoch,
        batchNumber,
        priceCommitment,
      });
    }
    case "attach-labels":
      return ledgerCall("drugCatalogue", "attachLabels", body.batch, body.labelsHash);
    case "recall-batch":
      return ledgerCall("drugCatalogue", "recallBatch", body.batch, body.recalledAtSec, body.reasonHash);
    case "quarantine-batch":
      return ledgerCall("drugCatalogue", "quarantineBatch", body.batch, body.reasonHash);
    case "release-batch":
      return ledgerCall("drugCatalogue", "releaseBatch", body.batch);
  }
}

function flagBits(flags: readonly ProductFlag[]): number {
  return flags.reduce((bits, flag) => bits | (1 << PRODUCT_FLAGS.indexOf(flag)), 0);
}
