import { describe, expect, it } from 'vitest';
import { everyChange } from '../../scripts/fuzz/parts/mutate.mjs';
import { randomFrom } from '../../scripts/fuzz/parts/random.mjs';
import { Problem } from '../../src/core/problem.ts';
import { isVisible } from '../../src/core/text/visible.ts';
import { parseYaml } from '../../src/sources/workload/parse-yaml.ts';
import { EVERY_KIND } from './templates/every-kind.ts';
import { fixture, partsOf, readAll, refusalOf } from './templates/read.ts';

describe('a file that is no template says what it is', () => {
  const cases: readonly (readonly [title: string, file: string, content: string | object, says: RegExp])[] = [
    ['nothing', 'a.yaml', '', /^a\.yaml is empty\./],
    ['comments', 'a.yaml', '# nothing\n', /^a\.yaml is no CloudFormation template: it has no Resources/],
    ['text', 'a.yaml', 'hello', /is no CloudFormation template/],
    ['a list', 'a.json', '[]', /is no CloudFormation template/],
    ['truncated JSON', 'a.json', '{"Resources": {"Vpc": {"Type": "AWS::EC2::VPC"', /^a\.json is not JSON: /],
    ['YAML that cannot be read', 'a.yaml', 'Resources:\n  Vpc: [', /^a\.yaml is not YAML: .* line \d/],
    ['bytes', 'a.yaml', 'PK\u0003\u0004\u0000', /^a\.yaml is not UTF-8 text/],
    ['no resources', 'a.yaml', 'Resources: {}', /has no resources/],
    ['resources without a type', 'a.yaml', 'Resources: { Vpc: {} }', /^a\.yaml: Resources\.Vpc has no Type/],
    ['a resource that is text', 'a.yaml', 'Resources: { Vpc: x }', /Resources\.Vpc must be an object/],
    [
      'an odd section',
      'a.yaml',
      'Parameters: []\nResources: { Vpc: { Type: a } }',
      /Parameters must be an object/,
    ],
    ['a task definition', 'a.json', { family: 'web', containerDefinitions: [] }, /--task-definition\.$/],
    ['Kubernetes', 'a.yaml', { apiVersion: 'v1', kind: 'Service' }, /Kubernetes manifest/],
    ['a Terraform plan', 'a.json', { format_version: '1.2', planned_values: {} }, /--terraform-plan\.$/],
    ["Terraform's JSON", 'a.json', { resource: { aws_vpc: {} } }, /Terraform's own JSON/],
    ['Terraform code', 'a.tf', 'resource "aws_vpc" "main" {\n  cidr = "x"\n}\n', /Terraform code/],
    ['CDK code', 'a.ts', "import { App } from 'aws-cdk-lib';\nnew App();\n", /program code/],
    ['Compose', 'a.yaml', { services: { web: { image: 'nginx' } } }, /Compose file/],
    ['the Serverless Framework', 'a.yaml', { service: 'x', provider: { name: 'aws' } }, /serverless package/],
    [
      'the manifest of cdk.out',
      'manifest.json',
      { version: '36.0.0', artifacts: {} },
      /manifest of a CDK app/,
    ],
    ['cdk.json', 'cdk.json', { app: 'node bin/app.js' }, /configuration of a CDK app/],
    ['a parameter file', 'a.json', [{ ParameterKey: 'A', ParameterValue: '1' }], /--parameter-file\.$/],
    ['a parameter file of names', 'a.json', { Parameters: { A: '1' } }, /--parameter-file\.$/],
    ['two documents', 'a.yaml', 'Resources: {}\n---\nResources: {}\n', /has 2 YAML documents/],
  ];

  it.each(cases)('%s', async (_, file, content, says) => {
    await expect(readAll({ [file]: content })).rejects.toThrow(Problem);
    await expect(readAll({ [file]: content })).rejects.toThrow(says);
  });
});

describe('what would take too long is refused', () => {
  it('a YAML bomb', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `  l${level + 1}: &l${level + 1} [${'*l'.concat(String(level)).concat(',').repeat(9)} x]`,
    );
    const bomb = `Mappings:\n  l0: &l0 [x]\n${levels.join('\n')}\nResources:\n  Vpc: { Type: AWS::EC2::VPC }\n`;
    expect(await refusalOf(bomb)).toMatch(
      /^network\.yaml comes to too many values: its aliases repeat each other\.$/,
    );
  });

  it('depth', async () => {
    const deep = (open: string, close: string) => `${open.repeat(5000)}${close.repeat(5000)}`;
    expect(await refusalOf(`Resources: ${deep('[', ']')}`)).toMatch(/nested too deeply to be a template/);
    expect(
      await refusalOf(`{"Resources": {"V": {"Type": "x", "Properties": {"a": ${deep('[', ']')}}}}}`),
    ).toMatch(/nested too deeply to be a template/);
  });

  it('texts that double each other, through stacks', async () => {
    const stack = (level: number) => ({
      Parameters: { A: { Type: 'String' } },
      Resources: {
        N: {
          Type: 'AWS::CloudFormation::Stack',
          Properties: {
            TemplateURL: `${level + 1}.yaml`,
            Parameters: { A: { 'Fn::Sub': Array.from({ length: 50 }, () => `\${A}`).join('') } },
          },
        },
      },
    });
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, level) => [`${level}.yaml`, stack(level)]),
    );
    const last = {
      Parameters: { A: { Type: 'String' } },
      Resources: { V: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: { Ref: 'A' } } } },
    };
    await expect(
      readAll({ '0.yaml': stack(0) }, { parameters: { A: 'xxxxxxxxxx' } }, { ...files, '12.yaml': last }),
    ).rejects.toThrow(/makes too much text/);
  });

  it('stacks that multiply', async () => {
    const nested = (file: string) => ({
      Type: 'AWS::CloudFormation::Stack',
      Properties: { TemplateURL: file },
    });
    const level = (file: string) => ({
      Resources: Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`N${index}`, nested(file)])),
    });
    await expect(
      readAll(
        { 'a.yaml': level('b.yaml') },
        {},
        {
          'b.yaml': level('c.yaml'),
          'c.yaml': level('d.yaml'),
          'd.yaml': { Resources: { V: { Type: 'AWS::EC2::VPC' } } },
        },
      ),
    ).rejects.toThrow(/there are more than 500 nested stacks/);
  });

  it('long ways from one condition to the next', async () => {
    const Conditions = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [
        `C${index}`,
        { 'Fn::Not': [{ Condition: `C${index + 1}` }] },
      ]),
    );
    expect(
      await refusalOf({
        Conditions: { ...Conditions, C1000: { 'Fn::Equals': ['a', 'a'] } },
        Resources: { V: { Type: 'AWS::EC2::VPC', Condition: 'C0', Properties: {} } },
      }),
    ).toMatch(/refers to too many others in a row/);
  });
});

describe('odd names', () => {
  it('stay names', async () => {
    const text = JSON.stringify({
      Parameters: { constructor: { Type: 'String', Default: '10.0.0.0/16' } },
      Resources: {
        toString: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: { Ref: 'constructor' } } },
        hasOwnProperty: {
          Type: 'AWS::EC2::Subnet',
          Properties: { VpcId: { Ref: 'toString' }, CidrBlock: '10.0.0.0/24' },
        },
      },
    })
      .replace('"toString":', '"__proto__":')
      .replace('"Ref":"toString"', '"Ref":"__proto__"');
    const { vpcs, subnets } = await partsOf(text);
    expect(vpcs).toMatchObject([{ name: '__proto__', cidrs: ['10.0.0.0/16'] }]);
    expect(subnets).toMatchObject([{ name: 'hasOwnProperty', vpc: '__proto__' }]);
    expect(
      await refusalOf({
        Resources: { V: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: { Ref: 'valueOf' } } } },
      }),
    ).toMatch(/refers to valueOf, and the template has no/);
  });

  it('are made visible in messages', async () => {
    const message = await refusalOf({
      Resources: { V: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: { Ref: 'a\u202e\nb' } } } },
    });
    expect(isVisible(message)).toBe(true);
  });
});

/**
 * A template in which one thing is changed, each place in each way: what it comes to is parts or one sentence.
 */
describe('hundreds of changed templates', () => {
  const random = randomFrom(7);
  const originals = {
    'a guide': parseYaml(fixture('private-ecs.yaml'), 'x', 'a template')[0],
    'every kind': EVERY_KIND,
  };

  it.each(Object.entries(originals))(
    'come to parts or to a Problem, each in little time: %s',
    async (_, original) => {
      const changes = everyChange(original);
      const some = Array.from({ length: 600 }, () => random.pick(changes));
      let read = 0;
      for (const change of some) {
        const start = performance.now();
        const text = change.text();
        const where = `${change.kind} at ${change.keys.join('.')}`;
        try {
          const { after, code } = await readAll(
            { 'a.json': text },
            {},
            { 'n.yaml': fixture('private-ecs.yaml') },
          );
          for (const { name } of [...after.vpcs, ...after.subnets, ...after.securityGroups]) {
            expect(code.locate(name)?.line, `${where}: ${name}`).toBeGreaterThan(0);
            expect(() => code.reference(name), `${where}: ${name}`).not.toThrow();
          }
          read += 1;
        } catch (error) {
          expect(error, `${where}: ${error instanceof Error ? error.stack : error}`).toBeInstanceOf(Problem);
          const message = error instanceof Error ? error.message : '';
          expect(isVisible(message), `${where}: ${message}`).toBe(true);
          expect(message, where).toMatch(/^(a\.json|n\.yaml)/);
        }
        expect(performance.now() - start, where).toBeLessThan(5_000);
      }
      // Neither is everything refused nor everything taken.
      expect(read).toBeGreaterThan(100);
      expect(read).toBeLessThan(some.length);
    },
    120_000,
  );

  it('in whose text characters are missing do so, too', async () => {
    const text = fixture('private-ecs.yaml');
    for (let count = 0; count < 200; count += 1) {
      const at = random.below(text.length);
      const cut = text.slice(0, at) + text.slice(at + 1 + random.below(30));
      try {
        await readAll({ 'a.yaml': count % 2 === 0 ? cut : text.slice(0, at) });
      } catch (error) {
        expect(error, `at ${at}: ${error instanceof Error ? error.stack : error}`).toBeInstanceOf(Problem);
      }
    }
  }, 120_000);
});
