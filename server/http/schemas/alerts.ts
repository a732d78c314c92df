import { z } from "zod";
import { ALERT_KINDS, ALERT_SEVERITIES } from "../../domain/alerts/alert.ts";
import { blockRef, instant } from "./primitives.ts";

export const alertIdInPath = z.string().regex(/^[0-9a-f]{32}$/);

export const alertAnswer = z
  .strictObject({
    id: alertIdInPath,
    kind: z.enum(ALERT_KINDS),
    severity: z
      .enum(ALERT_SEVERITIES)
      .describe("critical: what this server says may be wrong, or does not get through."),
    words: z.strictObject({ chinese: z.string(), english: z.string() }),
    sinceAt: instant,
    asOf: blockRef.nullable().describe("The block whose ledger shows it."),
    facts: z.record(z.string(), z.unknown()),
    link: z.string().describe("Path of what it is about."),
    acknowledged: z
      .strictObject({ principal: z.string(), at: instant })
      .nullable()
      .describe("Who of the asker's institution has looked first, and when."),
  })
  .meta({ id: "Alert", description: "Something to look at; it goes when what it is about has passed." });

export const alertList = z
  .strictObject({ rows: z.array(alertAnswer), next: z.string().nullable() })
  .meta({ id: "AlertList" });

export const alertsQuery = {
  acknowledged: z.enum(["yes", "no"]).optional().describe("Only those that somebody has looked at, or not."),
};
