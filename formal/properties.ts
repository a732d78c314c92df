/** One line of a model, as it would be if somebody had forgotten a check. */
export type Slip = {
  readonly name: string;
  /** The import where the line is; the model itself, with what it quotes of shipped code, if not told. */
  readonly file?: "Shipped.sol";
  readonly line: string;
  readonly instead: string;
};

/** What a model proves, and the slips that its proof must not survive. */
export type Property = {
  readonly name: string;
  /** The model: formal/models/<model>.sol, whose contract is <model>Model. */
  readonly model: string;
  readonly says: string;
  readonly slips: readonly Slip[];
};

export const PROPERTIES: readonly Property[] = [
  {
    name: "award-conserves",
    model: "Award",
    says: "approved ≤ requested, and fund parts, accounts, cash and hospital make up the total (I6)",
    slips: [
      {
        name: "accounts of the family do not count",
        line: "uint256(familyAccountFen) +",
        instead: "",
      },
    ],
  },
  {
    name: "claim-conserves",
    model: "Conservation",
    says: "approved ≤ requested ≤ total after any sequence of calls (I6)",
    slips: [
      {
        name: "an award above what was asked for",
        line: "require(fundFen <= _requestedFen);",
        instead: "require(fundFen <= _totalFen);",
      },
    ],
  },
  {
    name: "secondaries-conserve",
    model: "Secondaries",
    says: "primary and secondary claims together ≤ total after any sequence of calls",
    slips: [
      {
        name: "what other secondary claims hold is forgotten",
        line: "require(askedFen <= _totalFen - _approvedFen - _heldFen);",
        instead: "require(askedFen <= _totalFen - _approvedFen);",
      },
    ],
  },
  {
    name: "evidence-spent-once",
    model: "Evidence",
    says: "a piece of evidence is spent by at most one live claim, whichever claim ledgers follow each other (I4)",
    slips: [
      {
        name: "spent twice",
        line: "require(!_isSpent);\n        _isSpent = true;",
        instead: "_isSpent = true;",
      },
    ],
  },
  {
    name: "invoice-held-once",
    model: "Invoice",
    says: "an invoice is held by at most one live claim, whichever epochs its words are of (I5)",
    slips: [
      {
        name: "the word of the former epoch is not looked up",
        line: "require(_firstTag == 0);",
        instead: "require(_isSecondOpen || _firstTag == 0);",
      },
    ],
  },
  {
    name: "submitter-never-decides",
    model: "Submitter",
    says: "who submitted a claim decides nothing of it with the same key (I12)",
    slips: [
      {
        name: "the first who decides is not asked",
        line: "require(_isKnown);\n        require(_submitter != msg.sender);\n        assert(msg.sender != _whoSubmitted);\n    }\n\n    /// mirrors",
        instead: "require(_isKnown);\n        assert(msg.sender != _whoSubmitted);\n    }\n\n    /// mirrors",
      },
    ],
  },
  {
    name: "rejecter-never-decides-the-appeal",
    model: "Appeal",
    says: "who rejected a claim does not decide its appeal (I12)",
    slips: [
      {
        name: "who rejected approves",
        line: "require(_state != ClaimState.Appealed || _decider != msg.sender);",
        instead: "",
      },
    ],
  },
  {
    name: "disputer-never-ends-the-dispute",
    model: "Dispute",
    says: "who disputed a claim does not end the dispute (I12)",
    slips: [
      {
        name: "who disputed is not written down",
        line: "_state = ClaimState.Disputed;\n        _decider = msg.sender;",
        instead: "_state = ClaimState.Disputed;",
      },
    ],
  },
  {
    name: "two-persons-approve-a-large-claim",
    model: "FourEyes",
    says: "a large claim is approved by another key than the one that endorsed it, with the same award",
    slips: [
      {
        name: "one pair of eyes is enough",
        line: "require(!isLarge || _endorser != msg.sender);\n        if",
        instead: "if",
      },
    ],
  },
  {
    name: "paused-spends-nothing",
    model: "Paused",
    says: "while the ledger is paused nothing is spent, decided, advanced or paid (I13)",
    slips: [
      {
        name: "an advance goes on",
        line: "require(!_isPaused);\n        assert(!_isPaused);",
        instead: "assert(!_isPaused);",
      },
      { name: "a pause does not stop paying", file: "Shipped.sol", line: " || act == Act.Pay", instead: "" },
    ],
  },
];
