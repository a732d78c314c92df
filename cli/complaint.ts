/** Why a command of the operator could not be done, and what to do next. */
export class Complaint extends Error {
  readonly cure: string;

  constructor(what: string, cure: string) {
    super(what);
    this.name = "Complaint";
    this.cure = cure;
  }
}
