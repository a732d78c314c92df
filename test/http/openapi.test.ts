import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { openapiDocument } from "../../server/http/openapi.ts";
import { ROUTES } from "../../server/http/routes/all-routes.ts";

const document = openapiDocument();

/** Posts that ask only, or change what this server keeps for itself: sent again they do the same again. */
const BESIDE_THE_LEDGER = [
  "/v1/institutions/{id}/api-keys",
  "/v1/institutions/{id}/skus",
  "/v1/institutions/{id}/site",
  "/v1/coverage",
  "/v1/approvals",
  "/v1/dispenses/{id}/receipt",
  "/v1/scans",
  "/v1/checks",
  "/v1/imports",
  "/v1/reconciliations",
  "/v1/checkpoints",
];

describe("the OpenAPI document", () => {
  it("has every route of the table, and no other", () => {
    const told = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(told.sort()).toStrictEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it("stands as openapi.yaml", async () => {
    const file: unknown = parse(await readFile(new URL("../../openapi.yaml", import.meta.url), "utf8"));
    expect(file).toStrictEqual(JSON.parse(JSON.stringify(document)));
  });

  it("refers only to schemas that are there", () => {
    const text = JSON.stringify(document);
    const wanted = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name));
    expect(
      [...wanted].filter((name) => name === undefined || !(name in document.components.schemas)),
    ).toStrictEqual([]);
    expect(wanted.size).toBeGreaterThan(20);
  });

  it("names each operation once", () => {
    const names = ROUTES.map(({ operation }) => operation);
    expect(new Set(names).size).toBe(names.length);
  });

  it("refuses fields that no schema names", () => {
    const { DispenseRequest } = document.components.schemas;
    expect(DispenseRequest).toMatchObject({ additionalProperties: false });
  });

  it("describes every path parameter that the path names", () => {
    for (const { path, params } of ROUTES) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(Object.keys(params?.shape ?? {}).sort()).toStrictEqual(named.sort());
    }
  });

  it("lets every write be named by Idempotency-Key", () => {
    for (const { method, path, writes } of ROUTES) {
      const isPlain = method === "GET" || BESIDE_THE_LEDGER.some((place) => path.startsWith(place));
      expect(writes === "no", `${method} ${path}`).toBe(isPlain);
      const headers = document.paths[path]?.[method.toLowerCase()]?.parameters.filter(
        (each) => each.in === "header",
      );
      const ofWrite = writes === "record" ? ["Idempotency-Key"] : ["Idempotency-Key", "Prefer"];
      expect(headers?.map(({ name }) => name)).toStrictEqual(writes === "no" ? [] : ofWrite);
    }
  });
});
