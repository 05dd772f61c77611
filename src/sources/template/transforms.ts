/** Transforms that make nothing of which a network is made, or only let functions stand in more places. */
const HARMLESS: readonly string[] = [
  'AWS::LanguageExtensions',
  'AWS::Serverless-2016-10-31',
  'AWS::CodeDeployBlueGreen',
  'AWS::SecretsManager-2020-07-23',
  'AWS::SecretsManager-2024-09-16',
];

/** The transforms that can change anything in a template: macros, and includes of further text. */
export const macrosOf = (transforms: readonly string[]): readonly string[] =>
  transforms.filter((name) => !HARMLESS.includes(name));

/** The transforms that add resources, none of which is part of a network. */
export const otherTransforms = (transforms: readonly string[]): readonly string[] =>
  transforms.filter((name) => HARMLESS.includes(name) && name !== 'AWS::LanguageExtensions');
