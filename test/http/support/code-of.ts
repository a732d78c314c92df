import { isFailure } from "../../../server/domain/failure.ts";

/** The code of the failure that the work throws. */
export function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isFailure(error)) return error.code;
    throw error;
  }
  return "no failure";
}

/** The same of work that takes its time. */
export async function codeOfAsync(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isFailure(error)) return error.code;
    throw error;
  }
  return "no failure";
}
