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
