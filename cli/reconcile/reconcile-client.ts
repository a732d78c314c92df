import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import type { FindingKind, Verdict } from "../../server/domain/reconcile/finding.ts";
import type { StatementResult } from "../../server/domain/reconcile/summary.ts";
import type { AnchorState } from "../../server/domain/reconcile/told-anchors.ts";
import { Complaint } from "../complaint.ts";
import { type FeedFile, openFeed } from "./feed-file.ts";

/** A reconciliation as the server tells it, as far as it is needed here. */
export type ToldReconciliation = {
  readonly id: string;
  readonly stage: "judging" | "done" | "failed";
  readonly rowCount: number;
  readonly itemCount: number;
  readonly faultCount: number;
  readonly passedOverCount: number;
  readonly judgedRow: number;
  readonly judgedCount: number;
  readonly findingCount: number;
  readonly asOf: { readonly block: number; readonly blockHash: string } | null;
  readonly failure: { readonly code: string; readonly title: string } | null;
  readonly summary: ToldSummary;
  readonly digest: { readonly findings: string } | null;
  readonly anchor: ToldAnchor | null;
  readonly others: readonly ToldOther[];
};

export type ToldAnchor = {
  readonly state: AnchorState;
  readonly block: number | null;
  /** As the ledger has it. */
  readonly findingsDigest: string | null;
  readonly reason: { readonly code: string; readonly title: string } | null;
};

export type ToldOther = {
  readonly name: string;
  readonly code: string;
  readonly block: number;
  readonly scopeRegion: number;
  readonly isSameRules: boolean;
  readonly isSameAttempts: boolean;
  readonly isSameFindings: boolean | null;
};

/** What is asked beside the feed itself; null: left to the server. */
export type ReconcileTerms = {
  readonly institution: string | null;
  readonly block: string | null;
  readonly region: string | null;
};

export type ToldSummary = {
  readonly askedFen: string;
  readonly questionedFen: string;
  readonly violatingCount: number;
  readonly suspectCount: number;
  readonly cleanCount: number;
  readonly institutionCount: number;
  readonly kinds: readonly {
    readonly kind: FindingKind;
    readonly verdict: Verdict;
    readonly count: number;
    readonly disallowedFen: string;
  }[];
  readonly couldNotLook: Readonly<Record<string, number>>;
  readonly statements: readonly ToldStatement[];
};

export type ToldStatement = {
  readonly institutionCode: string;
  readonly fromDay: string;
  readonly toDay: string;
  readonly result: StatementResult;
  readonly told: ToldFigures;
  readonly ledger: ToldFigures;
};

export type ToldFigures = {
  readonly settlementCount: number;
  readonly totalFen: string;
  readonly fundFen: string | null;
  readonly accountFen: string | null;
};

export type ReconcileClient = {
  send(feed: FeedFile, terms: ReconcileTerms): Promise<ToldReconciliation>;
  /** As it stands now; null while nobody answers. */
  state(id: string): Promise<ToldReconciliation | null>;
  /** As it stands when it is over; `onState` hears of it on the way. */
  ended(id: string, onState: (state: ToldReconciliation) => void): Promise<ToldReconciliation>;
  /** Writes a part of it into the folder, whole or not at all. */
  save(
    id: string,
    part: "findings.json" | "findings.csv" | "findings.xlsx" | "report.html",
    directory: string,
  ): Promise<string>;
};

/** How long the block of the anchor is waited for: the findings are there without it. */
const ANCHOR_PATIENCE_MS = 10_000;
/** How long a server that went away while it judged is waited for. */
const PATIENCE_MS = 120_000;
const POLL_MS = 300;

export function openReconcileClient(base: string, token: string): ReconcileClient {
  const authorization = `Bearer ${token}`;
  const get = async (path: string): Promise<Response> => {
    const response = await fetch(`${base}${path}`, { headers: { authorization } });
    return response.ok ? response : refuse(response);
  };
  return {
    state: (id) => stateOf(get, id),
    send: async (feed, terms) => {
      const query = new URLSearchParams({ format: feed.format, name: feed.name });
      for (const [name, value] of Object.entries(terms)) if (value !== null) query.set(name, value);
      const response = await sendFeed(`${base}/v1/reconciliations?${query}`, feed, authorization);
      if (!response.ok) return refuse(response);
      // A 202 of this path is a reconciliation, by the server's schemas.
      return (await response.json()) as ToldReconciliation;
    },
    ended: async (id, onState) => {
      let awaySinceMs: number | null = null;
      let anchoringSinceMs: number | null = null;
      for (;;) {
        const state = await stateOf(get, id);
        if (state === null) {
          awaySinceMs ??= Date.now();
          if (Date.now() - awaySinceMs > PATIENCE_MS) throw absent(base, "it went away while it judged");
        } else {
          awaySinceMs = null;
          onState(state);
          if (state.stage !== "judging") anchoringSinceMs ??= Date.now();
          if (isOver(state, anchoringSinceMs)) return state;
        }
        await wait(POLL_MS);
      }
    },
    save: async (id, part, directory) => {
      const file = join(directory, part);
      const draft = await open(`${file}.draft`, "w", 0o600);
      try {
        const { body } = await get(`/v1/reconciliations/${id}/${part}`);
        if (body !== null) for await (const chunk of body) await draft.write(chunk);
        await draft.sync();
      } finally {
        await draft.close();
      }
      await rename(`${file}.draft`, file);
      return file;
    },
  };
}

function isOver({ anchor }: ToldReconciliation, endedSinceMs: number | null): boolean {
  if (endedSinceMs === null) return false;
  return anchor?.state !== "pending" || Date.now() - endedSinceMs > ANCHOR_PATIENCE_MS;
}

async function sendFeed(url: string, feed: FeedFile, authorization: string): Promise<Response> {
  const stream = openFeed(feed);
  const request: RequestInit & { readonly duplex: "half" } = {
    method: "POST",
    headers: { authorization, "content-type": feed.contentType },
    // Node's web streams are those that fetch takes; their types come from two places.
    body: Readable.toWeb(stream) as unknown as NonNullable<RequestInit["body"]>,
    duplex: "half",
  };
  try {
    return await fetch(url, request);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const fault = stream.errored;
    if (fault !== null) throw new Complaint(`${feed.path}: ${fault.message}`, "check the file");
    throw absent(url, error.cause instanceof Error ? error.cause.message : "no answer");
  } finally {
    stream.destroy();
  }
}

/** Null while nobody answers: a server that was stopped goes on when it is started again. */
async function stateOf(
  get: (path: string) => Promise<Response>,
  id: string,
): Promise<ToldReconciliation | null> {
  try {
    const response = await get(`/v1/reconciliations/${id}`);
    // A 200 of this path is a reconciliation, by the server's schemas.
    return (await response.json()) as ToldReconciliation;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function absent(url: string, reason: string): Complaint {
  return new Complaint(
    `no server answers at ${new URL(url).origin} (${reason})`,
    "start one with `npm start`, or name it with --url; then run the same command again",
  );
}

async function refuse(response: Response): Promise<never> {
  const { title, code, ...facts } = problemIn(await response.text());
  const told = `${title ?? `the server answered ${response.status}`} [${code ?? response.status}]`;
  const detail = DETAILS.flatMap((name) =>
    name in facts ? [`${name}: ${JSON.stringify(facts[name])}`] : [],
  );
  throw new Complaint([told, ...detail].join(" "), CURES[code ?? ""] ?? "read docs/errors.md");
}

const DETAILS = ["missing", "repeated", "issues", "bytesMax", "accepted", "currentBlock", "bureauRegion"];

const CURES: Readonly<Record<string, string>> = {
  unauthenticated: "name a file with a bureau's or an auditor's key by --token-file",
  "role-not-permitted": "use a bureau's or an auditor's key, by --token-file",
  "feed-columns-wrong": "give the table the head that docs/feeds.md tells, or another --format",
  "block-not-reached": "name a block that this server has read: caretrail checkpoint tells its head",
  "reconciliation-outside-region": "leave --region out: a bureau is told of its own fund",
  "feed-institution-missing": "name the institution's code by --institution",
  "unsupported-media-type": "name the format that the file has by --format",
  "body-too-large": "send the feed in parts, or raise CARETRAIL_FEED_BYTES_MAX",
};

type Problem = { title?: string; code?: string; [fact: string]: unknown };

function problemIn(text: string): Problem {
  try {
    // A server of ours answers problem documents; all members may be absent.
    return JSON.parse(text) as Problem;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
