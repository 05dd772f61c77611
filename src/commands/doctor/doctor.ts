import { situationOf, workloadOf } from '../../ask/choices.ts';
import { type Described, given } from '../../ask/described.ts';
import { type Answers, type QuestionKey, withDefaults } from '../../ask/questions.ts';
import { type CommandLine, replay } from '../../ask/replay.ts';
import type { ServiceName } from '../../core/catalogue.ts';
import type { Traffic } from '../../core/evidence/traffic.ts';
import { codeRemarks, type GeneratedCode } from '../../core/findings/code-remarks.ts';
import { type Finding, findings } from '../../core/findings/findings.ts';
import { remarksInNetwork } from '../../core/findings/remarks-in-network.ts';
import { isRuleId, RULE_IDS, RULES } from '../../core/findings/rules.ts';
import { uncheckedServices } from '../../core/findings/unchecked-services.ts';
import type { Network } from '../../core/network/network.ts';
import { routedWayOut } from '../../core/network/way-out.ts';
import { freeName } from '../../core/plan/free-name.ts';
import { Problem } from '../../core/problem.ts';
import { nearest } from '../../core/text/nearest.ts';
import { quoted } from '../../core/text/visible.ts';
import type { Deployment } from '../../core/trace/path.ts';
import { trace } from '../../core/trace/trace.ts';
import { type Need, needs } from '../../core/workload/needs.ts';
import type { Situation } from '../../core/workload/situation.ts';
import { FORMATS } from '../../formats/formats.ts';
import type { Evidence } from '../../reports/evidence.ts';
import { renderReport } from '../../reports/render-report.ts';
import { type FailOn, failing, type InCode, type Report } from '../../reports/report.ts';
import type { TerminalStyle } from '../../reports/terminal-style.ts';
import type { PlannedVpc } from '../../sources/planned/planned-vpc.ts';
import { create } from '../create/command.ts';
import type { PricesIo } from '../prices-for.ts';
import type { NetworkIo } from '../read-network.ts';
import type { TrafficIo } from './measured.ts';

/** All that `doctor` needs of the world. */
export interface DoctorIo extends NetworkIo, PricesIo, CommandLine {
  /**
   * The VPC as code makes it; undefined where the answers choose another source.
   *
   * @throws Problem when it can't be had
   */
  readonly readCode?: (answers: Answers, needs: readonly Need[]) => Promise<PlannedVpc | undefined>;
  readonly traffic?: TrafficIo;
  readonly style: TerminalStyle;
  readonly saveSnapshot: (path: string, network: Network) => void;
  /** Whether somebody sits at a terminal. A gate has nobody who would read what is unknown, so it fails on it. */
  readonly attended: boolean;
  /** Standard output, where annotations for GitHub Actions are printed as such only if that is said. */
  readonly print: (text: string, how?: { readonly annotations: boolean }) => void;
  /** Standard error. */
  readonly say: (text: string) => void;
}

/** Generated code, with the answers of its record. */
export interface RecordedCode extends GeneratedCode {
  readonly answers: Readonly<Record<string, unknown>>;
}

/**
 * From answers to a report: network → needs → trace → findings → report. Everything that must be answered was.
 *
 * @param generated the generated code whose record gives answers
 * @returns the exit code: 1 when there is a finding at or above `--fail-on` (`error` in a terminal, else `unknown`), else 0
 * @throws Problem for what the user can fix
 */
export async function doctor(described: Described, io: DoctorIo, generated?: RecordedCode): Promise<0 | 1> {
  const { answers } = described;
  const { explain, saveSnapshot, report: format, json } = withDefaults(answers);
  if (explain !== undefined) {
    io.print(pageOf(explain));
    return 0;
  }
  const about = asksAboutTask(answers) ? (await import('./about-task.ts')).aboutTask(described) : undefined;
  const trafficOf =
    answers.traffic &&
    io.traffic &&
    (await import('./measured.ts')).measured(answers.traffic, answers, io.traffic);
  const wanted = needs(workloadOf(about?.answersIn(answers.region) ?? answers, described.workload));
  const vpc = await io.readCode?.(answers, wanted);
  const network = vpc?.network ?? (await io.readNetwork(answers, wanted));
  if (generated) refuseOtherCode(network, generated);
  if (saveSnapshot !== undefined) io.saveSnapshot(saveSnapshot, network);
  const traffic = trafficOf ? await trafficOf(network) : undefined;

  const inCode = vpc && (await import('./in-code.ts'));
  const asked = about?.answersIn(network.region) ?? answers;
  const named = vpc && inCode ? inCode.withNames(asked, vpc) : asked;
  const settled = { ...named, subnets: named.subnets ?? privateSubnets(network) };
  const failOn = answers.failOn ?? (io.attended ? 'error' : 'unknown');
  const deploymentOf = vpc && inCode && ((situation: Situation) => inCode.deploymentOf(vpc, situation));
  const manner = { failOn, line: io, generated, deploymentOf, traffic };
  const diagnosis = diagnose(network, { ...described, answers: settled }, manner);
  const evidence = await evidenceOf(diagnosis, answers, io);
  const report = {
    ...diagnosis,
    ...(vpc && { code: await codeOf(vpc, diagnosis) }),
    ...(evidence.length > 0 && { evidence }),
  };
  // jsonl is refused before.
  const printed = json || format === 'jsonl' ? 'json' : format;
  io.print(await renderReport(about?.told(report) ?? report, printed, io.style), {
    annotations: printed === 'github',
  });
  if (
    !report.ok &&
    !failing([...report.findings, ...report.remarks], 'error') &&
    answers.failOn === undefined
  )
    io.say(UNKNOWN_FAILS);
  return report.ok ? 0 : 1;
}

/** What was asked for besides the paths; loaded only where it was. */
async function evidenceOf(report: Report, answers: Answers, io: DoctorIo): Promise<Evidence[]> {
  const { traffic } = report;
  const { cost } = withDefaults(answers);
  return [
    ...(traffic
      ? [(await import('../../reports/traffic/traffic-evidence.ts')).trafficEvidence(report, traffic)]
      : []),
    ...(cost ? [await (await import('./with-cost.ts')).withCost(report, answers, io)] : []),
  ];
}

const asksAboutTask = ({ task, stoppedReason }: Answers): boolean =>
  task !== undefined || stoppedReason !== undefined;

/** @throws Problem where a VPC has the tag of code, and none of the subnets that it creates: it is that of other code with this name */
function refuseOtherCode(
  { vpc, subnets }: Network,
  { newVpc, blocks, directory, name }: GeneratedCode,
): void {
  if (!newVpc || subnets.some(({ cidr }) => cidr !== undefined && blocks.includes(cidr))) return;
  throw new Problem(
    `${vpc.id} has none of the subnets that the code in ${directory} creates (${blocks.join(', ')}): other code with the name ${name} made ` +
      'it, or the code is not deployed as it is now. Deploy it, or pass --vpc.',
  );
}

const UNKNOWN_FAILS =
  'Exit code 1: something is unknown and there is no terminal. To allow that, pass --fail-on error.';

/** What the report says of the code; loaded only where there is such code. */
async function codeOf({ planned }: PlannedVpc, situation: Situation): Promise<InCode> {
  const { inCode } = await import('../../reports/code-fix/in-code.ts');
  return inCode(planned.code, situation);
}

/** How a diagnosis is made besides what it is of. */
export interface Manner {
  readonly failOn: FailOn;
  readonly line: CommandLine;
  /** The generated code whose record gives answers. */
  readonly generated: RecordedCode | undefined;
  /** What the deployment changes, where the network is that of code. */
  readonly deploymentOf: ((situation: Situation) => Deployment) | undefined;
  /** What was measured, where that was asked for. */
  readonly traffic: Traffic | undefined;
  /** What tasks of another launch type in the VPC need. */
  readonly neededBeside?: readonly ServiceName[];
}

/** Everything there is to say about a network and the tasks in it. */
export function diagnose(
  network: Network,
  described: Described,
  { failOn, line, generated, deploymentOf, traffic, neededBeside }: Manner,
): Report {
  const situation = situationOf(described, network, line);
  const { needs, tasks } = situation;
  const deployment = deploymentOf?.(situation);
  const paths = trace(network, needs, tasks);
  const traced = {
    ...situation,
    paths,
    ...(deployment && { deployment }),
    ...(traffic && { traffic }),
    ...(neededBeside && { neededBeside }),
  };
  const found = findings(traced, Object.values(FORMATS));
  const remarks = [
    ...(generated ? codeRemarks(network, generated) : []),
    ...uncheckedServices(traced),
    ...remarksInNetwork(traced),
  ];
  const undeployed = remarks.some(({ kind }) => kind === 'code-not-deployed');
  return {
    ...traced,
    findings: found,
    remarks,
    ok: !failing([...found, ...remarks], failOn),
    // Code that isn't deployed yet may well be all that is needed.
    next: deployment || undeployed ? undefined : createCommand(found, network, described, line, generated),
  };
}

/** The IDs of all subnets without a route to an internet gateway. */
export const subnetsWithoutInternet = (network: Network): string[] =>
  network.subnets.filter((subnet) => routedWayOut(network, subnet).via !== 'internet').map(({ id }) => id);

/**
 * The subnets of a VPC where private tasks can run.
 *
 * @throws Problem when there is none
 */
export function privateSubnets(network: Network): string[] {
  const found = subnetsWithoutInternet(network);
  if (found.length > 0) return found;
  throw new Problem(
    network.subnets.length === 0
      ? `${network.vpc.id} has no subnets.`
      : `Every subnet of ${network.vpc.id} has a route to an internet gateway. Pass the tasks' subnets with --subnets.`,
  );
}

/** More subnets than this do not fit a command line that anyone would copy; then create asks for them. */
const MOST_SUBNETS = 20;

/**
 * The line of `create` that fixes what was found; undefined where nothing can be. The same from a snapshot as from AWS: what
 * it says is to be done to the VPC, not to a file.
 */
function createCommand(
  found: readonly Finding[],
  network: Network,
  described: Described,
  line: CommandLine,
  generated: RecordedCode | undefined,
): string | undefined {
  if (!found.some(({ severity, fix }) => fix !== null && severity !== 'warning')) return undefined;
  if (generated) {
    const others = otherAnswers(described, generated);
    // The record would say otherwise where a default is left out.
    return replay(create, others, line, Object.keys(others) as QuestionKey[]);
  }
  const { subnets, snapshot: _, ...rest } = given(described);
  const { directory, name } = withDefaults({});
  const free = freeName(name, network);
  const answers: Answers = {
    ...rest,
    region: network.region,
    vpc: network.vpc.id,
    iac: 'terraform',
    directory: `${directory}${free.slice(name.length)}`,
    name: free,
  };
  const lineOf = (all: Answers) => replay(create, all, line, ['name']);
  if (subnets === undefined) return lineOf(answers);
  return subnets.length > MOST_SUBNETS
    ? lineOf(answers).replace(/ --yes$/, '')
    : lineOf({ ...answers, subnets });
}

/** The directory of generated code, with the answers that aren't those of its record. */
function otherAnswers(described: Described, { answers, directory, newVpc }: RecordedCode): Answers {
  const { region: _, vpc: __, snapshot: ___, ...rest } = given(described);
  const others = Object.entries(rest).filter(
    ([key, answer]) =>
      !(newVpc && key === 'subnets') && JSON.stringify(answer) !== JSON.stringify(answers[key]),
  );
  return { ...Object.fromEntries(others), directory };
}

/** @throws Problem naming the rules there are */
function pageOf(rule: string): string {
  if (!isRuleId(rule)) {
    const near = nearest(rule, RULE_IDS);
    throw new Problem(
      `There is no rule ${quoted(rule)}${near ? `; did you mean ${near}?` : '.'} ` +
        `The rules are ${RULE_IDS.join(', ')}.`,
    );
  }
  return RULES[rule].page;
}
