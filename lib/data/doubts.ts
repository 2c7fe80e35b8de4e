/** What a series may hold otherwise than it was taken: labels or a count among the features, labels the other way round. */
import type { Series } from './series';

/** Fewer rows do not tell that a column always grows. */
const MIN_ROWS = 20;

/** Names of columns of 0 and 1 that may be labels, or measurements. */
const MAY_BE_LABEL =
  /^(y|y_?true|target|truth|(is_?)?(normal|events?|incidents?|alarms?|alerts?|defects?|defective|errors?|broken|malicious|intrusion)|state|status|flag)$/i;

/** What decides whether a doubt is one. */
interface Taken {
  readonly hasTime: boolean;
  /** The column of labels in the file, if it has one. */
  readonly label?: string;
  /** Whether the user has named the features. */
  readonly isChosen: boolean;
  /** Whether the file is an array without names. */
  readonly isArray: boolean;
}

/**
 * Says what the user should look at.
 *
 * @returns  Sentences without a full stop, each with the options that decide.
 */
export function doubtsOf(series: Series, taken: Taken): string[] {
  const { length, features, names, labels } = series;
  const notes: string[] = [];
  if (taken.isArray && length < features && length > 1) {
    notes.push(`fewer time steps (${length}) than features (${features}): expected the shape [time, features]`);
  }
  const anomalous = labels?.reduce((sum, label) => sum + label, 0) ?? 0;
  if (taken.label !== undefined && length >= MIN_ROWS && 2 * anomalous > length) {
    notes.push(
      `${anomalous} of ${length} time steps are labelled anomalous; if another label of column '${taken.label}' means ` +
        `anomalous, --anomalous-label says so`,
    );
  }
  if (taken.isChosen) return notes;
  for (let feature = 0; feature < features; feature++) {
    const name = names[feature];
    if (length >= MIN_ROWS && growsAlways(series, feature)) {
      const time = taken.hasTime ? '' : `--time-column '${name}' takes it as the time, `;
      notes.push(
        `column '${name}' grows in every row, as a time or a counter does, and is taken as a feature; ` +
          `${time}--ignore '${name}' leaves it out`,
      );
    } else if (!taken.label && MAY_BE_LABEL.test(name.trim()) && holdsFlags(series, feature)) {
      notes.push(
        `column '${name}' holds only 0 and 1 and is taken as a feature; if these are labels, --label-column '${name}' takes them`,
      );
    }
  }
  return notes;
}

function growsAlways({ values, features, length }: Series, feature: number): boolean {
  for (let at = features + feature; at < length * features; at += features) {
    if (!(values[at] > values[at - features])) return false;
  }
  return true;
}

/** Whether a feature is 0 in some rows, 1 in others, and nothing else. */
function holdsFlags({ values, features, length }: Series, feature: number): boolean {
  const found = [false, false];
  for (let at = feature; at < length * features; at += features) {
    const value = values[at];
    if (value !== 0 && value !== 1) return false;
    found[value] = true;
  }
  return found[0] && found[1];
}
