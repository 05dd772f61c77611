import { helpOf } from '../../src/ask/question-text.ts';
import { QUESTION_KEYS, type QuestionKey, question } from '../../src/ask/questions.ts';
import { MAX_ZONES } from '../../src/ask/values.ts';
import { SERVICE_NAME, SERVICES } from '../../src/core/catalogue.ts';

/** The JSON Schema of an answers file, made from the table of questions. */
export const answersSchema = () => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Answers file of create-private-ecs-network',
  description: 'What `--config` takes.',
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    QUESTION_KEYS.filter((key) => !question(key).mode).map((key) => [
      key,
      { description: helpOf(key), ...valueSchema(key) },
    ]),
  ),
});

/** What one answer may be. */
function valueSchema(key: QuestionKey): object {
  const choices = choicesOf(key);
  // Any service can be named; editors offer the known ones.
  const each =
    key === 'services'
      ? { anyOf: [{ enum: SERVICES }, { type: 'string', pattern: SERVICE_NAME.source, maxLength: 64 }] }
      : choices
        ? { enum: choices }
        : { type: 'string' };
  switch (question(key).form) {
    case 'text':
    case 'argument':
      return each;
    case 'list':
      return {
        type: 'array',
        // None can be an answer only where none is the default.
        ...(question(key).fallback === undefined && { minItems: 1 }),
        items: each,
      };
    case 'pairs':
    case 'parameters':
      return { type: 'object', additionalProperties: { type: 'string' } };
    case 'count':
      return { type: 'integer', minimum: 1, maximum: MAX_ZONES };
    case 'switch':
      return { type: 'boolean' };
  }
}

function choicesOf(key: QuestionKey): readonly string[] | undefined {
  const { schema } = question(key);
  return 'options' in schema ? (schema.options as readonly string[]) : undefined;
}

/** What one answer may be, in words. */
export function answerKind(key: QuestionKey): string {
  switch (question(key).form) {
    case 'text':
    case 'argument':
      return 'text';
    case 'list':
      return 'list of texts';
    case 'pairs':
    case 'parameters':
      return 'object of texts';
    case 'count':
      return 'number';
    case 'switch':
      return 'true or false';
  }
}
