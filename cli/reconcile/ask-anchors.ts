import { Complaint } from "../complaint.ts";

/** What an institution anchored of a feed at a block, as a server tells it. */
export type ToldAnchored = {
  readonly institution: number;
  readonly code: string;
  readonly name: string;
  readonly block: number;
  readonly asOfBlockHash: string;
  readonly scopeRegion: number;
  readonly findingsDigest: string;
};

export type FeedAtBlock = {
  readonly sha256: string;
  readonly format: string;
  readonly institution: string | null;
  readonly block: number;
};

/** Asks a server what its ledger has of a feed at a block. */
export async function askAnchors(
  base: string,
  token: string,
  feed: FeedAtBlock,
): Promise<readonly ToldAnchored[]> {
  let response: Response;
  try {
    response = await fetch(`${base}/v1/reconciliations/anchors/query`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(feed),
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Complaint(`no server answers at ${new URL(base).origin}`, "start one with `npm start`");
  }
  if (!response.ok) throw new Complaint(`the server answered ${response.status}`, "read docs/errors.md");
  // A 200 of this path is a list of anchors, by the server's schemas.
  return ((await response.json()) as { rows: readonly ToldAnchored[] }).rows;
}
