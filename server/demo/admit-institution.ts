import { ACTS_OF_KIND } from "../domain/acts.ts";
import type { Command } from "../domain/command.ts";
import type { InstitutionId } from "../domain/ids.ts";
import type { Principal } from "../domain/principal.ts";
import { takePlain } from "../flows/take/take-plain.ts";
import type { DemoInstitution } from "./cast.ts";
import { CLERK_ACTS } from "./claims.ts";
import type { DemoPorts } from "./demo-ports.ts";

const CONSORTIUM: Principal = { name: "consortium", institution: 0, role: "consortium", region: 0 };

/** What admitting asks of the load that it is part of. */
export type AdmittingHands = {
  readonly ports: DemoPorts;
  readonly settle: (accepted: Promise<Command>) => Promise<Command>;
  readonly remember: (one: DemoInstitution, institution: InstitutionId) => Principal;
  readonly bureauOfRegion: (region: number) => Principal;
  readonly validUntilSec: number;
};

/**
 * A bureau or auditor by the consortium, all others by their bureau; then an operator key and an agreement.
 */
export async function admitInstitution(hands: AdmittingHands, one: DemoInstitution): Promise<void> {
  const { keyring, take } = hands.ports;
  const adminKey = await keyring.keep(one.code, "admin");
  const draft = {
    institutionKind: one.kind,
    district: one.district,
    code: one.code,
    name: one.name,
    adminKey,
  };
  const door = { bureau: "admit-bureau", auditor: "admit-auditor" } as const;
  const request =
    one.kind === "bureau" || one.kind === "auditor"
      ? ({ kind: door[one.kind], region: one.region, ...draft } as const)
      : ({ kind: "register-institution", ...draft } as const);
  const principal = request.kind === "register-institution" ? hands.bureauOfRegion(one.region) : CONSORTIUM;
  await hands.settle(takePlain(take, { principal, request, idempotencyKey: `demo:institution:${one.code}` }));
  const row = await take.reader.view((view) => view.institutionByCode(one.code));
  if (row === null) throw new Error(`the demo's institution ${one.code} did not arrive`);
  await keyring.bind(one.code, row.id);
  if (ACTS_OF_KIND[one.kind].length === 0) hands.remember(one, row.id);
  else await empower(hands, one, row.id);
  hands.ports.progress();
}

async function empower(
  hands: AdmittingHands,
  one: DemoInstitution,
  institution: InstitutionId,
): Promise<void> {
  const { keyring, take, genesisSec } = hands.ports;
  const { validUntilSec } = hands;
  const key = await keyring.keep(one.code, "operator");
  await keyring.bind(one.code, institution);
  const principal = hands.remember(one, institution);
  const add = {
    kind: "add-operator",
    institution,
    key,
    acts: one.kind === "bureau" ? CLERK_ACTS : ACTS_OF_KIND[one.kind],
    validUntilSec,
  } as const;
  await hands.settle(
    takePlain(take, { principal, request: add, idempotencyKey: `demo:operator:${one.code}` }),
  );
  if (one.kind !== "hospital" && one.kind !== "pharmacy") return;
  const sign = { kind: "sign-agreement", institution, fromSec: genesisSec, validUntilSec } as const;
  const bureau = hands.bureauOfRegion(one.region);
  await hands.settle(
    takePlain(take, { principal: bureau, request: sign, idempotencyKey: `demo:agreement:${one.code}` }),
  );
}
