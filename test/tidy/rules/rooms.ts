import type { Complaint, Source } from "../../../scripts/sources/source.ts";
import { importsOf, packageOf, resolveRelative } from "./imports.ts";

/** What a room may import: rooms or single files of server/ (or folders outside it), and packages. */
type Door = { readonly ours: readonly string[]; readonly packages: readonly string[] };

const LOG = "pino";

/**
 * T1 and T3 as a table. Arrows point at `domain`; `node:*` means Node's own modules. A room that is not in
 * the table may import nothing, so that a new folder is noticed.
 */
export const DOORS: Readonly<Record<string, Door>> = {
  "server/domain": { ours: ["server/domain"], packages: [] },
  "server/chain": {
    ours: ["server/domain", "types/ethers-contracts", "artifacts"],
    packages: ["ethers", "@ethereumjs/mpt", "@openzeppelin/merkle-tree", "node:*", LOG],
  },
  "server/store": {
    ours: ["server/domain"],
    packages: ["level", "classic-level", "memory-level", "abstract-level", "node:*", LOG],
  },
  "server/sheets": { ours: ["server/domain"], packages: ["write-excel-file", "node:*"] },
  "server/vault": { ours: ["server/domain"], packages: ["node:*"] },
  "server/demo": { ours: ["server/domain", "server/flows"], packages: ["node:*"] },
  "server/flows": { ours: ["server/domain"], packages: ["node:*"] },
  "server/http": {
    ours: ["server/domain", "server/flows"],
    packages: ["express", "zod", "helmet", "jose", "prom-client", "csv-parse", "yaml", "node:*", LOG],
  },
  "server/node": {
    ours: ["server/domain"],
    packages: ["hardhat", "@nomicfoundation/edr", "ethers", "node:*", LOG],
  },
  "server/config.ts": { ours: ["server/domain"], packages: ["zod", "node:*"] },
  "server/main.ts": { ours: ["server"], packages: ["node:*", LOG] },
  cli: { ours: ["cli", "server"], packages: ["commander", "cli-progress", "csv-parse", "node:*"] },
  // The verifier trusts nothing of ours but the contracts' ABI.
  "cli/verify": {
    ours: ["server/chain/generated/abis.ts"],
    packages: ["ethers", "@ethereumjs/mpt", "node:*"],
  },
};

/**
 * Every import that goes through a wall. Looks at server/ and cli/; scripts, bench and test may see
 * everything.
 */
export function checkRooms(sources: readonly Source[]): Complaint[] {
  return sources.flatMap((source) => {
    const room = roomOf(source.path);
    if (room === undefined) return [];
    const door = DOORS[room];
    return importsOf(source).flatMap(({ specifier, line }) => {
      const what = judge({ from: source.path, room, door, specifier });
      return what === undefined ? [] : [{ path: source.path, line, rule: "T1", what }];
    });
  });
}

/** The row of the table that a file stands under: its room, or itself where it has a row of its own. */
export function roomOf(file: string): string | undefined {
  if (file.startsWith("cli/verify/")) return "cli/verify";
  if (file.startsWith("cli/")) return "cli";
  if (!file.startsWith("server/")) return undefined;
  // main.ts may be cut into chapters, server/wire-….ts, which wire like it and which only it knows.
  if (/^server\/wire-[a-z-]+\.ts$/.test(file)) return "server/main.ts";
  return file.split("/").slice(0, 2).join("/");
}

function judge(asked: {
  from: string;
  room: string;
  door: Door | undefined;
  specifier: string | undefined;
}): string | undefined {
  const { from, room, door, specifier } = asked;
  if (door === undefined) return `${room} is no room of the table: add it with its doors, or move the file`;
  if (specifier === undefined) return "a computed import cannot be checked";
  const target = resolveRelative(from, specifier);
  if (target === undefined) {
    const name = packageOf(specifier);
    const isAllowed = door.packages.some(
      (it) => it === name || (it === "node:*" && name.startsWith("node:")),
    );
    return isAllowed ? undefined : `${room} may not import the package ${name}`;
  }
  const isInside = [room, ...door.ours].some((ours) => target === ours || target.startsWith(`${ours}/`));
  return isInside ? undefined : `${room} may not import ${target}`;
}
