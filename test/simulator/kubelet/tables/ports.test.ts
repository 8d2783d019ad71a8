import { expect, test } from 'vitest';
import { portError, portNumber } from '../../../../server/src/simulator/kubelet/handlerCalls';

const CONTAINER = {
  name: 'app',
  ports: [{ name: 'web', containerPort: 8080 }, { containerPort: 9090 }],
};

test.each<[number | string, number | string]>([
  [80, 80],
  [1, 1],
  [65_535, 65_535],
  [0, 'invalid port number: 0'],
  [65_536, 'invalid port number: 65536'],
  [-1, 'invalid port number: -1'],
  ['web', 8080],
  ['8081', 8081],
  ['0', 'invalid port number: 0'],
  ['70000', 'invalid port number: 70000'],
  ['none', 'strconv.Atoi: parsing "none": invalid syntax'],
  ['', 'strconv.Atoi: parsing "": invalid syntax'],
])('a probe of port %j asks at %j (L-PRB-12, L-PRB-13)', (port, expected) => {
  expect(portNumber(CONTAINER, port) ?? portError(port)).toBe(expected);
});
