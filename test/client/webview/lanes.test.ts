import { describe, expect, test } from 'vitest';
import { fitWhole, trueAxis, xOf } from '../../../client/webview/axis';
import {
  BAR,
  hitAt,
  LANE_HEIGHT,
  nextOnLane,
  rowAt,
  shownLanes,
  shownRows,
} from '../../../client/webview/lanes';
import { livenessRun } from '../fixtures/livenessRun';

const viewport = fitWhole(trueAxis(livenessRun.endMs), 1212);
const titles = (detail: 1 | 2 | 3, folded: readonly string[] = []): readonly string[] =>
  shownLanes(livenessRun, detail, new Set(folded)).map(({ lane }) => lane.title);

describe('lanes', () => {
  test('show containers in the story and probes in full', () => {
    expect(titles(1)).toEqual(['kubia-liveness', 'kubia']);
    expect(titles(2)).toEqual(['kubia-liveness', 'sandbox', 'kubia', 'liveness']);
  });

  test('hide the children of a folded lane', () => {
    expect(titles(2, ['kubia'])).toEqual(['kubia-liveness', 'sandbox', 'kubia']);
    expect(titles(2, ['pod'])).toEqual(['kubia-liveness']);
  });

  test('stand when a lane names a parent that is not there, or itself', () => {
    const lane = { title: 'x', kind: 'container', segments: [], marks: [] } as const;
    const view = {
      ...livenessRun,
      lanes: [
        { ...lane, id: 'a', parent: 'gone' },
        { ...lane, id: 'b', parent: 'b' },
      ],
    };
    expect(shownLanes(view, 1, new Set())).toHaveLength(2);
  });

  test('tell what lies under the pointer: a mark before a bar, the strip of the API above', () => {
    const lanes = shownLanes(livenessRun, 2, new Set());
    const inBar = BAR.top + BAR.height / 2;
    const mark = livenessRun.lanes[3]?.marks[2];
    expect(
      hitAt(lanes, viewport, xOf(viewport, mark?.atMs ?? 0), 3 * LANE_HEIGHT + inBar)?.mark,
    ).toBe(mark);
    const killed = hitAt(lanes, viewport, xOf(viewport, 20_000), 2 * LANE_HEIGHT + inBar);
    expect(killed?.segment?.word).toBe('Running');
    expect(hitAt(lanes, viewport, xOf(viewport, 20_000), 2 * LANE_HEIGHT + 4)?.api).toBe(true);
    expect(hitAt(lanes, viewport, 10, 99 * LANE_HEIGHT)).toBeUndefined();
  });

  test('step to their next and previous beginning', () => {
    const lane = livenessRun.lanes[3];
    if (lane === undefined) throw new Error('the fixture has a probe lane');
    expect(nextOnLane(lane, 7200, 1)?.atMs).toBe(17_200);
    expect(nextOnLane(lane, 17_200, -1)?.atMs).toBe(7200);
    expect(nextOnLane(lane, 0, -1)).toBeUndefined();
  });
});

describe('the table', () => {
  test('finds the row that the cursor has reached', () => {
    const rows = shownRows(livenessRun, 3);
    expect(rowAt(rows, -1)).toBe(-1);
    expect(rowAt(rows, 0)).toBe(0);
    expect(rowAt(rows, 1e9)).toBe(rows.length - 1);
  });
});
