import type { WorkloadFindingData, WorkloadFindingKind } from './workload-finding.ts';

/** Where generated code, its record and the network differ. */
export type CodeRemarkKind =
  /** The code makes something that the network doesn't show. */
  | 'code-not-deployed'
  | 'manual-step-open'
  /** Something carries the code's tag, and the code doesn't make it. */
  | 'resource-without-code'
  /** A file was edited since it was generated, or is gone. */
  | 'code-edited';

/** Something that a workload tells, in words, for plans and reports alike. */
export interface WorkloadRemark {
  readonly kind:
    | WorkloadFindingKind
    | 'answer-taken'
    | 'answer-overruled'
    | 'service-inferred'
    | 'service-unchecked'
    | 's3-policy-denies'
    | 's3-policy-undecided'
    | 's3-bucket-region'
    | CodeRemarkKind;
  /** `error` and `unknown` only where a network is known: in it this fails, or it can't be determined whether it does. */
  readonly severity: 'error' | 'unknown' | 'warning' | 'info';
  /** Who it concerns: `web:nginx (image)`, `shop/web (platformVersion)`, … */
  readonly origin: readonly string[];
  readonly message: string;
  /** What the message words, for `inNetwork` to hold against a network; it leaves it out. */
  readonly finding?: WorkloadFindingData;
}
