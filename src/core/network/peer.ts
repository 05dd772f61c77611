/** Something on the other side of a security group rule. */
export type Peer =
  | { readonly kind: 'cidr'; readonly cidr: string }
  | { readonly kind: 'group'; readonly groupId: string }
  | { readonly kind: 'prefix-list'; readonly prefixListId: string };

/** Something on the other side of a network ACL entry. An entry can name blocks alone, so a prefix list is its addresses. */
export type AclPeer = Exclude<Peer, { readonly kind: 'group' }>;

/** Every address: told where none narrower can be, and opened by no change that nobody asked for. */
export const ANYWHERE = { kind: 'cidr', cidr: '0.0.0.0/0' } as const satisfies Peer;
