import { ACTS_OF_KIND } from "../../domain/acts.ts";
import { dayEndSec, dayStartSec } from "../../domain/business-day.ts";
import type { Command } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, InstitutionId, RegionCode } from "../../domain/ids.ts";
import type { ImportEntry } from "../../domain/import/entry.ts";
import { type ListedInstitution, parseInstitution } from "../../domain/import/parse-institution.ts";
import { addOperator, principalOf } from "./add-operator.ts";
import { textOf } from "./decide-entry.ts";
import type { ImportPorts } from "./import-ports.ts";
import { type Asking, ask, type EntryOutcome, eachEntry, endOf, indexed, type Tried } from "./set-up.ts";

/**
 * Registers the institutions of a list as the consortium and their bureaus would: a bureau for each region
 * with an operator of its acts, then the institutions, their agreements and the suspensions of these.
 */
export async function setUpInstitutions(
  ports: ImportPorts,
  importId: string,
  entries: readonly ImportEntry[],
): Promise<readonly EntryOutcome[]> {
  const read = await eachEntry(entries, async (entry) => parseInstitution(textOf(entry)));
  const listed = read.flatMap((each) => ("value" in each ? [each.value] : []));
  const asking: Asking = { ports, importId };
  await admitBureaus(asking, new Map(listed.map(({ region, regionName }) => [region, regionName])));
  const begun = await eachEntry(read, async (each) => {
    if ("failure" in each) throw each.failure;
    return { listed: each.value, ...(await register(asking, each.value)) };
  });
  const registered = await eachEntry(begun, async (each) => {
    if ("failure" in each) throw each.failure;
    if (each.value.command !== null) await endOf(asking, each.value.command);
    return each.value;
  });
  await indexed(asking);
  const agreed = await seenThrough(asking, registered, agree);
  const outcomes = await seenThrough(asking, agreed, suspend);
  return outcomes.map((each) =>
    "failure" in each
      ? { is: "refused", failure: each.failure }
      : { is: each.value.isStanding ? "standing" : "taken" },
  );
}

type Registered = { readonly listed: ListedInstitution; readonly isStanding: boolean };

/** One act for each of them together, then the end of all: a suspension needs the agreement in a block. */
async function seenThrough(
  asking: Asking,
  of: readonly Tried<Registered>[],
  act: (asking: Asking, listed: ListedInstitution) => Promise<readonly Command[]>,
): Promise<readonly Tried<Registered>[]> {
  const begun = await eachEntry(of, async (each) => {
    if ("failure" in each) throw each.failure;
    return { of: each.value, commands: await act(asking, each.value.listed) };
  });
  const ended = await eachEntry(begun, async (each) => {
    if ("failure" in each) throw each.failure;
    for (const command of each.value.commands) await endOf(asking, command);
    return each.value.of;
  });
  await indexed(asking);
  return ended;
}

const CONSORTIUM = { name: "import", institution: 0, role: "consortium", region: 0 } as const;

async function admitBureaus(asking: Asking, regions: ReadonlyMap<RegionCode, string>): Promise<void> {
  const { ports } = asking;
  const missing: { code: string; region: RegionCode; command: Command }[] = [];
  for (const [region, regionName] of regions) {
    if ((await ports.take.reader.view((view) => view.bureauOf(region))) !== null) continue;
    const code = bureauCode(region);
    const adminKey = await ports.keepKey(code, "admin");
    const name = `${regionName}医疗保障局`;
    const command = await ask(asking, CONSORTIUM, `bureau:${region}`, {
      kind: "admit-bureau",
      institutionKind: "bureau",
      region,
      district: region,
      code,
      name,
      adminKey,
    });
    missing.push({ code, region, command });
  }
  for (const { command } of missing) await endOf(asking, command);
  await indexed(asking);
  const added: Command[] = [];
  for (const region of regions.keys()) {
    const bureau = await ports.take.reader.view((view) => view.bureauOf(region));
    if (bureau === null) return fail("institution-unknown", { code: bureauCode(region) });
    added.push(...(await addOperator(asking, bureau, ACTS_OF_KIND.bureau)));
  }
  for (const command of added) await endOf(asking, command);
  await indexed(asking);
}

function bureauCode(region: RegionCode): string {
  return `B${region}00001`;
}

async function register(
  asking: Asking,
  listed: ListedInstitution,
): Promise<{ readonly command: Command | null; readonly isStanding: boolean }> {
  const { ports } = asking;
  const { code, kind, region, district, name } = listed;
  const name_ = `register:${code}`;
  const [standing, bureau] = await ports.take.reader.view(async (view) => [
    await view.institutionByCode(code),
    await view.bureauOf(region),
  ]);
  if (bureau === null) return fail("institution-unknown", { code: bureauCode(region) });
  const own = await ports.take.commands.commandByKey(bureau.id, `import:${asking.importId}:${name_}`);
  if (standing !== null && own === null) {
    const isSame = standing.kind === kind && standing.region === region;
    if (!isSame) fail("institution-code-taken", { code, holder: standing.id });
    return { command: null, isStanding: true };
  }
  const adminKey = await ports.keepKey(code, "admin");
  const request = {
    kind: "register-institution",
    institutionKind: kind,
    district,
    code,
    name,
    adminKey,
  } as const;
  return { command: own ?? (await ask(asking, principalOf(bureau), name_, request)), isStanding: false };
}

/** A list that does not date agreements means that they stood before anything it is imported with. */
const AGREED_FROM_SEC = 946_656_000;
const AGREED_UNTIL_SEC = 4_102_444_800;
const NO_REASON: Hex32 = `0x${"0".repeat(64)}`;
const PAID_BY_FUNDS: ReadonlySet<string> = new Set(["pharmacy", "hospital", "care-agency"]);

async function agree(asking: Asking, listed: ListedInstitution): Promise<readonly Command[]> {
  const { ports } = asking;
  const { code, kind } = listed;
  const [row, bureau] = await ports.take.reader.view(async (view) => [
    await view.institutionByCode(code),
    await view.bureauOf(listed.region),
  ]);
  if (row === null || bureau === null) return fail("institution-unknown", { code });
  const acts = ACTS_OF_KIND[kind];
  const own = acts.length === 0 ? [] : await addOperator(asking, row, acts);
  if (!PAID_BY_FUNDS.has(kind)) return own;
  const by = principalOf(bureau);
  const institution: InstitutionId = row.id;
  const terms = { fromSec: AGREED_FROM_SEC, validUntilSec: AGREED_UNTIL_SEC };
  const commands = [...own];
  const isOurs = await ports.take.commands.commandByKey(bureau.id, `import:${asking.importId}:agree:${code}`);
  if (row.agreement.length === 0 || isOurs !== null) {
    commands.push(await ask(asking, by, `agree:${code}`, { kind: "sign-agreement", institution, ...terms }));
  }
  return commands;
}

async function suspend(asking: Asking, listed: ListedInstitution): Promise<readonly Command[]> {
  const { ports } = asking;
  const { code, suspension, region } = listed;
  const { zone } = ports.take;
  const [row, bureau] = await ports.take.reader.view(async (view) => [
    await view.institutionByCode(code),
    await view.bureauOf(region),
  ]);
  if (suspension === null || row === null || bureau === null) return [];
  const fromSec = dayStartSec(suspension.fromDay, zone) ?? 0;
  const untilSec = dayEndSec(suspension.toDay, zone) ?? 0;
  if (row.agreement.some((change) => change.status === "suspended" && change.fromSec === fromSec)) return [];
  const command = await ask(asking, principalOf(bureau), `suspend:${code}`, {
    kind: "suspend-agreement",
    institution: row.id,
    fromSec,
    untilSec,
    reasonHash: NO_REASON,
  });
  return [command];
}
