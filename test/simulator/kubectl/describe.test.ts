import { expect, test } from 'vitest';
import { Lab } from '../rules/support';

const web = new Lab('').at(0);
web.kubectl('create deployment web --image=app:1 --port=8080 --replicas=2');
web.at(3);

test('expose goes by selector, labels and ports of what it exposes', () => {
  expect(web.kubectl('expose deployment web --name=front')).toBe('service/front exposed\n');
  expect(web.find('Service', 'front')).toMatchObject({
    metadata: { labels: { app: 'web' } },
    spec: { selector: { app: 'web' }, ports: [{ port: 8080, targetPort: 8080, protocol: 'TCP' }] },
  });
  web.kubectl('create deployment bare --image=app:1');
  expect(web.kubectl('expose deployment bare')).toBe(
    "error: couldn't find port via --port flag or introspection\n",
  );
});

test('a Service is described with its addresses and where it sends to (L-CLI-14)', () => {
  web.at(6);
  expect(web.kubectl('describe service front')).toMatch(
    new RegExp(
      [
        'Name: +front',
        'Namespace: +default',
        'Labels: +app=web',
        'Annotations: +<none>',
        'Selector: +app=web',
        'Type: +ClusterIP',
        'IP Family Policy: +SingleStack',
        'IP Families: +IPv4',
        'IP: +10\\.96\\.0\\.11',
        'IPs: +10\\.96\\.0\\.11',
        'Port: +<unset> {2}8080/TCP',
        'TargetPort: +8080/TCP',
        'Endpoints: +10\\.244\\.0\\.2:8080,10\\.244\\.0\\.3:8080',
        'Session Affinity: +None',
        'Internal Traffic Policy: +Cluster',
        'Events: +<none>',
      ].join('\n'),
    ),
  );
});

test('autoscale needs a most, and makes an autoscaler', () => {
  expect(web.kubectl('autoscale deployment web --min=2')).toBe(
    'error: --max=MAXPODS is required and must be at least 1, max: -1\n',
  );
  expect(web.kubectl('autoscale deployment web --min=2 --max=5 --cpu-percent=80')).toBe(
    'horizontalpodautoscaler.autoscaling/web autoscaled\n',
  );
  const described = web.kubectl('describe hpa web');
  expect(described).toMatch(/Reference: +Deployment\/web/);
  expect(described).toMatch(/\(as a percentage of request\): +<unknown> \/ 80%/);
});

test('Jobs and CronJobs are described by what they make and have made', () => {
  const lab = new Lab('').at(0);
  lab.kubectl('create cronjob tick --image=busybox --schedule="0 0 1 1 *" -- sleep 3');
  lab.kubectl('create job now --from=cronjob/tick');
  lab.at(2);
  const job = lab.kubectl('describe job now');
  expect(job).toMatch(/Labels: +batch\.kubernetes\.io\/controller-uid=/);
  expect(job).toMatch(/Controlled By: +CronJob\/tick/);
  expect(job).toMatch(/Pods Statuses: +1 Active \(\d Ready\) \/ 0 Succeeded \/ 0 Failed/);
  const cronJob = lab.kubectl('describe cronjob tick');
  expect(cronJob).toMatch(/Schedule: +0 0 1 1 \*\n/);
  expect(cronJob).toContain('Saw a job that the controller did not create or forgot: now');
});

test('several are described in the order in which they are named', () => {
  const text = web.kubectl('describe deployment web bare');
  expect(text.indexOf('web')).toBeLessThan(text.indexOf('bare'));
});

test('what can only be watched, or of one kind only, is refused as kubectl does', () => {
  expect(web.kubectl('get pod --output-watch-events')).toBe(
    'error: --output-watch-events option can only be used with --watch or --watch-only\n',
  );
  expect(web.kubectl('get pod,svc -w')).toBe(
    'error: you may only specify a single resource type\n',
  );
  expect(web.kubectl('get svc --field-selector=status.phase=Running')).toBe(
    'Error from server (BadRequest): Unable to find "/v1, Resource=services" that match label selector "", field selector "status.phase=Running": field label not supported: status.phase\n',
  );
});

test('a label for an older version of the object is refused', () => {
  expect(web.kubectl('label deployment web a=b --resource-version=1')).toBe(
    'Error from server (Conflict): Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again\n',
  );
});

test('attach tells that it is recorded, and of containers that are not there (L-LOG-5)', () => {
  const lab = new Lab('').at(0);
  lab.kubectl('run a --image=app:1');
  lab.at(0.3);
  expect(lab.kubectl('attach a')).toContain('container a not found');
  expect(lab.kubectl('attach nope')).toBe('Error from server (NotFound): pods "nope" not found\n');
  lab.at(3);
  expect(lab.kubectl('attach a')).toContain('will be recorded in container logs');
});

test('flags that a command does not have are refused', () => {
  expect(web.kubectl('get pod --nope')).toBe(
    "error: unknown flag: --nope\nSee 'kubectl get --help' for usage.\n",
  );
  expect(web.kubectl('describe pod -z')).toBe(
    "error: unknown shorthand flag: 'z' in -z\nSee 'kubectl describe --help' for usage.\n",
  );
  expect(web.kubectl('get deployment web -o go-template={{.metadata.name}}')).toBe('web');
});
