import { createHash } from "node:crypto";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { checkCaseLabels } from "../../domain/check-case-labels.ts";
import type { Command } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { LabelDocument } from "../../domain/kept-records.ts";
import type { LabelsUpload } from "../../domain/requests.ts";
import { submitOnce } from "./submit-once.ts";
import type { Asked, TakePorts } from "./take-ports.ts";

/**
 * Takes the document that says which packs of a batch lie in which case. It is kept here before the ledger
 * pins its hash: a pinned document that nobody has would be worse than a kept one that nothing pins.
 */
export async function takeLabels(ports: TakePorts, asked: Asked<LabelsUpload>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const bodyHash = ports.vault.hashBody(principal.institution, canonicalJson(request));
  const attempt = {
    principal,
    operation: "attach-labels",
    signer: "operator",
    bodyHash,
    idempotencyKey,
    // Cases are packed anew, and a document may come back that stood before: each is a request of its own.
    naturalKey: null,
  } as const;
  return submitOnce(ports, attempt, async () => {
    const { batch: id } = request;
    const batch = await ports.reader.view((view) => view.batch(id));
    // Another's batch does not exist for this one.
    if (batch === null || batch.maker !== principal.institution) return fail("batch-unknown", { batch: id });
    const cases = checkCaseLabels(request.cases, batch.packCount);
    const hash = createHash("sha256")
      .update(canonicalJson({ batch: id, cases }))
      .digest("hex");
    const document: LabelDocument = { hash: `0x${hash}`, batch: id, cases };
    await ports.records.putLabels(document);
    return { body: { kind: "attach-labels", batch: id, labelsHash: document.hash }, echo: {} };
  });
}
