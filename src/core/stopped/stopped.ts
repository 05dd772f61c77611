import type { ServiceName } from '../catalogue.ts';
import type { Finding } from '../findings/findings.ts';
import type { RuleId, Severity } from '../findings/rule.ts';
import { rangesOf } from '../network/cidr.ts';
import type { Network } from '../network/network.ts';
import { PUBLIC_ADDRESSES } from '../network/public-addresses.ts';
import type { Via } from '../network/way.ts';
import { usesAmazonDns } from '../trace/interface-path.ts';
import type { Traced } from '../trace/path.ts';
import { type FailureKind, isEndpointFailure } from './failure.ts';
import { type Judged, judge } from './judge.ts';
import type { StopMessage } from './read-stop-reason.ts';
import { stopReason } from './stop-reasons.ts';
import { wayOutside } from './way-outside.ts';

/** What a stopped task's message and the network say together. */
export interface Stopped {
  /** Null where the message isn't about a service that has endpoints, or doesn't say which one. */
  readonly service: ServiceName | null;
  readonly kind: FailureKind;
  /** The way to that service, or to the internet, now; null where it doesn't matter. */
  readonly via: Via | null;
  /** Whether the network explains the message; null where that isn't known, or the message isn't about the network. */
  readonly agrees: boolean | null;
  /** Why, in sentences. */
  readonly because: string;
}

/** The same in two columns, with what follows from them. */
export interface StoppedView extends Stopped {
  readonly severity: Severity;
  readonly message: string;
  readonly network: string;
  readonly together: string;
}

type Scene = Traced & { readonly findings: readonly Finding[] };

/** Holds what a message says against the traced network. */
export function stoppedView(message: StopMessage, scene: Scene): StoppedView {
  if (message.kind === 'outside' || message.kind === 'other-region') return outsideView(message, scene);
  if (message.kind === 'volume-name') return volumeNameView(message, scene);
  if (!isEndpointFailure(message.kind)) return elsewhereView(message, message.kind);
  const address = placeOf(message.address, scene.network);
  const judged = judge({ kind: message.kind, services: message.services, address }, scene);
  // Who denied it isn't said: where no endpoint's policy does, somebody else did.
  if (message.kind === 'denied' && judged.agrees === false) return elsewhereView(message, 'role');
  return endpointView(message, judged, address, scene);
}

const view = (
  facts: Omit<Stopped, 'because'>,
  severity: Severity,
  said: { readonly message: string; readonly network: string; readonly together: string },
): StoppedView => ({ ...facts, because: `${said.network} ${said.together}`, severity, ...said });

function elsewhereView({ action }: StopMessage, kind: FailureKind): StoppedView {
  const facts = { service: null, kind, via: null, agrees: null };
  const reason = stopReason(kind, undefined);
  if (!reason)
    return view(facts, 'unknown', {
      message: 'No known cause.',
      network: 'See below.',
      together: 'Pass the whole text; the reasons of the containers often say more than that of the task.',
    });
  const denied = action === undefined ? '' : ` (${action})`;
  return view(facts, 'info', {
    message: sentence(`${plain(reason.means)}${denied}`),
    network: 'Not the network.',
    together: sentence(`Look at ${plain(reason.lookAt ?? '')}`),
  });
}

function outsideView({ kind, host, address }: StopMessage, { network, tasks }: Scene): StoppedView {
  const reason = stopReason(kind, undefined);
  const shown = placeOf(address, network) === 'public' ? rangesOf([`${address}/32`]) : undefined;
  const { via, text } = wayOutside(network, tasks, shown);
  const agrees = via === 'blocked' ? true : via === 'nat' ? false : null;
  const advice = plain(reason?.lookAt ?? '');
  return view({ service: null, kind, via, agrees }, agrees === true ? 'error' : 'unknown', {
    message: sentence(`${plain(reason?.means ?? '')}${host === undefined ? '' : ` (${host})`}`),
    network: text,
    together:
      agrees === true
        ? `They agree, and no endpoint can help: ${advice}.`
        : agrees === false
          ? 'They disagree: nothing that was read stops it now. Look at the host itself and at firewalls on the way.'
          : "Whether they agree isn't known.",
  });
}

/**
 * The name of a file system resolves to a mount target, with the Amazon DNS of a VPC that has both DNS attributes. Mount targets
 * are not read.
 *
 * @see https://docs.aws.amazon.com/efs/latest/ug/mounting-fs-mount-cmd-dns-name.html
 */
function volumeNameView({ kind, host }: StopMessage, { network: { vpc } }: Scene): StoppedView {
  const reason = stopReason(kind, undefined);
  const { dnsSupport, dnsHostnames } = vpc;
  const off = [
    ...(dnsSupport === false ? ['enableDnsSupport'] : []),
    ...(dnsHostnames === false ? ['enableDnsHostnames'] : []),
  ];
  const isRead = dnsSupport !== undefined && dnsHostnames !== undefined && vpc.nameServers !== undefined;
  const state = !isRead
    ? `The DNS settings of ${vpc.id} are not all known.`
    : usesAmazonDns(vpc)
      ? `${vpc.id} has both DNS attributes on, and uses the Amazon DNS.`
      : `${vpc.id} has both DNS attributes on, and uses DNS servers of its own.`;
  const agrees = off.length > 0 ? true : null;
  return view({ service: null, kind, via: null, agrees }, agrees ? 'error' : 'unknown', {
    message: sentence(`${plain(reason?.means ?? '')}${host === undefined ? '' : ` (${host})`}`),
    network: agrees ? `${vpc.id} has ${off.join(' and ')} off.` : state,
    together: agrees
      ? 'They agree: such names resolve only with both DNS attributes of the VPC on.'
      : sentence(
          `Whether they agree isn't known: mount targets are not read. Look at ${plain(reason?.lookAt ?? '')}`,
        ),
  });
}

function endpointView(
  { kind, services, host, address: shown, action }: StopMessage,
  judged: Judged,
  address: 'public' | 'in-vpc' | undefined,
  { findings }: Scene,
): StoppedView {
  const { service, via, agrees, rule, subnetIds } = judged;
  const facts = { service: service ?? null, kind, via: via ?? null, agrees };
  const names = service ?? (services.length > 0 ? services.join(' or ') : 'an AWS service');
  const details = [host, shown, action].filter((detail) => detail !== undefined).join(', ');
  const means = plain(
    stopReason(kind, service, address)?.means ??
      (kind === 'no-name' ? `the name of ${names} doesn't resolve` : `${names} can't be reached`),
  );
  const told = kind === 'not-told' ? `a step failed that calls ${names}; why isn't said` : means;
  const finding = findings.find(
    (one) =>
      one.rule === rule &&
      (service === undefined || one.services.includes(service)) &&
      one.subnetIds.some((id) => subnetIds.includes(id)),
  );
  return view(facts, agrees === true ? 'error' : agrees === false ? 'warning' : 'unknown', {
    message: sentence(details === '' ? told : `${told} (${details})`),
    network: finding && agrees !== false ? finding.message : networkText(judged, names),
    together: togetherText(judged, kind, finding, address),
  });
}

function networkText({ via, rule, endpointIds }: Judged, names: string): string {
  switch (via) {
    case undefined:
      return services(names, 'not traced, since the message names no service');
    case 'endpoint':
      return services(names, `reached through ${endpointIds.join(', ') || 'endpoints'}`);
    case 'nat':
      return services(names, 'reached through a NAT gateway');
    case 'internet':
      return services(names, 'reached through an internet gateway, by tasks with a public address');
    case 'other':
      return services(names, 'reached over another network, which is not read');
    case 'blocked':
      return services(names, `blocked now${rule === undefined ? '' : ` (${rule})`}`);
    default:
      return services(names, `unknown${rule === undefined ? '' : ` (${rule})`}`);
  }
}

const services = (names: string, state: string): string =>
  state.startsWith('unknown') ? `The way to ${names} is ${state}.` : `${sentenceStart(names)} is ${state}.`;

function togetherText(
  { agrees, contradicts, via, rule }: Judged,
  kind: FailureKind,
  finding: Finding | undefined,
  address: 'public' | 'in-vpc' | undefined,
): string {
  if (agrees === true) return `They agree: ${causeText(rule, finding)}`;
  if (agrees === null)
    return via === undefined
      ? 'Pass the whole text, or --task.'
      : `Whether they agree isn't known${finding ? `; see ${finding.rule} below` : ''}.`;
  if (contradicts)
    return address === 'in-vpc'
      ? "They disagree: the name resolved to an address in the VPC, so there was an endpoint then, and it isn't used now. Start a new task, and look at its message."
      : "They disagree: the name resolved to a public address, so no endpoint was used then. If it's newer than the task, start a new task; else check which DNS servers the task uses.";
  if (kind === 'endpoint-policy')
    return "They disagree: no endpoint policy that was read denies it now. If it was changed after the task stopped, start a new task; else look at the policy's conditions and principals.";
  if (kind === 'not-told')
    return 'So look elsewhere first: at the whole text of the reason, the task execution role, and the names in the task definition.';
  if (kind === 'no-name')
    return 'They disagree: nothing that was read stops the name from resolving. Look at the DNS servers of the task and at Resolver rules and DNS Firewall, which are not read.';
  return 'They disagree: nothing that was read stops it now. If the network was changed after the task stopped, start a new task. Else check that the task ran in these subnets and security groups (--task reads them), and look at firewalls on the way.';
}

const causeText = (rule: RuleId | undefined, finding: Finding | undefined): string =>
  finding?.fix
    ? `the cause is ${finding.rule}, and its fix is below.`
    : `the cause is ${rule ?? 'below'}. npx create-private-ecs-network doctor --explain ${rule ?? 'RULE'} says what to do.`;

/** Where an address is: private ones outside the VPC say nothing. */
function placeOf(address: string | undefined, network: Network): 'public' | 'in-vpc' | undefined {
  const [range] = rangesOf(address === undefined ? [] : [`${address}/32`]);
  if (!range) return undefined;
  const isIn = (ranges: readonly { readonly from: number; readonly to: number }[]) =>
    ranges.some(({ from, to }) => from <= range.from && range.to <= to);
  if (isIn(rangesOf(network.vpc.cidrs))) return 'in-vpc';
  return isIn(PUBLIC_ADDRESSES) ? 'public' : undefined;
}

/** The table is in Markdown. */
const plain = (markdown: string): string => markdown.replaceAll('`', '');

const sentence = (text: string): string => `${sentenceStart(text)}.`;

/** Names of services and hosts keep their small letters. */
const sentenceStart = (text: string): string =>
  /^[a-z']+[ ,]/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
