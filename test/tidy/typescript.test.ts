import { describe, expect, test } from "vitest";
import { isThere, listFiles, readSources } from "../../scripts/sources/repository.ts";
import { type Complaint, type Source, show } from "../../scripts/sources/source.ts";
import { checkCasts } from "./rules/casts.ts";
import { checkEnvironment } from "./rules/environment.ts";
import { checkLimits } from "./rules/limits.ts";
import { checkMirrors } from "./rules/mirrors.ts";
import { checkMoney } from "./rules/money.ts";
import { checkExports, checkFileName, checkParameters } from "./rules/naming.ts";
import { checkPurity } from "./rules/purity.ts";
import { checkCatches, checkComments } from "./rules/remarks.ts";

const HOMES = ["server", "cli", "scripts", "bench"];
const product = readSources(HOMES, [".ts"]);
const everything = [...product, ...readSources(["test", "hardhat.config.ts", "vitest.config.ts"], [".ts"])];

type Rule = { readonly name: string; readonly check: (source: Source) => Complaint[]; readonly on: Source[] };

const RULES: readonly Rule[] = [
  {
    name: "T2 the domain is pure",
    check: checkPurity,
    on: product.filter((source) => source.path.startsWith("server/domain/")),
  },
  { name: "T5 no default exports, no barrels", check: checkExports, on: everything },
  { name: "T10 no failure is swallowed", check: checkCatches, on: everything },
  { name: "T12 money is whole fen", check: checkMoney, on: readSources(["server", "cli"], [".ts"]) },
  { name: "T15 no boolean parameters", check: checkParameters, on: product },
  { name: "T22 one file reads the environment", check: checkEnvironment, on: product },
  { name: "T23 functions, files and lines fit a screen", check: checkLimits, on: everything },
  { name: "T24 no any, no !, no cast without its reason", check: checkCasts, on: product },
  { name: "T25 comments are sentences", check: checkComments, on: everything },
  {
    name: "N5 and T5 files are named for the thing",
    check: ({ path }) => checkFileName(path),
    on: [...everything, ...readSources(["contracts"], [".sol"])],
  },
];

describe("TypeScript", () => {
  test.each(RULES)("$name", ({ check, on }) => {
    expect(show(on.flatMap(check))).toEqual([]);
  });

  test("V1 a test's path mirrors its source", () => {
    expect(show(checkMirrors(listFiles(["test"], [".test.ts", ".t.sol"]), isThere))).toEqual([]);
  });
});

const inDomain = (text: string): Source => ({ path: "server/domain/a.ts", text });
const inFlows = (text: string): Source => ({ path: "server/flows/a.ts", text });

describe("each rule can fail", () => {
  test.each([
    ["async", "export async function a() {}"],
    ["an awaited loop", "for await (const a of b) a();"],
    ["a promise", "const a = new Promise((done) => done(1));"],
    ["the clock", "const now = Date.now();"],
    ["the clock in disguise", "const now = new Date();"],
    ["randomness", "const a = Math.random();"],
    ["logging", 'console.log("a");'],
    ["the process", "const a = process.pid;"],
    ["a timer", "setTimeout(a, 1);"],
    ["a package", 'import { z } from "zod";'],
  ])("T2 sees %s", (_, text) => {
    expect(checkPurity(inDomain(text)).length).toBeGreaterThan(0);
  });

  test("T2 lets a given instant and a port's type be", () => {
    const text =
      'const at = new Date(0); export type Clock = { now(): number; process: string }; import "./b.ts";';
    expect(checkPurity(inDomain(text))).toEqual([]);
  });

  test.each([
    ["a default export", "export default 1;"],
    ["a default function", "export default function a() {}"],
    ["a barrel", 'export * from "./a.ts";'],
    ["a passed-on name", 'export { a } from "./a.ts";'],
  ])("T5 sees %s", (_, text) => {
    expect(checkExports(inFlows(text))).toHaveLength(1);
  });

  test.each([
    ["an empty catch", "try { a(); } catch {}"],
    ["an empty catch with a comment", "try { a(); } catch (error) { /* never mind */ }"],
    ["an empty .catch", "void a().catch(() => {});"],
    ["a failure made undefined", "const b = await a().catch(() => undefined);"],
    ["a failure made an empty list", "const b = await a().catch(() => []);"],
  ])("T10 sees %s", (_, text) => {
    expect(checkCatches(inFlows(text))).toHaveLength(1);
  });

  test.each([
    ["toFixed", "const a = b.toFixed(2);"],
    ["parseFloat", 'const a = parseFloat("1.5");'],
    ["Number of fen", "const a = Number(claimedFen);"],
    ["Number of a field of fen", "const a = Number(claim.totalFen / 2n);"],
    ["parseInt of fen", "const a = parseInt(priceFen, 10);"],
    ["plus", "const a = +priceFen;"],
  ])("T12 sees %s", (_, text) => {
    expect(checkMoney(inFlows(text))).toHaveLength(1);
  });

  test("T12 lets numbers be numbers, and domain/money.ts do its work", () => {
    expect(checkMoney(inFlows("const a = Number(count);"))).toEqual([]);
    expect(checkMoney({ path: "server/domain/money.ts", text: "const a = Number(priceFen);" })).toEqual([]);
  });

  test("T15 sees a boolean parameter, and lets a callback and an option be", () => {
    expect(checkParameters(inFlows("function open(path: string, isNew: boolean) {}"))).toHaveLength(1);
    expect(checkParameters(inFlows("class A { open(isNew: boolean) {} }"))).toHaveLength(1);
    const fine = "function open(asked: { isNew: boolean }, told: (isNew: boolean) => void) {}";
    expect(checkParameters(inFlows(fine))).toEqual([]);
  });

  test.each([
    ["process.env", "const a = process.env.PORT;"],
    ["process.env in brackets", 'const a = process["env"];'],
    ["a taken-out env", "const { env } = process;"],
  ])("T22 sees %s", (_, text) => {
    expect(checkEnvironment(inFlows(text))).toHaveLength(1);
  });

  test.each([
    ["a long function", `function a() {${"\n  b();".repeat(70)}\n}`],
    ["a long file", "b();\n".repeat(301)],
    ["a long line", `const a = ${"b + ".repeat(30)}1;`],
  ])("T23 sees %s", (_, text) => {
    expect(checkLimits(inFlows(text))).toHaveLength(1);
  });

  test("T23 lets a chapter of tests be long, but not a function in it", () => {
    const body = "\n  b();".repeat(70);
    expect(checkLimits(inFlows(`describe("a", () => {${body}\n});`))).toEqual([]);
    expect(checkLimits(inFlows(`test("a", () => {${body}\n});`))).toHaveLength(1);
  });

  test("T23 lets the text of a page be as wide as it is, but not a line of code", () => {
    expect(checkLimits(inFlows(`const a = \`\n${"wide ".repeat(30)}\n\`;`))).toEqual([]);
    expect(checkLimits(inFlows(`const a = \`${"wide ".repeat(30)}\`;`))).toHaveLength(1);
  });

  test.each([
    ["any", "let a: any;"],
    ["a list of any", "let a: Array<any>;"],
    ["!", "const a = b!;"],
    ["! in a chain", "const a = b!.c;"],
    ["a definite !", "let a!: string;"],
    ["a cast", "const a = b as string;"],
    ["a cast through unknown", "const a = b as unknown as C;"],
    ["a cast under a word", "// hex\nconst a = b as Hex;"],
    ["a cast far below its reason", "// b comes from JSON we wrote\nconst c = 1;\n\nconst a = b as Hex;"],
  ])("T24 sees %s", (_, text) => {
    expect(checkCasts(inFlows(text)).length).toBeGreaterThan(0);
  });

  test.each([
    ["as const", "const a = [1] as const;"],
    [
      "a cast under its reason",
      "// The regular expression above lets only hex through.\nconst a = b as Hex;",
    ],
    ["a cast beside its reason", "const a = b as Hex; // decode() answers hex only"],
    ["satisfies", "const a = {} satisfies Record<string, string>;"],
  ])("T24 lets %s be", (_, text) => {
    expect(checkCasts(inFlows(text))).toEqual([]);
  });

  test("T24 lets a codec cast", () => {
    expect(checkCasts({ path: "server/store/row-codec.ts", text: "const a = b as string;" })).toEqual([]);
  });

  test.each([
    ["work for later", "// TO" + "DO: later"],
    ["a banner", "// =========="],
    ["a banner with a title", "/* ------ types ------ */"],
    ["authorship", "/** @author me */"],
    ["code put aside", "// const a = b();"],
    ["a call put aside", "// send(a, b);"],
  ])("T25 sees %s", (_, text) => {
    expect(checkComments(inFlows(`${text}\nconst a = 1;`))).toHaveLength(1);
  });

  test("T25 lets a sentence be, and a banner in a string", () => {
    expect(
      checkComments(inFlows('// Nonces follow each other; a gap would block the rest.\nf("-----");')),
    ).toEqual([]);
  });

  test.each([
    ["server/flows/SubmitClaim.ts"],
    ["server/flows/submit_claim.ts"],
    ["server/flows/claim-utils.ts"],
  ])("N5 and T5 see %s", (path) => {
    expect(checkFileName(path)).toHaveLength(1);
  });

  test("V1 sees a test without its source", () => {
    const isHere = (file: string): boolean => file === "server/domain/claim.ts";
    const tests = ["test/domain/claim.test.ts", "test/domain/claim.fuzz.test.ts", "test/domain/gone.test.ts"];
    expect(checkMirrors(tests, isHere).map((complaint) => complaint.path)).toEqual([
      "test/domain/gone.test.ts",
    ]);
  });
});
