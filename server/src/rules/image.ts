// What an image's name tells about the program in it.

import { parseImage } from '../schema/image';

/** The last part of the repository: `cloud-sql-proxy` of `gcr.io/cloudsql-docker/cloud-sql-proxy:2`. */
export function imageBaseName(image: string): string {
  const repository = parseImage(image)?.repository ?? '';
  return repository.slice(repository.lastIndexOf('/') + 1);
}

/** Programs that serve another container of their Pod and never end by themselves. */
const HELPERS =
  /^(?:envoy|proxyv2|linkerd-proxy|linkerd2-proxy|consul-dataplane|cloud-sql-proxy|gce-proxy|alloydb-auth-proxy|cloudsql-proxy|oauth2-proxy|pgbouncer|fluent-bit|fluentd|filebeat|promtail|vector|telegraf|statsd-exporter|jaeger-agent|opentelemetry-collector(?:-contrib)?|aws-otel-collector|datadog-agent|vault-agent|kube-rbac-proxy)$/;

export function isHelperImage(image: string): boolean {
  return HELPERS.test(imageBaseName(image));
}

/** Databases that keep data: each is a service of its own. Caches may well stand beside what they serve. */
const DATABASES =
  /^(?:mysql|mysql-server|mariadb|postgres|postgresql|postgis|mongo|mongodb|cassandra|couchdb|couchbase|mssql-server|oracle|elasticsearch|opensearch|influxdb|neo4j|rethinkdb|cockroach|clickhouse|clickhouse-server|timescaledb)$/;

export function isDatabaseImage(image: string): boolean {
  return DATABASES.test(imageBaseName(image));
}

/** Programs that people or other programs visit over HTTP. */
const FRONT_ENDS =
  /^(?:nginx|nginx-unprivileged|httpd|apache|caddy|tomcat|jetty|wordpress|drupal|joomla|ghost|phpmyadmin|adminer|mongo-express|nextcloud|owncloud|redmine|odoo|mediawiki|moodle|gitea|grafana|jenkins|php|webapp|web|frontend|front-end|gb-frontend)$/;

export function isFrontEnd(image: string, containerName: string): boolean {
  return FRONT_ENDS.test(imageBaseName(image)) || /^(?:web|www|front-?end|ui)$/.test(containerName);
}

/** The TCP ports that well-known images listen on as they come. */
const PORTS: Readonly<Record<string, readonly number[]>> = {
  'docker.io/library/nginx': [80],
  'docker.io/library/httpd': [80],
  'docker.io/library/caddy': [80, 443, 2019],
  'docker.io/library/tomcat': [8080],
  'docker.io/library/adminer': [8080],
  'docker.io/library/phpmyadmin': [80],
  'docker.io/library/ghost': [2368],
  'docker.io/library/registry': [5000],
  'docker.io/library/redis': [6379],
  'docker.io/library/memcached': [11_211],
  'docker.io/library/postgres': [5432],
  'docker.io/library/mysql': [3306, 33_060],
  'docker.io/library/mariadb': [3306],
  'docker.io/library/mongo': [27_017],
  'docker.io/library/influxdb': [8086],
  'docker.io/nginxinc/nginx-unprivileged': [8080],
  'docker.io/grafana/grafana': [3000],
  'docker.io/prom/prometheus': [9090],
  'docker.io/kennethreitz/httpbin': [80],
  'docker.io/luksa/kubia': [8080],
};

/** Undefined where the image is not known, or its tag may be another program. */
export function portsOfImage(image: string): readonly number[] | undefined {
  const reference = parseImage(image);
  if (reference === undefined || /fpm|cli|debug/.test(reference.tag ?? '')) return undefined;
  const name = `${reference.registry}/${reference.repository}`;
  return Object.hasOwn(PORTS, name) ? PORTS[name] : undefined;
}
