import { z } from "zod";
import type { PackStory } from "../../domain/pack-story.ts";
import { ROLES } from "../../domain/principal.ts";
import { guardedRoute, type Route } from "../route.ts";
import { packAnswer } from "../schemas/packs.ts";
import { traceCode } from "../schemas/primitives.ts";
import { instantOf, wireOf } from "../wire.ts";
import { ok } from "./replies.ts";

const TEXT = "text/plain; charset=utf-8";

const trace = guardedRoute({
  method: "GET",
  path: "/v1/packs/{code}",
  operation: "tracePack",
  summary: "Where has this pack been? Its whole story, by any accepted scan of its code (URL-encoded)",
  subject: "Packs",
  access: ROLES,
  writes: "no",
  params: z.strictObject({ code: traceCode }),
  query: z.strictObject({
    format: z.enum(["json", "text"]).optional().describe("text: the story in words."),
    language: z.enum(["zh", "en"]).optional().describe("Of the words; without it in Chinese and English."),
  }),
  answers: [
    ok(packAnswer, "The story."),
    { status: 200, description: "The story in words.", schema: z.string(), contentType: TEXT },
  ],
  failures: ["trace-code-malformed", "trace-code-unknown", "product-barcode-scanned", "could-not-look"],
  async handle({ principal, params: { code }, query }, doors) {
    const story = await doors.answer.pack(principal, code);
    if (query.format === "text")
      return { status: 200, contentType: TEXT, body: storyText(story, query.language) };
    return { status: 200, body: wireOf(story) };
  },
});

export const PACK_ROUTES: readonly Route[] = [trace];

function storyText(story: PackStory, language: "zh" | "en" | undefined): string {
  const { code, product, batch, lines, asOf } = story;
  const told = lines.flatMap((line) => {
    const { chinese, english } = line;
    const [first, ...further] = { zh: [chinese], en: [english], both: [chinese, english] }[
      language ?? "both"
    ];
    return [
      `${instantOf(line.atSec)}  ${line.block === null ? "-" : `#${line.block}`}  ${first}`,
      ...further.map((words) => INDENT + words),
      // Two times differ only where a record did not come as it happened.
      ...(line.isLate || line.isImported ? [`${INDENT}recorded ${instantOf(line.recordedAtSec)}`] : []),
    ];
  });
  return [
    `${code}  ${product.name}  ${batch.batchNumber}`,
    ...told,
    `as of block ${asOf.block} ${asOf.blockHash}`,
    "",
  ].join("\n");
}

const INDENT = " ".repeat(22);
