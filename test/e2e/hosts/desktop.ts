/** The studio in real Electron, started as `npm start` starts it. Owns the process; the system's dialogs are answered. */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import { root, viewport, type Opening } from './opening.ts';

export async function openDesktop(env: Record<string, string>): Promise<Opening> {
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const executablePath = override ? join(override, 'electron') : (createRequire(import.meta.url)('electron') as string);
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({
    executablePath,
    args: [...sandbox, '-r', join(root, 'out/desktop/start.cjs'), root],
    env,
    cwd: root,
  });
  const page = await app.firstWindow();
  await app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    viewport,
  );
  return {
    page,
    app,
    async answerPath(path, ask) {
      // A system dialog is no page that could be driven: what it would answer is answered in its place.
      await app.evaluate(({ dialog }, chosen) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
      }, path);
      await ask();
    },
    trainers: () =>
      app.evaluate(({ app: host }) =>
        host
          .getAppMetrics()
          .filter(
            ({ type, name, serviceName }) => type === 'Utility' && [name, serviceName].includes('Hourglass trainer'),
          )
          .map(({ pid }) => pid),
      ),
    kill: async () => {
      const child = app.process();
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    close: () => app.close(),
  };
}
