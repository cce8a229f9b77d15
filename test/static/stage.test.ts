import { expect, test } from 'bun:test'

test('all of a structure is shown, however many atoms it has', async () => {
  // @ts-expect-error a script of the browser
  const { showWhole } = await import('#static/stage.js')
  const count = 200_000
  // One far atom, so that the mean of all is not their middle; a stage twice as wide as high.
  const atoms = Array.from({ length: count }, (_, i) => ({ x: i === 0 ? 80 : 0, y: i % 2, z: 0 }))
  let view = [0, 0, 0, 7, 0, 0, 0, 1]
  let zoom = 0
  const viewer = {
    ...{ spin() {}, zoomTo() {}, render() {} },
    setView: (asked: number[]) => void (view = asked),
    getView: () => [9, 9, 9, 7, 0, 0, 0, 1],
    zoom: (factor: number) => void (zoom = factor),
  }
  showWhole(viewer, { clientWidth: 400, clientHeight: 200 }, [{ selectedAtoms: () => atoms }])
  expect(view.map(value => value + 0)).toEqual([-40, -0.5, 0, 7, 0, 0, 0, 1])
  // A ball of 80 about the mean; half of 80 across is shown as 20 up and down.
  expect(zoom).toBeCloseTo(80 / (1.08 * 20), 2)
})
