import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ALL_RULES } from "../../server/domain/reconcile/all-rules.ts";
import { FEED_FORMATS } from "../../server/domain/reconcile/feeds/feed-format.ts";
import { CLAIM_COLUMNS } from "../../server/domain/reconcile/feeds/read-claim-row.ts";
import { SETTLEMENT_COLUMNS } from "../../server/domain/reconcile/feeds/read-settlement-row.ts";
import { FINDING_KINDS } from "../../server/domain/reconcile/finding.ts";
import { KIND_WORDS, STAGE_WORDS } from "../../server/domain/reconcile/report/finding-words.ts";
import { THRESHOLD_WORDS } from "../../server/domain/reconcile/threshold-words.ts";
import { THRESHOLDS_DEFAULT } from "../../server/domain/reconcile/thresholds.ts";

const read = (name: string): string =>
  readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), "utf8");
const page = read("reconciliation");
const feeds = read("feeds");

test("the pages on feeds and reconciliation tell every format, column and kind as the code has it", () => {
  for (const format of FEED_FORMATS) expect(feeds).toContain(`| \`${format}\` |`);
  for (const column of CLAIM_COLUMNS) expect(feeds).toContain(`| \`${column}\` |`);
  for (const column of SETTLEMENT_COLUMNS.slice(0, -1)) expect(feeds).toContain(`\`${column}\``);
  for (const kind of FINDING_KINDS) {
    const { chinese, meaning } = KIND_WORDS[kind];
    // What is found over a whole feed is found after payment.
    const stage = ALL_RULES.find((rule) => rule.kind === kind)?.stage ?? "after";
    expect(page).toContain(`| \`${kind}\` | ${chinese} | ${STAGE_WORDS[stage]} | ${meaning} |`);
  }
  expect(page.match(/^\| `[a-z_]+` \| \p{Script=Han}+ \|/gmu)).toHaveLength(FINDING_KINDS.length);
});

test("the page tells every threshold with its default, its unit and what it serves", () => {
  const rows = Object.entries(THRESHOLDS_DEFAULT).map(([name, value]) => {
    // Both tables have the same names; a test of thresholds says so.
    const { chinese, unit, source } = THRESHOLD_WORDS[name as keyof typeof THRESHOLD_WORDS];
    return `| \`${name}\` | ${chinese} | ${value} | ${unit} | ${source} |`;
  });
  for (const row of rows) expect(page).toContain(row);
  expect(page.match(/^\| `[a-z]+[A-Z][A-Za-z]+` \|/gm)).toHaveLength(rows.length);
});
