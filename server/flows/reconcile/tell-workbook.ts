import {
  findingCells,
  findingSheet,
  institutionSheet,
  ruleSheet,
  summarySheet,
} from "../../domain/reconcile/report/findings-sheets.ts";
import { provenanceOf } from "../../domain/reconcile/report/told-finding.ts";
import type { SheetCell, Workbook } from "../../domain/workbook.ts";
import type { WholeReconciliation } from "./open-reconciliations.ts";
import { foremostInstitutions } from "./tell-report.ts";

/**
 * A workbook is made in memory: with so many findings it takes 200 MB for some seconds; 100,000 took 1.1 GB.
 * The table has all of them.
 */
export const FINDINGS_IN_SHEET_MAX = 10_000;

/** The findings for a spreadsheet, with their summary; what it leaves out it says. */
export async function findingsWorkbook(whole: WholeReconciliation): Promise<Workbook> {
  const { row } = whole;
  const provenance = provenanceOf(row);
  const cells: (readonly SheetCell[])[] = [];
  for await (const finding of whole.findings()) {
    if (cells.length === FINDINGS_IN_SHEET_MAX) break;
    cells.push(findingCells(finding, provenance));
  }
  const institutions = await foremostInstitutions(whole);
  const told = { shown: cells.length, institutionsShown: institutions.length };
  return {
    sheets: [summarySheet(row, told), institutionSheet(institutions), ruleSheet(row), findingSheet(cells)],
  };
}
