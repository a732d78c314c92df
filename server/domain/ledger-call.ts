import type { ClaimCalls } from "./claims/claim-call.ts";
import type { LedgerCall } from "./command.ts";
import type { DispenseContent, ReversalContent } from "./dispense-content.ts";
import type { Address, BatchId, Hex, Hex32, InstitutionId, ProductId, RegionCode } from "./ids.ts";
import type { AnchorCalls } from "./reconcile/anchor.ts";

/** A call of a contract whose arguments the compiler checks; chain/encode.ts holds them against the ABIs. */
export function ledgerCall<C extends keyof LedgerCalls, M extends keyof LedgerCalls[C] & string>(
  contract: C,
  method: M,
  ...args: LedgerCalls[C][M] & readonly unknown[]
): LedgerCall {
  return { contract, method, args };
}

/**
 * Every call that this server signs. Enums are their index, sets of bits a number, packed words 64 hex
 * digits.
 */
export type LedgerCalls = ClaimCalls &
  AnchorCalls & {
    readonly institutions: {
      readonly admitBureau: readonly [region: RegionCode, draft: InstitutionDraft];
      readonly admitAuditor: readonly [region: RegionCode, draft: InstitutionDraft];
      readonly replaceMemberAdminKey: readonly [institution: InstitutionId, adminKey: Address];
      readonly registerInstitution: readonly [draft: InstitutionDraft];
      readonly replaceAdminKey: readonly [institution: InstitutionId, adminKey: Address];
      readonly addOperator: readonly [
        institution: InstitutionId,
        key: Address,
        acts: number,
        validUntilSec: number,
      ];
      readonly revokeOperator: readonly [institution: InstitutionId, key: Address];
      readonly signAgreement: readonly [institution: InstitutionId, fromSec: number, validUntilSec: number];
      readonly suspendAgreement: readonly [
        institution: InstitutionId,
        fromSec: number,
        untilSec: number,
        reasonHash: Hex32,
      ];
      readonly reinstateAgreement: readonly [institution: InstitutionId, fromSec: number];
      readonly terminateAgreement: readonly [institution: InstitutionId, fromSec: number, reasonHash: Hex32];
      readonly pause: readonly [];
      readonly unpause: readonly [];
    };
    readonly drugCatalogue: {
      readonly admitProduct: readonly [draft: ProductDraft];
      readonly withdrawProduct: readonly [product: ProductId];
      readonly openBatch: readonly [draft: BatchDraft];
      readonly appendManifest: readonly [batch: BatchId, fromIndex: number, labelsHash: Hex32, packKeys: Hex];
      readonly sealBatch: readonly [batch: BatchId, manifestHash: Hex32];
      readonly declareBatch: readonly [draft: DeclarationDraft];
      readonly attachLabels: readonly [batch: BatchId, labelsHash: Hex32];
      readonly recallBatch: readonly [batch: BatchId, recalledAtSec: number, reasonHash: Hex32];
      readonly quarantineBatch: readonly [batch: BatchId, reasonHash: Hex32];
      readonly releaseBatch: readonly [batch: BatchId];
    };
    readonly regionRules: {
      readonly setLimits: readonly [limits: RegionLimits];
      readonly setMode: readonly [productClass: number, mode: number, fromSec: number];
    };
    readonly drugCustody: {
      readonly splitParcel: readonly [parcel: Hex, splitIndex: number];
      readonly shipConsignment: readonly [consignment: ConsignmentContent, parcelFroms: readonly number[]];
      readonly receiveConsignment: readonly [
        consignment: ConsignmentContent,
        receivedAtSec: number,
        accepted: readonly Hex[],
        parcelFroms: readonly number[],
      ];
      readonly joinParcels: readonly [parcel: Hex, nextFroms: readonly number[]];
      readonly withdrawConsignment: readonly [
        consignment: ConsignmentContent,
        withdrawnAtSec: number,
        runs: readonly Hex[],
        parcelFroms: readonly number[],
      ];
      readonly disputeConsignment: readonly [
        consignment: ConsignmentContent,
        disputedAtSec: number,
        runs: readonly Hex[],
        parcelFroms: readonly number[],
        reasonHash: Hex32,
      ];
      readonly answerDispute: readonly [
        consignment: ConsignmentContent,
        outcome: number,
        runs: readonly Hex[],
      ];
      readonly resolveDispute: readonly [
        consignment: ConsignmentContent,
        outcome: number,
        runs: readonly Hex[],
      ];
    };
    readonly drugLedger: {
      readonly recordDispenses: readonly [
        operator: Address,
        dispenses: readonly DispenseContent[],
        parcelFroms: readonly (readonly number[])[],
        declaredKeys: Hex,
      ];
      readonly reverseDispense: readonly [
        operator: Address,
        dispense: DispenseContent,
        reversal: ReversalContent,
        lineIndexes: readonly number[],
        parcelFroms: readonly number[],
        declaredKeys: Hex,
      ];
      readonly decommissionPacks: readonly [
        decommission: DecommissionContent,
        runParcelFroms: readonly number[],
        remnantParcelFroms: readonly number[],
      ];
      readonly answerReceipt: readonly [dispense: DispenseContent, answer: number];
    };
  };

export type InstitutionDraft = {
  readonly kind: number;
  readonly district: number;
  readonly adminKey: Address;
  readonly code: string;
  readonly name: string;
};

export type ProductDraft = {
  readonly maker: InstitutionId;
  readonly unitsPerPack: number;
  readonly flags: number;
  readonly name: string;
  readonly unit: string;
  readonly codes: readonly { readonly scheme: number; readonly value: string }[];
};

export type BatchDraft = {
  readonly product: ProductId;
  readonly packCount: number;
  readonly madeAtSec: number;
  readonly expiresAtSec: number;
  readonly keyEpoch: number;
  readonly batchNumber: string;
  readonly priceCommitment: Hex32;
};

export type DeclarationDraft = {
  readonly holder: InstitutionId;
  readonly product: ProductId;
  readonly packCount: number;
  readonly madeAtSec: number;
  readonly expiresAtSec: number;
  readonly declaredAtSec: number;
  readonly keyEpoch: number;
  readonly batchNumber: string;
  readonly documentKey: Hex32;
};

export type RegionLimits = {
  readonly lateAfterSec: number;
  readonly returnWindowSec: number;
  readonly disputeLimitSec: number;
  readonly reversalsMax: number;
};

/** The content of a decommission, in the order in which its EIP-712 hash takes it. */
export type DecommissionContent = {
  readonly institution: InstitutionId;
  readonly documentKey: Hex32;
  readonly occurredAtSec: number;
  readonly reason: number;
  readonly runs: readonly Hex[];
  readonly remnants: readonly Hex[];
};

/** The content of a consignment, in the order in which its EIP-712 hash takes it. */
export type ConsignmentContent = {
  readonly sender: InstitutionId;
  readonly receiver: InstitutionId;
  readonly documentKey: Hex32;
  readonly shippedAtSec: number;
  readonly runs: readonly Hex[];
  readonly lineCommitments: readonly Hex32[];
};
