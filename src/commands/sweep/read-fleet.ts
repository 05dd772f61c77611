import { type Answers, type Settled, withDefaults } from '../../ask/questions.ts';
import { ALL } from '../../ask/values.ts';
import type { Network } from '../../core/network/network.ts';
import { Problem } from '../../core/problem.ts';
import { quoted, reasonOf } from '../../core/text/visible.ts';
import type { VpcTasks } from '../../core/workload/tasks-by-vpc.ts';
import { counted } from '../../reports/sweep/sweep-report.ts';
import { limitsWithin } from '../../sources/aws/aws-access.ts';
import type { AwsTarget } from '../../sources/aws/aws-client.ts';
import { defaultRegion } from '../../sources/aws/aws-config-files.ts';
import { type DiscoverInput, discover } from '../../sources/aws/discover.ts';
import { enabledRegions } from '../../sources/aws/enabled-regions.ts';
import { findTasks } from '../../sources/aws/find-tasks.ts';
import { type FleetAccount, fleetOf, type OpenAccount } from '../../sources/aws/fleet.ts';
import { type HubReader, hubReader, type ReadsAccount } from '../../sources/aws/hub-reader.ts';
import { listVpcs } from '../../sources/aws/list-vpcs.ts';
import type { VpcPlace } from '../../sources/sweep/saved-sweep.ts';
import type { AskedInVpc } from '../../sources/sweep/saved-tasks.ts';
import { subnetsWithoutInternet } from '../doctor/doctor.ts';
import { atMost, eachAtMost, type Turn } from './at-most.ts';
import { joined, targetAmong } from './owners.ts';
import type { Found, Read, SweepIo, SweepProgress } from './sweep-io.ts';
import { describedIn, needsOf, vpcRow } from './vpc-row.ts';

/**
 * Reads every account, Region and VPC that the answers choose, many at a time. What can't be read is a row with the reason. Of a
 * network nothing is kept but its row.
 *
 * @throws Problem when it is not known which accounts or Regions to read
 */
export async function readFleet(answers: Answers, io: SweepIo, found: Found): Promise<Read> {
  const settled = withDefaults(answers);
  const { profile, profiles, regions, concurrency, role, externalId, roleSessionName } = settled;
  if (!regions && !profiles && defaultRegion(profile === undefined ? {} : { profile }) === undefined)
    throw new Problem('No AWS Region is set: use --regions, or set AWS_REGION.');
  const { accounts, skipped } = await fleetOf({
    profile,
    profiles,
    accounts: settled.accounts,
    organization: settled.organization,
    unit: settled.ou,
    role: role === undefined ? undefined : { role, externalId, sessionName: roleSessionName },
    home: regions?.find((region) => region !== ALL),
    limits: limitsWithin(settled.timeout),
  });
  const targetIn = targetAmong(accounts);
  const scene: Scene = {
    answers: settled,
    hubs: hubReader(targetIn, discover),
    io,
    begun: new Set(),
    targetIn,
    ownersUnread: new Set(),
    turn: atMost(concurrency),
    tally: new Tally(accounts.length, io.progress),
    found: {
      vpc: (read) => {
        scene.tally.vpcRead();
        found.vpc(read);
      },
      unread: (row) => {
        scene.tally.notRead();
        found.unread(row);
      },
    },
  };
  io.progress.begin(accounts.length);
  try {
    await eachAtMost(concurrency, accounts, async (account) => {
      await readAccount(account, scene);
      account.close();
      scene.tally.accountDone();
    });
  } catch (error) {
    throw error instanceof NotSaved ? error.cause : error;
  }
  return { accounts: accounts.length, skipped, complete: true };
}

/** What the readings of all accounts share. */
interface Scene {
  readonly answers: Settled;
  /** What reads where hosted zones lead, in any of the accounts. */
  readonly hubs: HubReader;
  readonly io: SweepIo;
  /** The accounts and Regions that were begun: two profiles can be for the same account. */
  readonly begun: Set<string>;
  readonly targetIn: ReadsAccount;
  /** The shared VPCs that their owners could not read, which is said once. */
  readonly ownersUnread: Set<string>;
  readonly turn: Turn;
  readonly tally: Tally;
  readonly found: Found;
}

async function readAccount(account: FleetAccount, scene: Scene): Promise<void> {
  const { turn, answers, found } = scene;
  try {
    const open = await turn(() => account.open());
    const regions = await regionsOf(open, answers, turn);
    await Promise.all(regions.map((region) => readRegion(open, region, scene)));
  } catch (error) {
    const { accountId = null, profile } = account;
    const reason = reasonIn(error);
    const named = accountId !== null || profile === undefined || reason.includes(quoted(profile));
    found.unread({
      accountId,
      region: null,
      error: named ? reason : `Profile ${quoted(profile)}: ${reason}`,
    });
  }
}

async function regionsOf(open: OpenAccount, { regions }: Settled, turn: Turn): Promise<readonly string[]> {
  if (regions?.includes(ALL)) return turn(() => enabledRegions(open.target(open.home)));
  if (regions) return regions;
  if (open.region === undefined)
    throw new Problem('The profile has no Region: set one in the AWS configuration file, or use --regions.');
  return [open.region];
}

async function readRegion(open: OpenAccount, region: string, scene: Scene): Promise<void> {
  const { turn, answers, begun, tally, found } = scene;
  const { accountId } = open;
  const place = `${accountId} ${region}`;
  if (begun.has(place)) return;
  begun.add(place);
  const target = open.target(region);
  try {
    const { vpcs, others } = await turn(async () => {
      tally.reading(place);
      const { vpcs, nowhere } = await findTasks(target);
      for (const error of nowhere) found.unread({ accountId, region, error });
      const listed = answers.vpcs === 'all' ? await listVpcs(target) : [];
      return { vpcs, others: listed.flatMap(({ id }) => (vpcs.has(id) ? [] : [id])) };
    });
    const all: [string, readonly VpcTasks[]][] = [...vpcs, ...others.map((id): [string, []] => [id, []])];
    await Promise.all(
      all.map(([vpcId, tasks]) => turn(() => readVpc(target, { accountId, region, vpcId }, tasks, scene))),
    );
  } catch (error) {
    found.unread({ accountId, region, error: reasonIn(error) });
  }
}

async function readVpc(
  target: AwsTarget,
  place: VpcPlace,
  tasks: readonly VpcTasks[],
  scene: Scene,
): Promise<void> {
  const { answers, hubs, io, tally, found } = scene;
  const { accountId, region, vpcId } = place;
  const { launchType, services } = answers;
  tally.reading(`${accountId} ${region} ${vpcId}`);
  try {
    const asked: AskedInVpc = { services, tasks, ...(launchType && { launchType }) };
    const described = describedIn(asked, place);
    const ours = io.fleet?.earlier(place);
    const input: Omit<DiscoverInput, keyof AwsTarget> = {
      vpcId,
      ...(ours && { ours }),
      services: [...new Set(needsOf(described).map(({ service }) => service))],
      securityGroupIds: [...new Set(described.flatMap((one) => one.answers.taskSecurityGroups ?? []))],
      hubs,
    };
    const seen = await discover({ ...target, ...input, accountId });
    const owned = await asOwnerSees(seen, accountId, input, scene);
    const network = owned ?? seen;
    // The owner has subnets that are not shared with this account.
    const whole = owned ? { ...asked, subnets: subnetsWithoutInternet(seen) } : asked;
    const read = vpcRow(accountId, network, describedIn(whole, place), io);
    saved(() => io.save?.vpc(place, network, whole));
    found.vpc(read);
  } catch (error) {
    found.unread({ accountId, region, vpcId, error: reasonIn(error) });
  }
}

/**
 * A shared VPC with what its owner sees of it; undefined where it is not shared, and where its owner is not in the sweep or can't be
 * asked.
 */
async function asOwnerSees(
  seen: Network,
  accountId: string,
  input: Omit<DiscoverInput, keyof AwsTarget>,
  { targetIn, ownersUnread, found }: Scene,
): Promise<Network | undefined> {
  const {
    region,
    vpc: { id, shared, ownerId },
  } = seen;
  if (!shared || ownerId === undefined) return undefined;
  const owner = await targetIn(ownerId, region);
  if (!owner) return undefined;
  try {
    const owned = await discover({ ...owner, ...input, accountId: ownerId });
    return joined(owned, seen, { accountId, ownerId });
  } catch (error) {
    const place = `${ownerId} ${region} ${id}`;
    if (!ownersUnread.has(place))
      found.unread({ accountId: ownerId, region, vpcId: id, error: reasonIn(error) });
    ownersUnread.add(place);
    return undefined;
  }
}

/** What can't be saved ends the sweep, since it would not be complete. */
class NotSaved extends Error {}

function saved(save: () => void): void {
  try {
    save();
  } catch (error) {
    throw new NotSaved('', { cause: error });
  }
}

/**
 * Why a place could not be read. Whatever goes wrong in one, the others are read.
 *
 * @throws NotSaved
 */
function reasonIn(error: unknown): string {
  if (error instanceof NotSaved) throw error;
  return error instanceof Problem
    ? error.message.replaceAll('\n', ' ')
    : `Internal error: ${reasonOf(error)}. Please report it.`;
}

/** Counts what was read, and says so. */
class Tally {
  readonly #accounts: number;
  readonly #progress: SweepProgress;
  #done = 0;
  #vpcs = 0;
  #unread = 0;
  #place: string | undefined;

  constructor(accounts: number, progress: SweepProgress) {
    this.#accounts = accounts;
    this.#progress = progress;
  }

  accountDone(): void {
    this.#done += 1;
    this.reading(undefined);
  }

  vpcRead(): void {
    this.#vpcs += 1;
    this.reading(this.#place);
  }

  notRead(): void {
    this.#unread += 1;
    this.reading(this.#place);
  }

  /** @param place what is being read now */
  reading(place: string | undefined): void {
    this.#place = place;
    const counts = [
      `${this.#done} of ${counted(this.#accounts, 'account')}`,
      `${counted(this.#vpcs, 'VPC')} read`,
      ...(this.#unread > 0 ? [`${this.#unread} not read`] : []),
    ].join(', ');
    this.#progress.show(this.#done, place === undefined ? counts : `${counts}; reading ${place}`);
  }
}
