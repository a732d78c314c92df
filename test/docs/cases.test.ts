import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ALERT_KINDS } from "../../server/domain/alerts/alert.ts";
import {
  ACT_WORDS,
  CASE_ACTS,
  type CaseAct,
  PARTIES_OF_ACT,
  STATES_OF_ACT,
} from "../../server/domain/cases/case-states.ts";

const page = readFileSync(new URL("../../docs/cases.md", import.meta.url), "utf8");

/** The cells of the step's row: step, path, from, to, who, needs. */
function rowOf(act: CaseAct): readonly string[] {
  const row = page.split("\n").find((line) => line.startsWith(`| ${ACT_WORDS[act].chinese} ${act} |`));
  return (row ?? "")
    .split("|")
    .map((cell) => cell.trim())
    .slice(1, -1);
}

test("the page on cases tells each step, from where it is taken and by whom, as the code has it", () => {
  for (const act of CASE_ACTS) {
    const [, path = "", from = "", , who = ""] = rowOf(act);
    if (act === "open") continue;
    expect([act, path]).toEqual([act, `\`${act}\``]);
    expect([act, ...from.split(", ")].sort()).toEqual(
      [act, ...STATES_OF_ACT[act].map((each) => `\`${each}\``)].sort(),
    );
    for (const party of PARTIES_OF_ACT[act])
      expect([act, who]).toEqual([act, expect.stringContaining(party)]);
  }
  expect(page.match(/^\| \p{Script=Han}+ [a-z-]+ \|/gmu)).toHaveLength(CASE_ACTS.length);
});

test("the page tells each kind of alert, and no other", () => {
  const told = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, kind]) => kind);
  expect(told).toEqual([...ALERT_KINDS]);
});
