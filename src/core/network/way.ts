/** Which way the bytes go. `unknown` is an answer: a fact that decides could not be read. */
export type Via = 'endpoint' | 'nat' | 'internet' | 'other' | 'blocked' | 'unknown';

export type HopKind =
  | 'subnet'
  | 'route-table'
  | 'route'
  | 'endpoint'
  | 'network-interface'
  | 'security-group'
  | 'network-acl'
  | 'nat-gateway'
  | 'gateway'
  /** VPC Block Public Access; `detail` is its mode. */
  | 'block-public-access'
  | 'dns';

/** One station on the way, in order. */
export interface Hop {
  readonly kind: HopKind;
  /** The resource's id, or the destination of a route. */
  readonly id: string;
  /** What happens there, in a few words. */
  readonly detail: string;
}
