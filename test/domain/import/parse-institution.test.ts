import { expect, it } from "vitest";
import { parseInstitution } from "../../../server/domain/import/parse-institution.ts";
import { parseProduct } from "../../../server/domain/import/parse-product.ts";

const INSTITUTION = {
  code: "P33050399901",
  kind: "P",
  name: "示例大药房",
  region: "330503",
  region_name: "南浔区",
  insurance_region: "330500",
  insurance_region_name: "湖州市",
  suspended_from: "2026-08-02",
  suspended_to: "2026-08-03",
};
const refused = expect.objectContaining({ code: "malformed-request" });

it("an institution stands in a county and under the fund of a city, suspended by whole days", () => {
  expect(parseInstitution(JSON.stringify(INSTITUTION))).toEqual({
    code: "P33050399901",
    kind: "pharmacy",
    name: "示例大药房",
    district: 330_503,
    region: 330_500,
    regionName: "湖州市",
    suspension: { fromDay: "2026-08-02", toDay: "2026-08-03" },
  });
});

it.each([
  { kind: "X" },
  { code: "示例" },
  { region: "33050" },
  { suspended_to: "" },
  { suspended_to: "2026-08-01" },
  { name: "a\u0007" },
])("an institution with %j is refused", (change) => {
  expect(() => parseInstitution(JSON.stringify({ ...INSTITUTION, ...change }))).toThrow(refused);
});

const PRODUCT = {
  trace_prefix: "8100001",
  nhsa_code: "XA01",
  sku: "SKU-1",
  name: "片",
  maker: "M1",
  barcode: "",
  pack_units: "24",
  unit: "片",
  split_allowed: "1",
  high_value: "0",
};

it("a product has the codes and flags of its row", () => {
  expect(parseProduct(JSON.stringify(PRODUCT))).toMatchObject({
    unitsPerPack: 24,
    flags: ["splitAllowed"],
    codes: [
      { scheme: "nhsa", value: "XA01" },
      { scheme: "trace-prefix", value: "8100001" },
    ],
  });
});

it.each([
  { pack_units: "0" },
  { pack_units: "2.5" },
  { pack_units: "99999999999999999999" },
  { split_allowed: "yes" },
])("a product with %j is refused", (change) => {
  expect(() => parseProduct(JSON.stringify({ ...PRODUCT, ...change }))).toThrow(refused);
});
