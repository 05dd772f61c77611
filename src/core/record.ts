import * as v from 'valibot';

/**
 * An object whose keys are the user's own. Any key is taken: valibot's `record` leaves out `__proto__`, `constructor` and
 * `prototype`, which AWS takes as any other.
 *
 * @param item what each value is
 * @param message what is said of what is no object
 */
export const record = <T>(
  item: v.GenericSchema<unknown, T>,
  message: v.ErrorMessage<v.CustomIssue> = 'must be an object',
) =>
  v.pipe(
    v.custom<Record<string, unknown>>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      message,
    ),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const input = dataset.value;
      for (const [key, value] of Object.entries(input))
        for (const { message, path = [] } of v.safeParse(item, value).issues ?? [])
          addIssue({ message, path: [{ type: 'object', origin: 'value', input, key, value }, ...path] });
    }),
    v.transform(
      (input): Readonly<Record<string, T>> =>
        Object.fromEntries(Object.entries(input).map(([key, value]) => [key, v.parse(item, value)])),
    ),
  );
