import { blank } from "../../../scripts/sources/solidity-text.ts";

/** Subject → status → statuses one may go to, all in kebab-case: `parcel` → `in-transit` → [`held`]. */
export type Lifecycles = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Reads the tables of contracts/libraries/Lifecycles.sol: bit `to` of row `from`, 8 bits wide or 16. */
export function readTables(library: string, interfaces: readonly string[]): Lifecycles {
  const code = blank(library);
  const subjects = [...code.matchAll(/\bconstant (\w+) =\s+(0x[0-9a-fA-F_]+);/g)].map(
    ([, name = "", hex = ""]) => {
      const asked = new RegExp(
        `\\ballows\\((\\w+) \\w+, \\w+ \\w+\\)[^{]*\\{\\s*return (_allows|_allowsWide)\\(${name},`,
      ).exec(code);
      if (asked === null) throw new Error(`no function asks the table ${name}`);
      const [, enumName = "", reader = ""] = asked;
      const width = reader === "_allowsWide" ? 16 : 8;
      const members = enumMembers(enumName, interfaces);
      const table = BigInt(hex.replaceAll("_", ""));
      if (members.length > width) throw new Error(`${name} has statuses beyond its rows`);
      if (table >> BigInt(members.length * width) !== 0n)
        throw new Error(`${name} has rows beyond its statuses`);
      const rows = members.map(
        (from, row) => [from, members.filter((_, bit) => isSet(table, row * width + bit))] as const,
      );
      if (members.some((_, row) => rowOf(table, row, width) >> BigInt(members.length) !== 0n)) {
        throw new Error(`${name} allows a status that does not exist`);
      }
      return [kebab(name.toLowerCase().replaceAll("_", "-")), Object.fromEntries(rows)] as const;
    },
  );
  return Object.fromEntries(subjects);
}

/** Reads the sentence above each table: `None → Active; Active → Suspended, Terminated.` */
export function readSentences(library: string): Lifecycles {
  const found = [...library.matchAll(/((?:^ *\/\/[^\n]*\n)+) *uint256 internal constant (\w+) =/gm)];
  return Object.fromEntries(
    found.map(([, comment = "", name = ""]) => {
      const sentence = comment
        .replaceAll("//", " ")
        .replace(/\([^)]*\)/g, "")
        .replace(/\.\s*$/, "");
      const rows = sentence.split(";").map((part) => {
        const [from = "", to = ""] = part.split("→");
        return [kebab(from.trim()), to.split(",").map((it) => kebab(it.trim()))] as const;
      });
      return [kebab(name.toLowerCase()), Object.fromEntries(rows)] as const;
    }),
  );
}

/** A lifecycle without the rows that lead nowhere: a sentence does not name them. */
export function withoutEnds(lifecycles: Lifecycles): Lifecycles {
  return Object.fromEntries(
    Object.entries(lifecycles).map(([subject, rows]) => [
      subject,
      Object.fromEntries(Object.entries(rows).filter(([, to]) => to.length > 0)),
    ]),
  );
}

function enumMembers(name: string, sources: readonly string[]): string[] {
  const body = sources
    .map((source) => new RegExp(`\\benum ${name}\\s*\\{([^}]*)\\}`).exec(blank(source))?.[1])
    .find((it) => it !== undefined);
  if (body === undefined) throw new Error(`no enum ${name}`);
  return body
    .split(",")
    .map((member) => kebab(member.trim()))
    .filter((member) => member !== "");
}

function rowOf(table: bigint, row: number, width: number): bigint {
  return (table >> BigInt(row * width)) & ((1n << BigInt(width)) - 1n);
}

function isSet(table: bigint, bit: number): boolean {
  return ((table >> BigInt(bit)) & 1n) === 1n;
}

function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
}
