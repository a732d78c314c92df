import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FEED_FORMATS } from "../../server/domain/reconcile/feeds/feed-format.ts";
import { CLAIM_COLUMNS } from "../../server/domain/reconcile/feeds/read-claim-row.ts";
import { SETTLEMENT_COLUMNS } from "../../server/domain/reconcile/feeds/read-settlement-row.ts";
import { FINDING_KINDS } from "../../server/domain/reconcile/finding.ts";
import { KIND_WORDS } from "../../server/domain/reconcile/report/finding-words.ts";

const page = readFileSync(new URL("../../docs/reconciliation.md", import.meta.url), "utf8");

test("the page on reconciliation tells every format, every column and every kind as the code has it", () => {
  for (const format of FEED_FORMATS) expect(page).toContain(`| \`${format}\` |`);
  for (const column of CLAIM_COLUMNS) expect(page).toContain(`| \`${column}\` |`);
  for (const column of SETTLEMENT_COLUMNS.slice(0, -1)) expect(page).toContain(`\`${column}\``);
  for (const kind of FINDING_KINDS) {
    const { chinese, meaning } = KIND_WORDS[kind];
    expect(page).toContain(`| \`${kind}\` | ${chinese} | ${meaning} |`);
  }
  expect(page.match(/^\| `[a-z_]+` \| \p{Script=Han}+ \|/gmu)).toHaveLength(FINDING_KINDS.length);
});
