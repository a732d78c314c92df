import { businessDayOf } from "../../domain/business-day.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import type { EncounterRequest } from "../../domain/claims/encounter-requests.ts";
import type { Command } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import { type EncounterWords, sealDocument } from "../document-codec.ts";
import { submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

/** Takes that a person is there: for a visit, or to stay. */
export async function takeEncounter(ports: TakePorts, asked: Asked<EncounterRequest>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { vault } = ports;
  const { institution } = principal;
  const { documentNumber: number, kind: encounterKind, openedAtSec, identification, voucherToken } = request;
  const documentKey = vault.documentKey(institution, {
    kind: "encounter",
    number,
    businessDay: businessDayOf(openedAtSec, ports.zone),
    till: "",
  });
  const attempt = {
    principal,
    operation: "open-encounter",
    signer: "operator",
    bodyHash: vault.hashBody(institution, canonicalJson(request)),
    idempotencyKey,
    naturalKey: `open-encounter:${documentKey}`,
  } as const;
  return submitOnce(ports, attempt, async () => {
    const isByVoucher = identification === "e-voucher";
    if (isByVoucher !== (voucherToken !== null)) fail("encounter-voucher-wrong", { identification });
    const { commitment, sealedOpening } = await vault.commitPerson(request.person, documentKey);
    const voucherCommitment =
      voucherToken === null ? NONE : vault.commitLine(institution, documentKey, 0, voucherToken);
    const words: EncounterWords = { number, voucherToken };
    return {
      body: {
        kind: "open-encounter",
        documentKey,
        encounterKind,
        openedAtSec,
        identification,
        personCommitment: commitment,
        voucherCommitment,
      },
      echo: { documents: [documentKey] },
      openings: [sealDocument(vault, { documentKey, person: sealedOpening, words })],
    };
  });
}

const NONE: Hex32 = `0x${"0".repeat(64)}`;
