import { commands, ViewColumn, window, workspace } from 'vscode';

/** A Pod whose server breaks after five requests: its liveness probe restarts it again and again. */
const SAMPLE = `# A server that answers 500 after five requests. Its liveness probe notices, and the kubelet restarts it, again and again.
apiVersion: v1
kind: Pod
metadata:
  name: kubia-liveness
spec:
  containers:
  - image: luksa/kubia-unhealthy
    name: kubia
    livenessProbe:
      httpGet:
        path: /
        port: 8080
`;

/** Opens the sample as an unsaved file, so that no folder has to be open, and runs it. */
export async function openSample(): Promise<void> {
  const document = await workspace.openTextDocument({ language: 'yaml', content: SAMPLE });
  await window.showTextDocument(document, ViewColumn.One);
  await commands.executeCommand('podlab.runManifest', document.uri);
}
