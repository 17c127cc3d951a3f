import { expect, jest, test } from '@jest/globals';
import { DataHoverClearEvent, DataHoverEvent, EventBusSrv } from '@grafana/data';
import type { UPlotConfigBuilder } from '@grafana/ui';
import type uPlot from 'uplot';
import { addHoverBus, followHoverBus, type SharedCursor } from './hoverBus';

/** A plot over x 0 to 100, a pixel each, whose hooks are called as uPlot calls them; step 10 is at second 1. */
function plotOn(eventBus: EventBusSrv, owner = 'panel-1') {
  const hooks: Array<(u: uPlot) => void> = [];
  const over = { clientHeight: 50, matches: jest.fn(() => false) };
  const plot = {
    cursor: { left: -10, event: null as object | null },
    over,
    valToPos: (x: number) => x,
    posToVal: (left: number) => left,
    setCursor: jest.fn((at: { left: number; top: number }) => {
      plot.cursor.left = at.left;
      hooks.forEach((hook) => hook(plot as unknown as uPlot));
    }),
  };
  const shared: SharedCursor = {
    eventBus,
    owner,
    timeAt: (x) => x * 100,
    xAt: (time) => (time < 0 ? null : time / 100),
    tagged: false,
  };
  const builder = { addHook: (_: string, hook: (u: uPlot) => void) => hooks.push(hook) };
  addHoverBus(builder as unknown as UPlotConfigBuilder, shared);
  followHoverBus(shared, () => plot as unknown as uPlot);
  const mouse = (left: number) => {
    plot.cursor.event = {};
    over.matches.mockReturnValue(left >= 0);
    plot.cursor.left = left;
    hooks.forEach((hook) => hook(plot as unknown as uPlot));
  };
  return { plot, mouse };
}

test('the time at the cursor is told, and another plot moves its cursor there', () => {
  const bus = new EventBusSrv();
  const [first, second] = [plotOn(bus), plotOn(bus, 'panel-2')];
  first.mouse(30);
  expect(second.plot.setCursor).toHaveBeenLastCalledWith({ left: 30, top: 25 });
  expect(first.plot.setCursor).not.toHaveBeenCalled();
});

test('a plot that is left clears the others and is not called back itself', () => {
  const bus = new EventBusSrv();
  const [first, second] = [plotOn(bus), plotOn(bus, 'panel-2')];
  first.mouse(30);
  first.mouse(-10);
  expect(second.plot.setCursor).toHaveBeenLastCalledWith({ left: -10, top: -10 });
  expect(first.plot.setCursor).not.toHaveBeenCalled();
});

test('a time at which nothing was going on takes the cursor away', () => {
  const bus = new EventBusSrv();
  const { plot } = plotOn(bus);
  bus.publish(new DataHoverEvent({ point: { time: -1 } }));
  expect(plot.setCursor).toHaveBeenLastCalledWith({ left: -10, top: -10 });
});

test('news of others do not move the cursor away from under the mouse', () => {
  const bus = new EventBusSrv();
  const { plot, mouse } = plotOn(bus);
  mouse(30);
  bus.publish(new DataHoverEvent({ point: { time: 100 } }));
  bus.publish(new DataHoverClearEvent());
  expect(plot.setCursor).not.toHaveBeenCalled();
});

test('charts of one panel have a cursor of their own in common and tell each other nothing', () => {
  const bus = new EventBusSrv();
  const [first, second] = [plotOn(bus), plotOn(bus)];
  first.mouse(30);
  expect(second.plot.setCursor).not.toHaveBeenCalled();
});
