import { parentPort, workerData } from "node:worker_threads";
import writeExcelFile from "write-excel-file/node";
import type { Workbook } from "../domain/workbook.ts";
import { sheetData } from "./sheet-data.ts";

// What open-workbook-writer.ts gave this thread.
const { sheets } = workerData as Workbook;
const told = sheets.map((sheet) => ({
  sheet: sheet.name,
  data: sheetData(sheet),
  columns: sheet.widths.map((width) => ({ width })),
  stickyRowsCount: 1,
}));
parentPort?.postMessage(await writeExcelFile(told).toBuffer());
