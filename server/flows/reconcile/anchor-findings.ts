import { canonicalJson } from "../../domain/canonical-json.ts";
import { type Failure, fail, isFailure } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { FeedName, FeedWord, Log, NewCommand, Submitter, Vault } from "../../domain/ports.ts";
import type { AnchorBody, AnchoredReading } from "../../domain/reconcile/anchor.ts";
import { createFindingsDigest } from "../../domain/reconcile/findings-digest.ts";
import type {
  Anchoring,
  FindingDigests,
  ReconciliationRow,
  ReconciliationStore,
} from "../../domain/reconcile/reconciliation-store.ts";
import { rulesText } from "../../domain/reconcile/rules-text.ts";
import { isPassing } from "../submit/failure-kinds.ts";
import type { ReconcileEnd, ReconcilePorts } from "./reconcile-ports.ts";
import { createTextHash } from "./text-hash.ts";

export type AnchorPorts = {
  readonly store: Pick<ReconciliationStore, "everyFinding" | "put">;
  readonly submitter: Pick<Submitter, "accept">;
  readonly vault: Pick<Vault, "feedWords" | "hashBody">;
  readonly reconcile: Pick<ReconcilePorts, "zone">;
  readonly log: Log;
};

/** A reconciliation that was judged to its end. */
export type Ended = ReconciliationRow & { readonly asOf: NonNullable<ReconciliationRow["asOf"]> };

/** The digests of everything that is kept of a reconciliation, read once more from the first finding on. */
export async function digestFindings(
  { store, vault, reconcile }: AnchorPorts,
  row: Ended,
  { attempts, settings }: Pick<ReconcileEnd, "attempts" | "settings">,
): Promise<FindingDigests> {
  const { epoch, salt } = newestWord(vault, row);
  const { sha256, format, institutionCode, asOf } = row;
  const of = { sha256, format, institutionCode, feedSalt: salt, asOf, scopeRegion: row.payerRegion ?? 0 };
  const digest = createFindingsDigest(createTextHash(), of);
  for await (const finding of store.everyFinding(row.id)) {
    digest.add({ ...finding, disallowedFen: finding.disallowedFen.toString() });
  }
  const rules = createTextHash();
  rules.update(rulesText({ settings, zone: reconcile.zone }));
  return {
    findings: digest.end(),
    keyEpoch: epoch,
    rules: `0x${rules.end()}`,
    attempts: attempts.digest,
    attemptCount: attempts.count,
  };
}

/** What the ledger would call this reading; null before the end. */
export function readingOf(row: ReconciliationRow, feedWord: Hex32): AnchoredReading | null {
  const { asOf, digests, payerRegion } = row;
  if (asOf === null || digests === null) return null;
  return {
    feedWord,
    asOfBlock: asOf.block,
    asOfBlockHash: asOf.blockHash,
    scopeRegion: payerRegion ?? 0,
    rulesHash: digests.rules,
    attemptsDigest: digests.attempts,
  };
}

/**
 * Hands the digest to the outbox, as the institution that asked. The reconciliation's id names the command,
 * so that a stop between the two doubles nothing; what the ledger or the keys refuse is kept as the reason.
 */
export async function anchorFindings(ports: AnchorPorts, row: ReconciliationRow): Promise<void> {
  const anchoring = await submitted(ports, row);
  await ports.store.put({ row: { ...row, anchoring }, findings: [], tallies: [] });
  const code = anchoring.kind === "unable" || anchoring.kind === "refused" ? anchoring.code : null;
  ports.log.info(
    { reconciliation: row.id, anchoring: anchoring.kind, code },
    "findings handed to the ledger",
  );
}

async function submitted(ports: AnchorPorts, row: ReconciliationRow): Promise<Anchoring> {
  try {
    const { id } = await ports.submitter.accept(commandOf(ports, row));
    return { kind: "sent", command: id };
  } catch (error) {
    if (!isFailure(error) || isPassing(error)) throw error;
    return notAnchored(error);
  }
}

function notAnchored({ code, facts }: Failure): Anchoring {
  return { kind: UNABLE.has(code) ? "unable" : "refused", code, facts };
}

/** This server can not speak for whoever asked, or not about so much: nobody has refused anything. */
const UNABLE = new Set<Failure["code"]>(["operator-unknown", "amount-too-wide"]);

function commandOf({ vault }: AnchorPorts, row: ReconciliationRow): NewCommand {
  const body = bodyOf(row, newestWord(vault, row).word);
  return {
    institution: row.requestedBy,
    principal: "reconciliation",
    signer: "operator",
    operation: body.kind,
    idempotencyKey: `anchor:${row.id}`,
    bodyHash: vault.hashBody(row.requestedBy, canonicalJson(body)),
    body,
    echo: {},
  };
}

function bodyOf(row: ReconciliationRow, feedWord: Hex32): AnchorBody {
  const content = readingOf(row, feedWord);
  if (content === null || row.digests === null) throw new Error("a reconciliation that has not ended");
  const { findingCount, summary, digests } = row;
  const { questionedFen, kinds } = summary;
  if (questionedFen > FEN_MAX) fail("amount-too-wide", { questionedFen: questionedFen.toString() });
  const violations = kinds.filter(({ verdict }) => verdict === "violation");
  return {
    kind: "anchor-reconciliation",
    content,
    findings: {
      digest: digests.findings,
      findingCount,
      violationCount: violations.reduce((sum, { count }) => sum + count, 0),
      questionedFen: questionedFen.toString(),
    },
  };
}

/** Fen are uint64 on the chain; a feed says what it likes. */
const FEN_MAX = 2n ** 64n - 1n;

export function newestWord(vault: Pick<Vault, "feedWords">, feed: FeedName): FeedWord {
  return vault.feedWords(feed)[0] ?? fail("could-not-look", { missing: ["key epoch"] });
}
