// Prints "passed failed skipped name" for one step of .ci/run, from a test runner's JSON report where there is one.
import { existsSync, readFileSync } from 'node:fs';

const [name, status, file] = process.argv.slice(2);

/** @returns {{ passed: number, failed: number, skipped: number }} */
function count() {
  const ok = status === '0';
  if (file === '-') return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  // A runner that died before its report is a failure, not an empty pass.
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const counts = report.stats
    ? {
        passed: report.stats.expected + report.stats.flaky,
        failed: report.stats.unexpected,
        skipped: report.stats.skipped,
      }
    : {
        passed: report.numPassedTests,
        failed: report.numFailedTests,
        skipped: report.numPendingTests + report.numTodoTests,
      };
  if (!ok && counts.failed === 0) counts.failed = 1;
  if (counts.passed === 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

const { passed, failed, skipped } = count();
console.log(passed, failed, skipped, name);
