import { canonicalJson, type Json } from "../../domain/canonical-json.ts";
import type { Command } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import type { Facts, Failure } from "../../domain/failure.ts";
import type { FailureCode } from "../../domain/failure-catalogue.ts";
import type { Hex32, InstitutionId } from "../../domain/ids.ts";
import type { ImportPlan, PlannedCommand } from "../../domain/import/import-store.ts";
import { isRefusal } from "../submit/failure-kinds.ts";
import type { ImportPorts } from "./import-ports.ts";
import { settled } from "./patient.ts";
import { IMPORT_PRINCIPAL } from "./plan-window.ts";

export type RefusedEntry = { readonly entry: number; readonly code: FailureCode; readonly facts: Facts };

type Run = {
  readonly ports: ImportPorts;
  readonly importId: string;
  readonly plan: ImportPlan;
  /** By the command's place in the plan; several when a bulk was divided. */
  readonly accepted: Map<number, Accepted[]>;
  /** Commands that were seen to their end. */
  readonly ended: Map<string, Command>;
  /** Commands that this run sends, each until it was accepted or refused. */
  readonly sent: Map<number, PromiseWithResolvers<void>>;
  readonly refused: RefusedEntry[];
};

type Accepted = { readonly id: string; readonly entries: readonly number[] };

/**
 * Sends the commands of a plan in their order and waits for the end of all of them. Each has a name that
 * follows from its place, so after a kill those that were accepted are found again and only the others are
 * sent.
 */
export async function runPlan(
  ports: ImportPorts,
  importId: string,
  plan: ImportPlan,
): Promise<readonly RefusedEntry[]> {
  const run: Run = {
    ports,
    importId,
    plan,
    accepted: new Map(),
    ended: new Map(),
    sent: new Map(),
    refused: [],
  };
  ports.foresight.planned.clear();
  await findAllStanding(run);
  // What stood was planned from an index that did not hold it: everything after begins behind it.
  if (run.accepted.size > 0) await drain(run);
  await sendLanes(run);
  await drain(run);
  for (const each of [...run.accepted.values()].flat()) run.refused.push(...(await refusalsOf(run, each)));
  return run.refused;
}

async function findAllStanding(run: Run): Promise<void> {
  for (const [place, command] of run.plan.commands.entries()) {
    const standing = await findStanding(run, place, command);
    if (standing !== null) run.accepted.set(place, [{ id: standing.id, entries: command.entries }]);
  }
}

/** Each lane in its own order, beside the others; where one goes on from another it waits for that. */
async function sendLanes(run: Run): Promise<void> {
  const lanes = new Map<InstitutionId, number[]>();
  for (const [place, { institution }] of run.plan.commands.entries()) {
    if (run.accepted.has(place)) continue;
    run.sent.set(place, Promise.withResolvers());
    lanes.set(institution, [...(lanes.get(institution) ?? []), place]);
  }
  // Not every one is awaited by another lane; how a lane ends is told below.
  void Promise.allSettled([...run.sent.values()].map(({ promise }) => promise));
  const ends = await Promise.allSettled([...lanes.values()].map((places) => sendLane(run, places)));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function sendLane(run: Run, places: readonly number[]): Promise<void> {
  try {
    for (const place of places) {
      const command = run.plan.commands[place];
      if (command === undefined) throw new RangeError(`no command ${place}`);
      await awaitOthers(run, command.awaits);
      await send(run, { place, part: "", command });
      run.sent.get(place)?.resolve();
    }
  } catch (error) {
    // Whoever waits for this lane ends with it.
    for (const place of places) run.sent.get(place)?.reject(error);
    throw error;
  }
}

/** Everything sent has ended and the index shows it: what comes next is planned from there. */
async function drain(run: Run): Promise<void> {
  const { ports } = run;
  for (const { id } of [...run.accepted.values()].flat()) await endOf(run, id);
  await indexHeld(run);
  ports.foresight.planned.clear();
}

/** The index holds every block that is there now. */
function indexHeld({ ports }: Run): Promise<unknown> {
  return ports.patience(async () => {
    const { block } = await ports.take.ledger.head();
    return (await ports.take.reader.reached(block, ports.limits.settleMs)) ? "done" : "again";
  });
}

async function endOf({ ports, ended }: Run, id: string): Promise<Command> {
  const known = ended.get(id) ?? (await settled(ports, id));
  ended.set(id, known);
  return known;
}

/** Steps of another lane that must be in a block before. */
async function awaitOthers(run: Run, awaits: readonly number[]): Promise<void> {
  for (const place of awaits) {
    await run.sent.get(place)?.promise;
    for (const { id } of run.accepted.get(place) ?? []) await endOf(run, id);
  }
}

type Sending = { readonly place: number; readonly part: string; readonly command: PlannedCommand };

async function send(run: Run, sending: Sending): Promise<void> {
  const { ports, accepted, refused } = run;
  const { place, command } = sending;
  let id: string;
  try {
    ({ id } = await accept(run, sending));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const halves = halvesOf(command);
    if (halves === null) refused.push(...refusedAll(command, error));
    for (const [at, half] of halves?.entries() ?? []) {
      await send(run, { place, part: `${sending.part}.${at}`, command: half });
    }
    return;
  }
  accepted.set(place, [...(accepted.get(place) ?? []), { id, entries: command.entries }]);
  await foreseeEffects(run, command, id);
  ports.foresight.forget(command.body);
}

async function accept(run: Run, sending: Sending): Promise<Command> {
  const { ports } = run;
  const { command } = sending;
  const { institution, body, openings } = command;
  ports.foresight.foresee(body);
  const asked = {
    institution,
    principal: IMPORT_PRINCIPAL,
    signer: "operator",
    operation: body.kind,
    idempotencyKey: keyOf(run, sending),
    bodyHash: hashOf(run, institution, body),
    body,
    echo: {},
    openings,
  } as const;
  return ports.patience(() => ports.take.submitter.accept(asked));
}

function keyOf({ importId, plan }: Run, { place, part }: Pick<Sending, "place" | "part">): string {
  return `import:${importId}:${plan.from}:${place}${part}`;
}

function hashOf({ ports }: Run, institution: InstitutionId, body: CommandBody): Hex32 {
  // A body is plain JSON, which is all that canonicalJson asks for.
  return ports.take.vault.hashBody(institution, canonicalJson(body as unknown as Json));
}

/** A kill between the halves of a bulk leaves no whole: then it is sent again, and refused as before. */
async function findStanding(
  run: Run,
  place: number,
  { institution }: PlannedCommand,
): Promise<Command | null> {
  return run.ports.take.commands.commandByKey(institution, keyOf(run, { place, part: "" }));
}

async function foreseeEffects(run: Run, { institution, body }: PlannedCommand, id: string): Promise<void> {
  const { ports } = run;
  const [only, ...more] = ports.foresight.callsOf(body);
  const isManifest = body.kind === "append-manifest";
  // A manifest of many parts is planned part by part from the index: it is waited for, and looked up there.
  if (isManifest && more.length > 0) {
    await endOf(run, id);
    await indexHeld(run);
    ports.foresight.planned.rows.batches.delete(body.batch);
    ports.foresight.planned.rows.manifests.delete(body.batch);
    return;
  }
  if (only === undefined || more.length > 0) throw new TypeError(`${body.kind} is not one call`);
  const inNameOf = body.kind === "import-record" ? body.for : institution;
  await ports.take.reader.view((view) => ports.foresight.planned.apply(only, inNameOf, view));
}

function halvesOf(command: PlannedCommand): readonly PlannedCommand[] | null {
  const { body, entries, openings } = command;
  if (body.kind !== "import-dispenses" || body.dispenses.length < 2) return null;
  const middle = Math.floor(body.dispenses.length / 2);
  const part = (from: number, to: number): PlannedCommand => ({
    ...command,
    body: { ...body, dispenses: body.dispenses.slice(from, to) },
    entries: entries.slice(from, to),
    openings: openings.slice(from, to),
    awaits: [],
  });
  return [part(0, middle), part(middle, body.dispenses.length)];
}

function refusedAll({ entries }: PlannedCommand, { code, facts }: Failure): RefusedEntry[] {
  return entries.map((entry) => ({ entry, code, facts }));
}

/** What the ledger refused of a command, by the entries it stood for. */
async function refusalsOf(run: Run, { id, entries }: Accepted): Promise<readonly RefusedEntry[]> {
  const { body, state, refusal, progress } = await endOf(run, id);
  if (body.kind !== "import-dispenses") {
    if (state !== "refused" || refusal === null) return [];
    const { code, facts } = refusal;
    return entries.map((entry) => ({ entry, code, facts }));
  }
  const documents = progress.result["refusedDocuments"];
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((documentKey: unknown, at) => {
    const reason = progress.refusals[at];
    const entry = entries[body.dispenses.findIndex((each) => each.documentKey === documentKey)];
    return reason === undefined || entry === undefined
      ? []
      : [{ entry, code: reason.code, facts: reason.facts }];
  });
}
