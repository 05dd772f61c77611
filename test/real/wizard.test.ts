import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyFolder, filesOf, run } from '../cli/program.ts';
import { KEYS, Terminal } from '../cli/terminal.ts';
import { buildReportedCase, Lab, type ReportedCase } from './lab.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeWithTools } from './tools.ts';

const region = 'eu-west-1';

/** Passes requests on to `url` and keeps the action of each. */
async function listener(url: string): Promise<{ readonly server: Server; readonly actions: string[] }> {
  const actions: string[] = [];
  const server = createServer((incoming, reply) => {
    const chunks: Buffer[] = [];
    incoming
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const body = Buffer.concat(chunks);
        const target = String(incoming.headers['x-amz-target'] ?? '');
        const action = new URLSearchParams(body.toString()).get('Action') ?? target.split('.').at(-1);
        actions.push(action || `${incoming.method} ${incoming.url}`);
        const { method, headers } = incoming;
        const onward = request(url + incoming.url, { method, headers }, (answer) => {
          reply.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(reply);
        });
        onward.end(body);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, actions };
}

/** From the first question to the files, in a terminal, against an emulated AWS that holds the reported case. */
describeWithTools(['moto_server', 'python3'], 'the wizard, on a VPC that exists', () => {
  let moto: Moto;
  let reported: ReportedCase;
  let between: Awaited<ReturnType<typeof listener>>;
  let env: Record<string, string>;

  beforeAll(async () => {
    moto = await startMoto();
    const lab = new Lab(moto, region);
    // Another VPC, so that there is something to choose from.
    await lab.vpc('10.0.0.0/16', 'else');
    reported = await buildReportedCase(lab);
    between = await listener(moto.url);
    const { port } = between.server.address() as AddressInfo;
    env = { ...moto.env, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` };
  }, 90_000);

  afterAll(async () => {
    between?.server.close();
    await moto?.stop();
  });

  /** Each question on the way, and what is typed to it. */
  const dialog = (iac: 'terraform' | 'cloudformation'): [question: string, keys: string][] => [
    ['Which AWS Region?', region + KEYS.enter],
    ['How should we find out which AWS services your tasks use?', KEYS.enter],
    ['Which VPC', `shop${KEYS.enter}`],
    ['Where do the tasks run?', KEYS.down + KEYS.enter],
    ['Which other AWS services', KEYS.enter],
    ['Which subnets do the tasks', KEYS.enter],
    ['Which format?', (iac === 'terraform' ? '' : KEYS.up) + KEYS.enter],
    ['No, exit', KEYS.enter],
  ];

  it.each([
    ['terraform', '~ extend  s3'],
    ['cloudformation', '+ create  s3'],
  ] as const)(
    'gives the reported case the route it lacks, and the line that does it again: %s',
    async (iac, change) => {
      const cwd = emptyFolder();
      const terminal = new Terminal([], { cwd, env });
      for (const [question, keys] of dialog(iac)) await terminal.answer(question, keys);
      expect(await terminal.exit).toBe(0);

      // The subnet behind the NAT gateway was chosen beforehand, the public one was not.
      expect(terminal.text).toContain('shop-tasks-a  eu-west-1a  private, via NAT');
      expect(terminal.text).toContain('shop-public-a  eu-west-1a  public (route to an internet gateway)');
      const plan = terminal.text.slice(terminal.text.indexOf('EC2 tasks in 1 subnet'));
      expect(plan.match(/[+~=] (create|extend|keep) +\S+/g)).toEqual([
        '= keep    ecr.api',
        '= keep    ecr.dkr',
        change,
        '= keep    ecs',
        '= keep    ecs-agent',
        '= keep    ecs-telemetry',
      ]);
      expect(plan).toMatch(
        new RegExp(
          `Route table ${reported.taskRouteTableId} \\(shop-tasks\\)\\s+│\\s+\\+ route to s3 \\(pl-`,
        ),
      );
      expect(plan).not.toContain('Security group');

      const again = /npx create-private-ecs-network (.* --yes)\n/.exec(terminal.text)?.[1];
      expect(again).toBe('private-ecs-network --yes');
      expect(run(again?.split(' ') ?? [], { cwd, env: moto.env }).stdout).toContain('Nothing changed');
      const flags =
        `private-ecs-network --region ${region} --vpc ${reported.vpcId} --subnets ${reported.taskSubnetId} ` +
        `--launch-type ec2 --iac ${iac} --yes`;
      const cwdAgain = emptyFolder();
      expect(run(flags.split(' '), { cwd: cwdAgain, env: moto.env }).code).toBe(0);
      // Whether an answer was a default that somebody accepted is only in the record.
      const code = (folder: string) =>
        Object.fromEntries(
          Object.entries(filesOf(folder)).filter(([path]) => !path.endsWith('private-ecs-network.json')),
        );
      expect(code(cwd)).toEqual(code(cwdAgain));
      const files = Object.entries(filesOf(cwd));
      expect(files.filter(([, text]) => text.includes(reported.publicRouteTableId))).toEqual([]);
      expect(files.filter(([, text]) => text.includes(reported.taskRouteTableId))).not.toEqual([]);
    },
    60_000,
  );

  it('leaves with 130 and writes nothing on Ctrl-C at each question', async () => {
    for (const [stop, [question]] of dialog('terraform').entries()) {
      const cwd = emptyFolder();
      const terminal = new Terminal([], { cwd, env });
      for (const [before, keys] of dialog('terraform').slice(0, stop)) await terminal.answer(before, keys);
      await terminal.answer(question, KEYS.ctrlC);
      expect(await terminal.exit).toBe(130);
      expect(terminal.text).toContain('Cancelled. Nothing was written.');
      expect(filesOf(cwd)).toEqual({});
    }
  }, 120_000);

  it('leaves with 130 on Ctrl-C while AWS is being read', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const terminal = new Terminal(['--region', region, '--services', 'logs'], {
      cwd: emptyFolder(),
      env: { ...env, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
    });
    await terminal.answer('Listing VPCs', KEYS.ctrlC);
    expect(await terminal.exit).toBe(130);
    silent.closeAllConnections();
    silent.close();
  });

  it('has asked AWS for nothing but reads', () => {
    expect(between.actions).toContain('DescribeVpcEndpoints');
    expect(between.actions.filter((action) => !/^(Describe|Get|List)/.test(action))).toEqual([]);
  });
});
