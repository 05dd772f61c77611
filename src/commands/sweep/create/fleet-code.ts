import { type Answers, withDefaults } from '../../../ask/questions.ts';
import { canonical } from '../../../core/plan/canonical.ts';
import type { Ours } from '../../../core/plan/ours.ts';
import { Problem } from '../../../core/problem.ts';
import {
  byPlace,
  type Fleet,
  type FleetVpc,
  keyOf,
  type LeftOut,
  type Place,
} from '../../../formats/fleet/fleet.ts';
import { FLEET_FORMATS, type FleetFormat } from '../../../formats/fleet/fleet-format.ts';
import { type Group, grouped } from '../../../formats/fleet/grouped.ts';
import type { GeneratedFile, Written } from '../../../formats/format.ts';
import type { FleetChanges, FleetResult } from '../../../reports/fleet/fleet-result.ts';
import type { UnreadRow } from '../../../reports/sweep/sweep-report.ts';
import {
  FLEET_RECORD_FILE,
  type FleetRecord,
  fleetRecordText,
} from '../../../sources/record/fleet-record.ts';
import { RECORD_SCHEMA_VERSION, type RunRecord } from '../../../sources/record/record.ts';
import { checkFiles } from '../../create/check-files.ts';
import { oursOf } from '../../create/run-record.ts';
import { yielded } from '../../create/yielded.ts';
import type { CodeOfFleet, ReadVpc } from '../sweep-io.ts';
import type { FleetIo, FleetTarget } from './fleet-io.ts';
import { RECORDED } from './fleet-target.ts';
import { type PlannedVpc, type Planning, planVpc } from './plan-vpc.ts';
import { refuseFleetUpdate } from './refuse-fleet-update.ts';

/** The code of a fleet, made VPC by VPC while they are read. Of a VPC no more is kept than its part of the code. */
export class FleetCode implements CodeOfFleet {
  readonly #target: FleetTarget;
  readonly #answers: Answers;
  readonly #format: FleetFormat;
  readonly #planning: Planning;
  readonly #io: FleetIo;
  /** By `ACCOUNT/REGION/VPC`. */
  readonly #planned = new Map<string, PlannedVpc>();
  readonly #leftOut: LeftOut[] = [];
  /** Each shape once, however many VPCs have it. */
  readonly #shapes = new Map<string, string>();
  /** What checks run on, once it is there; undefined where nothing is deployed. */
  #written: Written | undefined;

  private constructor(
    target: FleetTarget,
    answers: Answers,
    format: FleetFormat,
    planning: Planning,
    io: FleetIo,
  ) {
    this.#target = target;
    this.#answers = answers;
    this.#format = format;
    this.#planning = planning;
    this.#io = io;
  }

  /**
   * @param answers with those of the run before
   * @throws Problem where the format is not answered, or can't be had for many VPCs
   */
  static async begin(target: FleetTarget, answers: Answers, io: FleetIo): Promise<FleetCode> {
    const { iac, name, tags, s3Policy, allowWideRules } = withDefaults(answers);
    const format = iac && FLEET_FORMATS[iac];
    if (!format)
      throw new Problem(`--create writes code: pass --iac ${Object.keys(FLEET_FORMATS).join(', ')}.`);
    const planning: Planning = {
      choices: { iac, terraformLayout: 'module', name, tags, s3Policy, allowWideRules },
      named: answers.name !== undefined,
      format: format.format,
      renderer: await format.load(),
      io,
    };
    return new FleetCode(target, answers, format, planning, io);
  }

  earlier(place: Place): Ours | undefined {
    const record = this.#target.record?.vpcs[keyOf(place)];
    return record && oursOf(record);
  }

  /** Plans a VPC that was read. What can't be planned is left out, with the reason. */
  add(read: ReadVpc): void {
    const { accountId, region, vpcId } = read.row;
    const place = { accountId, region, vpcId };
    try {
      const planned = planVpc(read, this.#target.record?.vpcs[keyOf(place)], this.#planning);
      this.#planned.set(keyOf(place), { ...planned, vpc: this.#withOneShape(planned.vpc) });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#leftOut.push({ ...place, reason: error.message.replaceAll('\n', ' '), read: true });
    }
  }

  leave({ accountId, region, vpcId, error }: UnreadRow): void {
    this.#leftOut.push({ accountId, region, vpcId, reason: error, read: false });
  }

  /**
   * Writes the files, or says what it would write.
   *
   * @throws Problem where that would lose something that nobody agreed to lose, or the directory can't take them
   */
  async write(): Promise<FleetResult> {
    const { directory, path, record } = this.#target;
    const fleet = this.#fleet();
    const textOf = (file: string) => this.#io.textIn(path, file);
    const edited = record ? this.#io.editedFiles(path, record) : [];
    const files = this.#files(fleet, edited, textOf);
    const differing = files.filter((file) => !isSame(file, textOf(file.path)));
    const paths = new Set(files.map((file) => file.path));
    const changed = {
      added: differing.filter((file) => textOf(file.path) === undefined).map((file) => file.path),
      changed: differing.filter((file) => textOf(file.path) !== undefined).map((file) => file.path),
      removed: Object.keys(record?.files ?? {}).filter(
        (file) => !paths.has(file) && !edited.includes(file) && textOf(file) !== undefined,
      ),
    };
    const changes = record && this.#changes(record, fleet.groups);
    refuseFleetUpdate({
      target: this.#target,
      planned: this.#planned,
      leftOut: this.#leftOut,
      changes,
      format: this.#format,
      edited: edited.filter((file) => differing.some((each) => each.path === file)),
      files,
      answers: this.#answers,
      textOf,
    });
    const any = changed.added.length + changed.changed.length + changed.removed.length > 0;
    const writes = any && files.length > 0 && !this.#answers.dryRun;
    if (writes)
      await this.#io.writeFiles(path, files, {
        force: record !== undefined || this.#answers.force === true,
        removed: changed.removed,
        signal: this.#io.signal,
      });
    const coded = fleet.vpcs.find(({ part }) => part !== undefined);
    this.#written = coded && {
      region: coded.region,
      online: this.#answers.from === undefined,
      files,
    };
    return this.#result(fleet, directory, changes, changed, writes);
  }

  async check(): Promise<Problem | undefined> {
    if (!this.#written || !this.#answers.check) return undefined;
    const { directory, path: target } = this.#target;
    return checkFiles(this.#format.checks(this.#written), { directory, target }, this.#io);
  }

  #withOneShape(vpc: FleetVpc | undefined): FleetVpc | undefined {
    if (vpc?.part === undefined) return vpc;
    const { shape } = vpc.part;
    const one = this.#shapes.get(shape) ?? shape;
    this.#shapes.set(one, one);
    return { ...vpc, part: { ...vpc.part, shape: one } };
  }

  #fleet(): Fleet {
    const { record } = this.#target;
    const { name } = withDefaults(this.#answers);
    const vpcs = [...this.#planned.values()].flatMap(({ vpc }) => vpc ?? []).sort(byPlace);
    const groups = grouped(
      vpcs.flatMap((vpc) =>
        vpc.part
          ? [
              {
                key: keyOf(vpc),
                shape: vpc.part.shape,
                kind: `${name}-${vpc.launchType}`,
                place: this.#format.onePerPlace ? `${vpc.accountId}/${vpc.region}` : keyOf(vpc),
              },
            ]
          : [],
      ),
      record?.groups ?? [],
      record?.former,
    );
    const leftOut = [...this.#leftOut].sort((a, b) => (whereOf(a) < whereOf(b) ? -1 : 1));
    return { name, vpcs, groups, former: this.#former(groups), leftOut };
  }

  /** The groups that VPCs were in before, where a move is more than nothing: the code says what it was. */
  #former(groups: readonly Group[]): Fleet['former'] {
    const { record } = this.#target;
    if (!record || this.#format.moving === 'is nothing') return {};
    const before = groupOf(record.groups);
    return sorted(
      Object.fromEntries(
        [...groupOf(groups)].flatMap(([key, now]): [string, string[]][] => {
          const all = [...(record.former?.[key] ?? []), before.get(key) ?? now].filter(
            (name) => name !== now,
          );
          return all.length > 0 ? [[key, [...new Set(all)].sort()]] : [];
        }),
      ),
    );
  }

  #files(
    fleet: Fleet,
    edited: readonly string[],
    textOf: (path: string) => string | undefined,
  ): GeneratedFile[] {
    if (fleet.vpcs.length === 0) return [];
    const theirs = yielded(this.#planning.renderer.render(fleet), this.#target.record, edited, textOf);
    const contents = fleetRecordText(this.#record(fleet, theirs.recorded));
    return [...theirs.written, { path: FLEET_RECORD_FILE, contents }];
  }

  #record(fleet: Fleet, rendered: readonly GeneratedFile[]): FleetRecord {
    const answers = RECORDED.flatMap((key) =>
      this.#answers[key] === undefined ? [] : [[key, this.#answers[key]]],
    );
    // What a saved sweep was told is in its own files, and says nothing of how to read the accounts again.
    const kept = this.#answers.from === undefined ? {} : (this.#target.record?.answers ?? {});
    return {
      schemaVersion: RECORD_SCHEMA_VERSION,
      writtenBy: this.#io.version,
      format: this.#planning.format.name,
      name: fleet.name,
      answers: sorted({ ...kept, ...Object.fromEntries(answers) }),
      groups: fleet.groups.map(({ name, members }) => ({ name, members })),
      ...(Object.keys(fleet.former).length > 0 && { former: fleet.former }),
      vpcs: sorted(
        Object.fromEntries(
          [...this.#planned].flatMap(([key, { record }]): [string, RunRecord][] =>
            record ? [[key, record]] : [],
          ),
        ),
      ),
      files: sorted(this.#io.hashesOf(rendered)),
    };
  }

  #changes(record: FleetRecord, groups: readonly Group[]): FleetChanges {
    const before = groupOf(record.groups);
    const now = groupOf(groups);
    const all = [...this.#planned].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      adds: all.flatMap(([key, { adds, vpc }]) =>
        key in record.vpcs
          ? adds.map((part) => `${key}: ${part}`)
          : vpc
            ? [
                `${key}: ${vpc.creates.map((service) => `endpoint for ${service}`).join(', ') || 'no endpoint'}`,
              ]
            : [],
      ),
      removes: [
        ...all.flatMap(([key, { removes }]) => removes.map((part) => `${key}: ${part}`)),
        ...Object.keys(record.vpcs).flatMap((key) =>
          this.#planned.has(key) ? [] : [`${key}: everything that was created in it`],
        ),
      ],
      leaves: all.flatMap(([key, { leaves }]) =>
        leaves.map(({ part, undo }) => ({ part: `${key}: ${part}`, undo })),
      ),
      moves:
        this.#format.moving === 'is nothing'
          ? []
          : [...before].flatMap(([key, name]) => {
              const next = now.get(key);
              return next === undefined || next === name
                ? []
                : [`${key}: from ${this.#format.group} ${name} to ${next}`];
            }),
    };
  }

  #result(
    fleet: Fleet,
    directory: string,
    changes: FleetChanges | undefined,
    files: FleetResult['files'],
    written: boolean,
  ): FleetResult {
    const groups = groupOf(fleet.groups);
    const keys = [...this.#planned].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      directory,
      format: {
        name: this.#planning.format.name,
        label: this.#planning.format.label,
        group: this.#format.group,
      },
      vpcs: fleet.vpcs.map((vpc) => ({
        key: keyOf(vpc),
        group: groups.get(keyOf(vpc)),
        creates: vpc.creates,
        changes: vpc.changes,
        manualSteps: vpc.prerequisites.length,
      })),
      nothing: keys.flatMap(([key, { vpc }]) => (vpc === undefined ? [key] : [])),
      leftOut: fleet.leftOut,
      unknown: keys.flatMap(([key, { unknown }]) => (unknown ? [key] : [])),
      changes,
      files,
      written,
    };
  }
}

/** The name of the group that each VPC is in. */
const groupOf = (groups: FleetRecord['groups']): Map<string, string> =>
  new Map(groups.flatMap(({ name, members }) => members.map((key): [string, string] => [key, name])));

const whereOf = ({ accountId, region, vpcId }: LeftOut): string =>
  [accountId ?? '', region ?? '', vpcId ?? ''].join('/');

const sorted = <T>(all: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));

/** In a record it makes no difference which version wrote it, what of earlier code is still deployed, nor which calls were denied. */
function isSame({ path, contents }: GeneratedFile, text: string | undefined): boolean {
  if (text === contents) return true;
  if (text === undefined || path !== FLEET_RECORD_FILE) return false;
  const decisive = (record: string) => {
    const { writtenBy: _, vpcs, ...rest } = JSON.parse(record.replace(/^\uFEFF/, '')) as FleetRecord;
    const parts = Object.entries(vpcs).map(([key, { writtenBy: __, former: ___, unread: ____, ...part }]) => [
      key,
      part,
    ]);
    return canonical({ ...rest, vpcs: Object.fromEntries(parts) });
  };
  return decisive(text) === decisive(contents);
}
