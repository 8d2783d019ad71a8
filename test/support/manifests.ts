/** A CronJob whose Jobs give up with their first Pod; one each five minutes. */
export function cronJob(script: string): string {
  return `apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "*/5 * * * *"
  jobTemplate:
    spec:
      backoffLimit: 0
      template: {spec: {restartPolicy: Never, containers: [{name: app, image: busybox, command: [sh, -c, "${script}"]}]}}
`;
}
