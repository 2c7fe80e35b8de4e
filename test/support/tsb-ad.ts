import fs from 'node:fs';
import path from 'node:path';
import { channelSize, listChannels } from '../../lib/data';
import { tsbAdTables, type TsbAdCollection } from '../../lib/data/tsb-ad';

/** What a table of TSB-AD would say of two of its detectors on the labelled channels of a folder of telemetry. */
export function writePublished(folder: string, telemetry: string, change = (text: string) => text): void {
  fs.mkdirSync(folder, { recursive: true });
  const rows = listChannels(telemetry).filter(({ segments }) => segments.length > 0);
  const lines = rows.map(({ channel, spacecraft, segments }, i) => {
    const { testLength } = channelSize(telemetry, channel);
    const anomalous = segments.reduce((sum, { start, end }) => sum + end - start, 0);
    const name = `00${i}_${spacecraft}_id_${i + 1}_Sensor_tr_200_1st_${segments[0].start}.csv`;
    return [name, 0.25 + i / 8, 0.5 - i / 8, testLength, anomalous].join(',');
  });
  const other = '010_NAB_id_1_Facility_tr_1007_1st_2014.csv,0.1,0.2,4031,343';
  const text = change(['file,KNN,CNN,ts_len,anomaly_len', ...lines, other].join('\n'));
  for (const collection of Object.keys(tsbAdTables) as TsbAdCollection[]) {
    fs.writeFileSync(path.join(folder, tsbAdTables[collection]), text);
  }
}
