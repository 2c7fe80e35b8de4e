/** Says in plain words what a zod schema found wrong: the place, what was expected, what was found, the nearest name. */
import type { z } from 'zod';
import { isPlainObject } from './canonical-json';
import { shown } from './checks';
import { didYouMean } from './nearest-names';

/**
 * Says where a fault that zod found is and what was expected there, such as `training.epochs: expected a number`.
 *
 * @param root  The name of the value as a whole.
 */
export function zodFault(error: z.ZodError, root: string): string {
  const { path, message } = zodIssue(error);
  return `${path.join('.') || root}: ${message}`;
}

/**
 * Picks the issue that says most, with the place of the fault. An unknown field says more than the one that is missing
 * for it, and what is wrong within one form of a value says more than that it has none of its forms.
 */
export function zodIssue({ issues }: Pick<z.ZodError, 'issues'>): Pick<z.core.$ZodIssue, 'path' | 'message'> {
  const issue = issues.find(isUnknownField) ?? issues[0];
  if (isUnknownField(issue)) return { path: [...issue.path, issue.keys[0]], message: issue.message };
  if (issue.code !== 'invalid_union') return issue;
  if (issue.discriminator !== undefined && isPlainObject(issue.input) && 'options' in issue) {
    return { path: issue.path, message: unknownName(issue.input[issue.discriminator], issue.options!.map(String)) };
  }
  const forms: readonly z.core.$ZodIssue[][] = issue.errors;
  const within = forms.find((form) => form.some((each) => isUnknownField(each) || each.path.length > 0));
  if (!within) return issue;
  const { path, message } = zodIssue({ issues: within });
  return { path: [...issue.path, ...path], message };
}

const isUnknownField = (issue: z.core.$ZodIssue): issue is z.core.$ZodIssueUnrecognizedKeys =>
  issue.code === 'unrecognized_keys';

/**
 * For `safeParse`, of what people write by hand: its messages say what was expected and what was found, and the nearest
 * name to an unknown one. A schema's own messages come before these.
 */
export const plainMessages: {
  readonly error: (issue: z.core.$ZodRawIssue) => string | undefined;
  readonly reportInput: true;
} = {
  reportInput: true,
  error: (issue) => {
    switch (issue.code) {
      case 'unrecognized_keys':
        return unknownField(issue);
      case 'invalid_type':
        return `expected ${typeNames[issue.expected] ?? issue.expected}, found ${found(issue.input)}`;
      case 'invalid_value':
        return unknownName(issue.input, issue.values.map(String));
      case 'invalid_union':
        return `expected a value of another form, found ${found(issue.input)}`;
      case 'too_small':
      case 'too_big':
        return outOfBounds(issue);
      default:
        return undefined;
    }
  },
};

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const found = (value: unknown) => (value === undefined ? 'none' : shown(value));

function unknownField({ keys: [key], inst }: z.core.$ZodRawIssue<z.core.$ZodIssueUnrecognizedKeys>): string {
  const known = Object.keys((inst as z.core.$ZodObject | undefined)?._zod.def.shape ?? {});
  return `no such field${known.length > 0 ? `; expected ${known.join(', ')}` : ''}${nearest(key, known)}`;
}

function unknownName(value: unknown, names: readonly string[]): string {
  return `expected ${names.join(', ')}, found ${found(value)}${nearest(value, names)}`;
}

type Bound = z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig;

/** Says where a number lies out of its bounds; of lists and texts zod says enough. */
function outOfBounds(issue: z.core.$ZodRawIssue<Bound>): string | undefined {
  if (typeof issue.input !== 'number') return undefined;
  const bound =
    issue.code === 'too_small'
      ? `${issue.inclusive ? 'of at least' : 'above'} ${String(issue.minimum)}`
      : `${issue.inclusive ? 'of at most' : 'below'} ${String(issue.maximum)}`;
  return `expected a number ${bound}, found ${issue.input}`;
}

/** Continues a message with the nearest name, if one is near. */
function nearest(wanted: unknown, names: readonly string[]): string {
  const question = typeof wanted === 'string' ? didYouMean(wanted, names) : '';
  return question && `.${question}`;
}
