import type { Command } from "../../domain/command.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { CommandReader, FeedName, LedgerReader, Vault } from "../../domain/ports.ts";
import { type AnchoredReading, type AnchorRow, isSameReading } from "../../domain/reconcile/anchor.ts";
import type { FindingDigests, ReconciliationRow } from "../../domain/reconcile/reconciliation-store.ts";
import type {
  ToldAnchor,
  ToldAnchored,
  ToldAnchors,
  ToldOther,
} from "../../domain/reconcile/told-anchors.ts";
import { readingOf } from "./anchor-findings.ts";

export type TellPorts = {
  readonly vault: Pick<Vault, "feedWords">;
  readonly reader: Pick<LedgerReader, "view">;
  readonly commands: Pick<CommandReader, "command">;
};

const NOTHING: ToldAnchors = { digest: null, anchor: null, others: [] };

/** Reads what the ledger has of a reconciliation's feed and block, under the key of each epoch. */
export async function tellAnchors(ports: TellPorts, row: ReconciliationRow): Promise<ToldAnchors> {
  const { digests, asOf } = row;
  if (digests === null || asOf === null) return NOTHING;
  const words = ports.vault.feedWords(row);
  const own = words.find(({ epoch }) => epoch === digests.keyEpoch);
  const reading = own === undefined ? null : readingOf(row, own.word);
  if (own === undefined || reading === null) return NOTHING;
  return ports.reader.view(async (view) => {
    const said = await Promise.all(words.map(({ word }) => view.anchorsOf(word, asOf.block)));
    const anchors = said.flat();
    const ownWord = anchors.find(
      ({ institution, content }) => institution === row.requestedBy && isSameReading(content, reading),
    );
    const { keyEpoch: _, ...digest } = digests;
    return {
      digest: { ...digest, feedSalt: own.salt },
      anchor: await tellOwn(ports, row, ownWord ?? null),
      others: await Promise.all(
        anchors
          .filter(({ institution }) => institution !== row.requestedBy)
          .map((each) => tellOther(view, each, { reading, digests })),
      ),
    };
  });
}

/** What institutions anchored of a feed at a block, whoever asks and whatever this server has of it. */
export function anchorsOfFeed(
  { vault, reader }: Pick<TellPorts, "vault" | "reader">,
  feed: FeedName,
  block: number,
): Promise<readonly ToldAnchored[]> {
  return reader.view(async (view) => {
    const words = vault.feedWords(feed).map(({ word }) => view.anchorsOf(word, block));
    return Promise.all((await Promise.all(words)).flat().map((row) => toldOf(view, row)));
  });
}

async function toldOf(
  view: LedgerView,
  { institution, content, findings, origin }: AnchorRow,
): Promise<ToldAnchored> {
  const row = await view.institution(institution);
  const { asOfBlockHash, scopeRegion, rulesHash, attemptsDigest } = content;
  const { digest: findingsDigest, ...numbers } = findings;
  return {
    institution,
    code: row?.code ?? "",
    name: row?.name ?? "",
    block: origin.block,
    anchoredAtSec: origin.recordedAtSec,
    ...{ asOfBlockHash, scopeRegion, rulesHash, attemptsDigest, findingsDigest },
    ...numbers,
  };
}

async function tellOwn(
  { commands }: TellPorts,
  { anchoring, digests }: ReconciliationRow,
  own: AnchorRow | null,
): Promise<ToldAnchor> {
  const found = {
    block: own?.origin.block ?? null,
    transactionHash: own?.origin.transactionHash ?? null,
    findingsDigest: own?.findings.digest ?? null,
    reason: null,
  };
  if (own !== null && own.findings.digest === digests?.findings) return { ...found, state: "anchored" };
  if (anchoring?.kind === "unable" || anchoring?.kind === "refused") {
    const { code, facts } = anchoring;
    return { ...found, state: anchoring.kind === "unable" ? "none" : "refused", reason: { code, facts } };
  }
  const command = anchoring?.kind === "sent" ? await commands.command(anchoring.command) : null;
  return { ...found, ...stateOf(command) };
}

/** What is mined and not in the index yet is pending still: it is told when it can be shown. */
function stateOf(command: Command | null): Pick<ToldAnchor, "state" | "reason"> {
  const refusal = command?.refusal ?? null;
  if (refusal === null) return { state: "pending", reason: null };
  return { state: "refused", reason: { code: refusal.code, facts: refusal.facts } };
}

async function tellOther(
  view: LedgerView,
  anchor: AnchorRow,
  own: { readonly reading: AnchoredReading; readonly digests: FindingDigests },
): Promise<ToldOther> {
  const { reading, digests } = own;
  const { content } = anchor;
  const { rulesHash, attemptsDigest, findingsDigest, asOfBlockHash, ...told } = await toldOf(view, anchor);
  const isSameBlock = asOfBlockHash === reading.asOfBlockHash;
  const isSameScope = content.scopeRegion === reading.scopeRegion;
  const isComparable = isSameBlock && isSameScope && content.feedWord === reading.feedWord;
  return {
    ...told,
    isSameBlock,
    isSameScope,
    isSameRules: rulesHash === reading.rulesHash,
    isSameAttempts: attemptsDigest === reading.attemptsDigest,
    isSameFindings: isComparable ? findingsDigest === digests.findings : null,
  };
}
