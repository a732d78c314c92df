import type { FunctionFragment, Interface } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeployedContract } from "../../../server/domain/deployment.ts";
import { type CastOfRoles, type Role, roles } from "./cast-of-roles.ts";

/** What happens when each role calls a function: "done", or the name of the refusal. */
export type Row = { values: Values; refusal: string; but: Partial<Record<Role, string>> };

/** Arguments, or what they are of a role that must name itself. */
type Values = readonly unknown[] | ((role: Role) => readonly unknown[]);

export type Table = Readonly<Record<string, (cast: CastOfRoles) => Row>>;

/** A table for each contract, with a row for every function: what each role is told that calls it. */
export function describeRoles<Cast extends CastOfRoles>(
  title: string,
  makeCast: () => Promise<Cast>,
  tables: Partial<Readonly<Record<DeployedContract, Readonly<Record<string, (cast: Cast) => Row>>>>>,
): void {
  // The names of the contracts that have a table, as the type of `tables` has them.
  const contracts = Object.keys(tables) as DeployedContract[];
  const tableOf = (contract: DeployedContract) => tables[contract] ?? {};
  describe(title, () => {
    let cast: Cast;

    beforeAll(async () => {
      cast = await makeCast();
    });

    afterAll(() => cast.chain.close());

    it.each(contracts)("has a row for every function of %s, and none for another", (contract) => {
      const names = functionsOf(cast.contracts[contract].face).map(({ name }) => name);
      expect(Object.keys(tableOf(contract)).sort()).toEqual(names.sort());
      expect(new Set(names).size).toBe(names.length);
    });

    it.each(
      contracts.flatMap((contract) =>
        Object.keys(tableOf(contract)).map((name) => [contract, name] as const),
      ),
    )("answers each role as the table says: %s.%s", async (contract, name) => {
      await expectRow(cast, contract, tableOf(contract)[name]?.(cast), name);
    });
  });
}

/** Calls the function as each role and compares what became of it with the row. */
export async function expectRow(
  cast: CastOfRoles,
  contract: DeployedContract,
  row: Row | undefined,
  name: string,
): Promise<void> {
  if (row === undefined) throw new Error(`no row for ${name}`);
  const seen: Partial<Record<Role, string>> = {};
  const expected: Partial<Record<Role, string>> = {};
  for (const role of roles) {
    const values = typeof row.values === "function" ? row.values(role) : row.values;
    seen[role] = await outcomeOf(cast, contract, role, name, values);
    expected[role] = row.but[role] ?? row.refusal;
  }
  expect(seen).toEqual(expected);
}

async function outcomeOf(
  cast: CastOfRoles,
  contract: DeployedContract,
  role: Role,
  name: string,
  values: readonly unknown[],
): Promise<string> {
  const { address, face } = cast.contracts[contract];
  const call = { from: cast.addressOf(role), to: address, data: face.encodeFunctionData(name, values) };
  try {
    await cast.chain.provider.send("eth_call", [call, "latest"]);
    return "done";
  } catch (error) {
    const data = revertDataOf(error);
    if (data === null) throw error;
    return nameOf(cast, data);
  }
}

function nameOf(cast: CastOfRoles, data: string): string {
  // A caller without code cannot answer what AccessManager asks of a contract.
  if (data === "0x") return "no reason";
  for (const { face } of Object.values(cast.contracts)) {
    const found = face.parseError(data);
    if (found !== null) return found.name;
  }
  throw new Error(`no error of ours: ${data}`);
}

/** The revert data lies at an unlike depth in the errors of unlike providers. */
function revertDataOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null) return null;
  if ("data" in error && typeof error.data === "string") return error.data;
  for (const inner of Object.values(error)) {
    const found = revertDataOf(inner);
    if (found !== null) return found;
  }
  return null;
}

export function functionsOf(face: Interface): FunctionFragment[] {
  const found: FunctionFragment[] = [];
  face.forEachFunction((it) => found.push(it));
  return found;
}

/** Roles of the authority: one passes, the key that holds it with a delay has first to schedule. */
export function guarded(by: Role, values: unknown[], passed = "done"): Row {
  const delayed = by === "guardian" ? {} : { delayedConsortium: "AccessManagerNotScheduled" };
  return { values, refusal: "AccessManagedUnauthorized", but: { [by]: passed, ...delayed } };
}

/** What no role of the cast may do. */
export function refused(refusal: string, ...values: unknown[]): Row {
  return { values, refusal, but: {} };
}

/** A function that asks nobody who calls it. */
export function everybody(...values: unknown[]): Row {
  return { values, refusal: "done", but: {} };
}
