import { z } from "zod";
import { FAILURES, type FailureCode } from "../../domain/failure-catalogue.ts";

// Object.keys forgets the union that `FailureCode` is made from; it is the same list.
const CODES = Object.keys(FAILURES) as [FailureCode, ...FailureCode[]];

export const failureCode = z.enum(CODES).meta({ id: "FailureCode", description: "See /docs/errors." });

export const problem = z
  .looseObject({
    type: z.url().describe("The page of this failure."),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().describe("Cause and cure."),
    instance: z.string(),
    code: failureCode,
    retry: z
      .enum(["never", "after-change", "same-request"])
      .describe("Whether sending again helps: never, only another request, or the same one later."),
    requestId: z.string().describe("The id under which the server logged this request."),
    issues: z
      .array(z.looseObject({ path: z.string(), problem: z.string() }))
      .optional()
      .describe("Of a malformed request: each field and what is wrong with it."),
  })
  .meta({ id: "Problem", description: "RFC 9457, with the failure's facts as further members." });
