import type { LedgerCall } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import { ledgerCall } from "../../domain/ledger-call.ts";
import { ENFORCEMENT_MODES, PRODUCT_CLASSES } from "../../domain/read-model.ts";

type Rules = Extract<CommandBody, { readonly kind: "set-region-limits" | "set-enforcement-mode" }>;

/** What a bureau sets for its own region: one call each. */
export function planRegionRules(body: Rules): LedgerCall {
  switch (body.kind) {
    case "set-region-limits": {
      const { lateAfterSec, returnWindowSec, disputeLimitSec, reversalsMax } = body;
      const limits = { lateAfterSec, returnWindowSec, disputeLimitSec, reversalsMax };
      return ledgerCall("regionRules", "setLimits", limits);
    }
    case "set-enforcement-mode": {
      const productClass = PRODUCT_CLASSES.indexOf(body.productClass);
      return ledgerCall(
        "regionRules",
        "setMode",
        productClass,
        ENFORCEMENT_MODES.indexOf(body.mode),
        body.fromSec,
      );
    }
  }
}
