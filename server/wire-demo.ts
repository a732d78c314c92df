import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { DEMO_DAYS } from "./demo/demo-plan.ts";
import { demoStepCount, loadDemo } from "./demo/load.ts";
import { planDemo } from "./demo/plan.ts";
import { feedTable, planFeed } from "./demo/plan-feed.ts";
import { businessDayOf, dayStartSec } from "./domain/business-day.ts";
import type { RuleSetUpload } from "./domain/claims/encounter-requests.ts";
import type { Principal } from "./domain/principal.ts";
import type { ReconciliationRow } from "./domain/reconcile/reconciliation-store.ts";
import { SERVER_OPERATOR_ROLE } from "./http/authenticate.ts";
import { tableLines } from "./http/read-feed.ts";
import { readRuleSet } from "./http/read-rule-set.ts";
import type { RunningServer } from "./main.ts";
import { type Holder, writeCredentials } from "./wire-credentials.ts";
import { type Data, keepKey } from "./wire-data.ts";
import { type Beginning, keepBeginning } from "./wire-ledger.ts";

const DEMO = "demo";
const STORY_CODE = "demo-story-code";
const RECONCILED = "demo-reconciliation";
/** Beside the credentials, so that an operator can reconcile it by hand. */
const DEMO_FEED = "demo-claims.csv";

export type DemoProgress = { start(total: number): void; step(): void };

/**
 * A ledger that begins thirty days ago, at the first second of a day of the zone, so that goods have had time
 * to move.
 */
export function demoBeginning(nowSec: number, offsetMin: number): Beginning {
  const zone = { offsetMin };
  const today = dayStartSec(businessDayOf(nowSec, zone), zone);
  if (today === null) throw new Error("today is no day");
  return { pastTimes: "demo", genesisTimeSec: today - DEMO_DAYS * 86_400 };
}

export type DemoStands = "loaded" | "to-load" | "never";

/** How far the demo of this data is; `never` where the ledger began without one. */
export async function demoStands(data: Data): Promise<DemoStands> {
  if ((await data.intents.setting(DEMO)) === "loaded") return "loaded";
  const beginning = await keepBeginning(data, { pastTimes: "none", genesisTimeSec: 0 });
  return beginning.pastTimes === "demo" ? "to-load" : "never";
}

export function storyCode(data: Data): Promise<string | null> {
  return data.intents.setting(STORY_CODE);
}

/** Loads what is missing of the demo, hands out its keys and closes the past. */
export async function loadDemoInto(server: RunningServer, progress: DemoProgress): Promise<void> {
  const { data, node, take, claims } = server;
  if (node === null) throw new Error("the demo needs the embedded node");
  const { genesisTimeSec } = await keepBeginning(data, { pastTimes: "none", genesisTimeSec: 0 });
  const plan = planDemo();
  progress.start(demoStepCount(plan));
  const loaded = await loadDemo({
    take,
    claims,
    ruleSets: await readRuleSets(),
    keyring: {
      keep: (code, role) => keepKey(data.keyring, code, role),
      bind: (code, institution) => data.keyring.bind(code, institution),
    },
    genesisSec: genesisTimeSec,
    setTime: async (atSec) => {
      await node.setBuildTime(atSec);
    },
    progress: progress.step,
  });
  const principals = [
    ...loaded.members.map(({ code, principal }) => ({
      code,
      principal,
      extra: principal.duty === undefined ? [] : [principal.duty],
    })),
    consortium,
    operator,
  ];
  await writeCredentials(data, "demo-credentials.json", principals);
  await node.endBuild();
  await data.intents.putSetting(STORY_CODE, loaded.storyCode);
  const auditor = loaded.members.find(({ principal }) => principal.role === "auditor");
  if (auditor === undefined) throw new Error("the demo has no auditor");
  const dayOf = (offset: number): string => businessDayOf(genesisTimeSec + offset * 86_400, take.zone);
  await reconcileMonth(server, auditor.principal, feedTable(planFeed(plan), dayOf));
  await data.intents.putSetting(DEMO, "loaded");
}

/** Holds the month's claims, as a fund would hand them over, against the ledger; they stay as a file. */
async function reconcileMonth(
  { data, reconciliations }: RunningServer,
  principal: Principal,
  table: string,
): Promise<void> {
  const bytes = Buffer.from(table);
  await writeFile(join(data.directory, DEMO_FEED), bytes, { mode: 0o600 });
  const { id } = await reconciliations.begin({
    principal,
    format: "claims-csv",
    name: DEMO_FEED,
    institutionCode: null,
    block: null,
    region: null,
    lines: tableLines(Readable.from([bytes]), { feedLineBytesMax: bytes.length }),
    sha256: () => createHash("sha256").update(bytes).digest("hex"),
  });
  await reconciliations.idle();
  await data.intents.putSetting(RECONCILED, id);
}

/** The reconciliation of the demo's month; null where there is no demo. */
export async function demoReconciliation(data: Data): Promise<ReconciliationRow | null> {
  const id = await data.intents.setting(RECONCILED);
  return id === null ? null : data.reconciliations.reconciliation(id);
}

/** The examples that the repository ships, as bureaus would put them. */
async function readRuleSets(): Promise<RuleSetUpload[]> {
  const names = (await readdir(RULE_SETS)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(
    names.map(async (name) => readRuleSet(await readFile(new URL(name, RULE_SETS), "utf8"))),
  );
}

const RULE_SETS = new URL("../rule-sets/", import.meta.url);

const consortium: Holder = {
  code: null,
  principal: { name: "consortium", institution: 0, role: "consortium", region: 0 },
  extra: [],
};

/** Whoever runs this server: reads its metrics, speaks for no institution. */
const operator: Holder = {
  code: null,
  principal: { name: "server operator", institution: 0, role: "consortium", region: 0 },
  extra: [SERVER_OPERATOR_ROLE],
};

/** The first credentials of an empty ledger: with them bureaus and auditors are admitted. */
export function writeFirstCredentials(data: Data): Promise<void> {
  return writeCredentials(data, "consortium-credentials.json", [consortium, operator]);
}
