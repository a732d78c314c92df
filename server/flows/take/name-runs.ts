import { runsWithin } from "../../domain/consignment-rest.ts";
import type { ConsignmentRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, PackRef, PackRun } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { requireNoFaults } from "../../domain/line-fault.ts";
import { holdsPack, runsOfPacks } from "../../domain/pack-runs.ts";
import type { Principal } from "../../domain/principal.ts";
import { CODES_PER_REQUEST_MAX } from "../../domain/request-limits.ts";
import { tellMissing } from "./case-faults.ts";
import { type NamedGoods, resolveGoods } from "./resolve-goods.ts";
import type { TakePorts } from "./take-ports.ts";

/** A consignment for one of its two sides; for everybody else it does not exist. */
export async function findConsignment(
  view: LedgerView,
  { institution }: Principal,
  id: Hex32,
): Promise<ConsignmentRow> {
  const consignment = await view.consignment(id);
  const isParty = consignment?.sender === institution || consignment?.receiver === institution;
  return consignment === null || !isParty ? fail("consignment-unknown", { consignment: id }) : consignment;
}

/** Nothing is on its way any more of what was received or closed. */
export function requireUnderWay({ id, state }: ConsignmentRow): void {
  if (state === "received" || state === "closed") {
    fail("consignment-not-in-state", { consignment: id, actual: state });
  }
}

/**
 * The runs that are meant: all of `within`, or those of it that the codes name. `named` is filled on the way.
 */
export async function nameRuns(
  ports: TakePorts,
  asked: {
    readonly view: LedgerView;
    readonly codes: readonly string[] | "all";
    readonly within: readonly PackRun[];
    readonly named: PackRef[];
  },
): Promise<readonly PackRun[]> {
  const { view, codes, within, named } = asked;
  if (codes === "all") return within;
  if (codes.length === 0 || codes.length > CODES_PER_REQUEST_MAX) {
    fail("request-size-wrong", { what: "codes", count: codes.length, max: CODES_PER_REQUEST_MAX });
  }
  const lines = codes.map((text, at) => ({ text, line: at + 1, group: 0 }));
  const resolved = await resolveGoods(lines, { view, vault: ports.vault, records: ports.records });
  const packIn = ({ packs }: NamedGoods): PackRef | undefined =>
    packs.find((candidate) => within.some((run) => holdsPack(run, candidate)));
  named.push(...resolved.named.map((goods) => packIn(goods) ?? goods.packs[0]));
  const missing = tellMissing(resolved.named, (goods) =>
    packIn(goods) === undefined
      ? {
          line: goods.line,
          code: goods.code,
          failure: "run-not-of-consignment",
          facts: { pack: goods.code },
        }
      : null,
  );
  requireNoFaults([...resolved.faults, ...missing]);
  return runsWithin(runsOfPacks(named), within);
}
