/** The report by class of a set of predictions. */
import type { ClassReport } from '../metrics/index';
import type { Table } from './table';

/** Makes a table of both classes: precision, recall, F1 and how many points each has; the accuracy is below F1. */
export function classTable({ normal, anomalous, accuracy }: ClassReport, caption?: string): Table {
  const support = normal.support + anomalous.support;
  return {
    ...(caption !== undefined && { caption }),
    columns: ['Class', 'Precision', 'Recall', 'F1', { heading: 'Support', digits: 0 }],
    rows: [
      ['normal', normal.precision, normal.recall, normal.f1, normal.support],
      ['anomalous', anomalous.precision, anomalous.recall, anomalous.f1, anomalous.support],
      ['accuracy', null, null, accuracy, support],
    ],
  };
}
