import { inCatalogueOrder, kindOf, reasonFor, type ServiceName } from '../catalogue.ts';
import type { Need } from './needs.ts';
import { regionIn } from './placeholders.ts';
import { Expression } from './task-definition.ts';
import {
  findingSeverity,
  type WorkloadFinding,
  type WorkloadFindingData,
  type WorkloadSeverity,
} from './workload-finding.ts';

/** A use of S3 for something else than image layers. */
export interface S3Use {
  readonly because: string;
  readonly origin: string;
  readonly action: 's3:GetObject' | 's3:PutObject';
  /** The object's ARN, where the definition tells it. */
  readonly object: string | undefined;
}

/** Collects what is found; the same thing said by several is said once, naming all of them. */
export class Said {
  readonly region: string;
  readonly otherS3: S3Use[] = [];
  readonly #needs = new Map<ServiceName, { because: string[]; origin: string[] }>();
  readonly #findings = new Map<string, { data: WorkloadFindingData; origin: string[] }>();
  readonly #inferred = new Map<ServiceName, { because: string[]; origin: string[] }>();

  constructor(region: string) {
    this.region = region;
  }

  /** Without a reason of its own the catalogue's is taken. */
  need(service: ServiceName, origin: string, because: string = reasonFor(service)): void {
    gather(this.#needs, service, origin, because);
  }

  /**
   * Whether a use of `service` in the Region that stands in `region` counts: in this one, or in one that is filled in
   * later, which is taken to be this one. What does not, and what is taken, is said.
   *
   * @param text what messages show of it
   */
  isHere(service: ServiceName, region: string | undefined, text: string, origin: string): boolean {
    const where = region === undefined ? 'here' : regionIn(region, this.region);
    if (where === 'other' && region !== undefined)
      this.find({ kind: 'other-region', service, region }, origin);
    if (where === 'open') this.find({ kind: 'region-open', text, region: this.region }, origin);
    return where !== 'other';
  }

  /** S3 for something else than layers. */
  needS3(origin: string, because: string, { action, object }: Partial<S3Use> = {}): void {
    this.need('s3', origin, because);
    const same = (use: S3Use) => use.because === because && use.origin === origin && use.object === object;
    if (!this.otherS3.some(same)) {
      this.otherS3.push({ because, origin, action: action ?? 's3:GetObject', object });
    }
  }

  /** Suggested by a name only. */
  infer(service: ServiceName, origin: string, because: string): void {
    gather(this.#inferred, service, origin, because);
  }

  find(data: WorkloadFindingData, origin: string): void {
    const key = JSON.stringify(data);
    const known = this.#findings.get(key);
    if (!known) this.#findings.set(key, { data, origin: [origin] });
    else if (!known.origin.includes(origin)) known.origin.push(origin);
  }

  needs(): Need[] {
    return inOrder(this.#needs);
  }

  inferred(): Need[] {
    return inOrder(this.#inferred).filter(({ service }) => !this.#needs.has(service));
  }

  findings(): WorkloadFinding[] {
    const all = [...this.#findings.values()].map(({ data, origin }) => ({ ...data, origin }));
    const of = (severity: WorkloadSeverity) => all.filter((finding) => findingSeverity(finding) === severity);
    return [...of('warning'), ...of('note')];
  }

  /** The parts that are decided; an undecided one is said. */
  decided<T extends object>(parts: readonly (T | Expression)[], origin: string): T[] {
    return parts.flatMap((part) => {
      if (!(part instanceof Expression)) return [part];
      this.find({ kind: 'undecided', expression: part.text }, origin);
      return [];
    });
  }

  /** The same for a single part. */
  one<T extends object>(part: T | Expression | undefined, origin: string): T | undefined {
    return part === undefined ? undefined : this.decided([part], origin)[0];
  }
}

function gather(
  into: Map<ServiceName, { because: string[]; origin: string[] }>,
  service: ServiceName,
  origin: string,
  because: string,
): void {
  const known = into.get(service) ?? { because: [], origin: [] };
  if (!known.because.includes(because)) known.because.push(because);
  if (!known.origin.includes(origin)) known.origin.push(origin);
  into.set(service, known);
}

function inOrder(
  from: ReadonlyMap<ServiceName, { because: readonly string[]; origin: readonly string[] }>,
): Need[] {
  return inCatalogueOrder(from.keys()).flatMap((service) => {
    const found = from.get(service);
    return found
      ? [{ service, kind: kindOf(service), because: found.because.join(' '), origin: found.origin }]
      : [];
  });
}
