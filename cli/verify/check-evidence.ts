import { refute } from "./check.ts";
import { type ClaimStory, DISPENSE, ENCOUNTER, type EvidenceNamed } from "./claim-events.ts";
import type { DecodedEvent } from "./decode-events.ts";

/** Each piece of evidence was recorded by the provider, under its document, before it was claimed. */
export function checkEvidence(story: ClaimStory): void {
  for (const piece of story.content.evidence) {
    const recorded = recordOf(story, piece);
    const { args } = recorded;
    const { provider } = story.content;
    if (args["institution"] !== provider || args["documentKey"] !== piece.documentKey) {
      refute("evidence is of another institution or document than the claim says", {
        evidence: piece.id,
        institution: String(args["institution"]),
        provider: String(provider),
      });
    }
    if (piece.kind === ENCOUNTER)
      findBefore(story, piece, ["encounterLedger", "EncounterClosed", "encounter"]);
  }
}

function recordOf(story: ClaimStory, piece: EvidenceNamed): DecodedEvent {
  if (piece.kind === DISPENSE)
    return findBefore(story, piece, ["drugLedger", "DispenseRecorded", "dispense"]);
  if (piece.kind === ENCOUNTER) {
    return findBefore(story, piece, ["encounterLedger", "EncounterOpened", "encounter"]);
  }
  return refute("evidence of a kind that is none", { evidence: piece.id, kind: String(piece.kind) });
}

/** Events stand in the order of the chain, so what comes before the submission was there before it. */
function findBefore(
  { all, submission }: ClaimStory,
  { id }: EvidenceNamed,
  [contract, name, field]: readonly [contract: string, name: string, field: string],
): DecodedEvent {
  const earlier = all.slice(0, all.indexOf(submission));
  const found = earlier.find(
    (event) => event.contract === contract && event.name === name && event.args[field] === id,
  );
  return (
    found ?? refute("no proven event records the evidence before the claim", { evidence: id, wanted: name })
  );
}
