import type { InstitutionKind } from "../domain/acts.ts";
import type { RegionCode } from "../domain/ids.ts";

/**
 * An invented institution of the demo. Codes have the NHSA shape: a letter, six digits of the county, five
 * more.
 */
export type DemoInstitution = {
  readonly code: string;
  readonly kind: InstitutionKind;
  readonly name: string;
  readonly region: RegionCode;
  readonly district: number;
};

const REGIONS = [
  { region: 330500, name: "湖州", districts: [330502, 330503, 330521, 330522, 330523] },
  { region: 420100, name: "武汉", districts: [420102, 420103, 420104, 420106, 420111] },
] as const;

const PER_REGION: readonly {
  readonly kind: InstitutionKind;
  readonly letter: string;
  readonly count: number;
  readonly first: number;
  readonly label: (city: string, number: number) => string;
}[] = [
  { kind: "bureau", letter: "B", count: 1, first: 701, label: (city) => `示范${city}市医疗保障局` },
  { kind: "maker", letter: "M", count: 2, first: 501, label: (city, n) => `示范制药（${city}）${n}厂` },
  {
    kind: "wholesaler",
    letter: "W",
    count: 2,
    first: 601,
    label: (city, n) => `示范医药批发（${city}）${n}公司`,
  },
  { kind: "hospital", letter: "H", count: 3, first: 101, label: (city, n) => `${city}示范第${n}医院` },
  { kind: "pharmacy", letter: "P", count: 5, first: 201, label: (city, n) => `示范大药房${city}${n}店` },
  { kind: "care-agency", letter: "C", count: 1, first: 301, label: (city) => `示范长期护理中心（${city}）` },
];

/** The consortium of the demo, bureaus first: two fund regions and an auditor for the whole country. */
export function demoInstitutions(): DemoInstitution[] {
  const cast: DemoInstitution[] = [];
  for (const { kind, letter, count, first, label } of PER_REGION) {
    for (const { region, name, districts } of REGIONS) {
      for (let n = 0; n < count; n++) {
        const district = kind === "bureau" ? region : (districts[n % districts.length] ?? region);
        cast.push({
          code: `${letter}${district}${String(first + n).padStart(5, "0")}`,
          kind,
          name: label(name, n + 1),
          region,
          district,
        });
      }
    }
  }
  cast.push({ code: "A00000000801", kind: "auditor", name: "示范飞行检查组", region: 0, district: 0 });
  return cast;
}
