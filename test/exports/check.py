"""Runs a checker of exports (a Python script with arguments FORMAT MODEL INPUT.npy EXPECTED.npy) once for each line of standard input.

usage: check.py CHECKER
A line in: a JSON array of the checker's arguments. A line out: {"code": exit code, "said": what it printed}.
One process for all of them: libraries as large as TensorFlow take longer to load than an export takes to check.
"""

import contextlib, io, json, runpy, sys

checker = sys.argv[1]
for line in sys.stdin:
    arguments = json.loads(line)
    before, path = set(sys.modules), list(sys.path)
    sys.argv = [checker, *arguments]
    said, code = io.StringIO(), 0
    with contextlib.redirect_stdout(said):
        try:
            runpy.run_path(checker, run_name="__main__")
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 2
        except Exception as error:
            print(f"{type(error).__name__}: {error}")
            code = 2
    # What an export brought along is not the next one's.
    for name in set(sys.modules) - before:
        if (getattr(sys.modules[name], "__file__", None) or "").startswith(arguments[1]):
            del sys.modules[name]
    sys.path[:] = path
    print(json.dumps({"code": code, "said": said.getvalue().strip()}), flush=True)
