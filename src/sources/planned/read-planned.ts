import { type Answers, withDefaults } from '../../ask/questions.ts';
import type { Network } from '../../core/network/network.ts';
import { Problem } from '../../core/problem.ts';
import { oneLine, quoted } from '../../core/text/visible.ts';
import type { Need } from '../../core/workload/needs.ts';
import type { SourceIo } from '../source.ts';
import type { CodeFiles } from '../terraform/module-code.ts';
import { chosenNetwork } from './chosen-network.ts';
import { type ModuleCalls, moduleCalls, type SourceFile, terraformLocator } from './locate.ts';
import { isUnknown, type Parts, type Planned } from './parts.ts';
import type { PlannedVpc } from './planned-vpc.ts';
import { openServices } from './planned-workload.ts';
import { networksOf, unreadVpc } from './to-network.ts';

/** What a run has read: its reader of files is its own. */
const READ = new WeakMap<SourceIo['readText'], Map<string, Promise<Planned>>>();

/**
 * The VPC that the answers choose in the plan or the templates that they name. The files are read once a run. AWS is asked only
 * with `--live`, and only where the needs are known: before that, the code alone tells.
 *
 * @param needs what is asked about the VPC
 * @throws Problem when a file can't be read, or has no VPC or several
 */
export async function readPlanned(
  answers: Answers,
  io: SourceIo,
  needs?: readonly Need[],
): Promise<PlannedVpc> {
  const read = await readOnce(answers, io);
  const region = regionOf(read, answers);
  const planned = withVpcsOf(answers, read, region);
  const chosen = chosenNetwork(networksOf(planned.after, region), planned, answers);
  assertRegion(chosen, planned, answers);
  const network = {
    ...chosen,
    assumptions: [...chosen.assumptions, ...openServices(chosen, planned)],
  };
  if (answers.live && needs) {
    const { readLive } = await import('./live/read-live.ts');
    return readLive(network, planned, answers, needs, io);
  }
  const before = planned.before && networksOf(planned.before, region);
  return { network, before: before?.find(({ vpc }) => vpc.id === network.vpc.id), planned };
}

/** With `--live`, also the VPCs that only `--vpc` names, or the code as it was: what it removes is not in the code any more. */
function withVpcsOf({ live, vpc }: Answers, planned: Planned, region: string): Planned {
  if (!live) return planned;
  const { before, after } = planned;
  const namesIn = (parts: Parts): string[] => networksOf(parts, region).map((network) => network.vpc.id);
  const known = new Set(namesIn(after).flatMap((name) => [name, after.ids.get(name) ?? name]));
  const others = [...(vpc === undefined ? [] : [vpc]), ...(before ? namesIn(before) : [])];
  const added = [...new Set(others)].filter((id) => /^vpc-[\da-f]+$/.test(id) && !known.has(id));
  return { ...planned, after: { ...after, vpcs: [...after.vpcs, ...added.map(unreadVpc)] } };
}

/** The Region of the VPC. */
export const plannedRegion = async (answers: Answers, io: SourceIo): Promise<string> =>
  (await readPlanned(answers, io)).network.region;

/** The Region of the code, else the one that was answered; of code with several, one of them. */
function regionOf({ after, code }: Planned, { region }: Answers): string {
  if (!isUnknown(after.region)) return after.region;
  const ofVpcs = after.vpcs.flatMap((vpc) => (isUnknown(vpc.region) ? [] : (vpc.region ?? [])));
  const told = region ?? ofVpcs[0];
  if (told !== undefined) return told;
  throw new Problem(`${quoted(code.file)} doesn't say which Region it is for. Pass --region.`);
}

/** @throws Problem where code with several Regions doesn't say which one the VPC is in */
function assertRegion({ vpc }: Network, { after }: Planned, { region }: Answers): void {
  if (!isUnknown(after.region) || region !== undefined) return;
  const told = after.vpcs.find(({ name }) => name === vpc.id)?.region;
  if (told === undefined || isUnknown(told)) {
    throw new Problem(`It isn't known which Region ${oneLine(vpc.id)} is in. Pass --region.`);
  }
}

function readOnce(answers: Answers, io: SourceIo): Promise<Planned> {
  const { terraformPlan, template, parameters, parameterFile, region, source } = answers;
  const runs = READ.get(io.readText) ?? new Map<string, Promise<Planned>>();
  READ.set(io.readText, runs);
  const key = JSON.stringify([terraformPlan, template, parameters, parameterFile, region, source]);
  const known = runs.get(key) ?? read(answers, io);
  runs.set(key, known);
  return known;
}

function read(answers: Answers, io: SourceIo): Promise<Planned> {
  return answers.terraformPlan === undefined
    ? readTemplateFiles(answers, io)
    : readPlanFile(answers.terraformPlan, answers, io);
}

async function readPlanFile(path: string, answers: Answers, io: SourceIo): Promise<Planned> {
  const { readTerraform } = await import('../terraform/read-terraform.ts');
  const text = io.readText(path);
  const files = codeFiles(answers, io);
  const planned = readTerraform(text, path === '-' ? 'standard input' : path, files);
  return { ...planned, code: { ...planned.code, locate: locatorOf(text, files) } };
}

/** The code beside a plan, which is read only when something is looked for. */
function codeFiles(answers: Answers, io: SourceIo): CodeFiles {
  const filesIn = (directory: string): readonly SourceFile[] => {
    const files = io
      .readFolder(directory)
      .filter((name) => /\.(tf|tofu)(\.json)?$/.test(name))
      .map((name) => (directory === '.' ? name : `${directory}/${name}`))
      .map((path) => ({ path, text: ifThere(path, io) }));
    const read = files.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]));
    // Any file can override what the others say.
    return read.length === files.length ? read : [];
  };
  return { directory: withDefaults(answers).source, filesIn, textOf: (path) => ifThere(path, io) };
}

/** Finds resources in the code beside a plan. */
function locatorOf(text: string, { directory, filesIn }: CodeFiles): Planned['code']['locate'] {
  let locate: Planned['code']['locate'] | undefined;
  return (name) => {
    locate ??= terraformLocator(directory, moduleCallsIn(text), filesIn);
    return locate(name);
  };
}

/** The module calls of a plan; a state has none. */
const moduleCallsIn = (text: string): ModuleCalls => {
  const { configuration } = JSON.parse(text.replace(/^\uFEFF/, '')) as {
    readonly configuration?: { readonly root_module?: unknown };
  };
  return moduleCalls(configuration?.root_module);
};

async function readTemplateFiles(
  { template = [], parameters, parameterFile = [], region }: Answers,
  io: SourceIo,
): Promise<Planned> {
  const { readTemplates } = await import('../template/read-templates.ts');
  const { readParameters } = await import('../template/read-parameters.ts');
  const files = parameterFile.map((path) => readParameters(io.readText(path), path));
  return readTemplates(
    template.map((path) => ({ path, text: io.readText(path) })),
    {
      parameters: Object.assign({}, ...files, parameters),
      region,
      readText: (path) => ifThere(path, io),
    },
  );
}

/** The text of a file beside those that were named; undefined where it can't be read. */
function ifThere(path: string, { readText }: SourceIo): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
