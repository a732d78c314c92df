import path from "node:path";
import type { Complaint } from "../../../scripts/sources/source.ts";

/**
 * Folders of test/ whose files mirror a source; the others (system, chaos, e2e, docs, tidy) tell whole
 * stories.
 */
const MIRRORED: Readonly<Record<string, string>> = {
  domain: "server/domain",
  chain: "server/chain",
  store: "server/store",
  vault: "server/vault",
  flows: "server/flows",
  http: "server/http",
  demo: "server/demo",
  node: "server/node",
  cli: "cli",
  scripts: "scripts",
  bench: "bench",
};

/**
 * V1: test/domain/claim.test.ts tests server/domain/claim.ts. One source may have several tests, told apart
 * by a word after a dot: claim.boundaries.test.ts.
 */
export function checkMirrors(tests: readonly string[], isThere: (file: string) => boolean): Complaint[] {
  return tests.flatMap((test) => {
    const wanted = mirrorsOf(test);
    if (wanted.length === 0 || wanted.some(isThere)) return [];
    return [{ path: test, line: 1, rule: "V1", what: `it should mirror ${wanted.join(" or ")}` }];
  });
}

function mirrorsOf(test: string): string[] {
  const [, folder = "", ...rest] = test.split("/");
  const name = path.posix.basename(test).split(".")[0] ?? "";
  if (test.endsWith(".t.sol")) {
    // InstitutionsMembers.t.sol is one of several tests of Institutions.sol.
    const words = name.match(/[A-Z][a-z0-9]*/g) ?? [name];
    const subjects = words.map((_, index) => words.slice(0, index + 1).join(""));
    return ["contracts", "contracts/libraries"].flatMap((it) =>
      subjects.map((subject) => `${it}/${subject}.sol`),
    );
  }
  const home = MIRRORED[folder];
  if (home === undefined) return [];
  return [".ts", ".sh", ""].map((ending) => path.posix.join(home, ...rest.slice(0, -1), `${name}${ending}`));
}
