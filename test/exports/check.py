"""Runs a checker of exports (a Python script with arguments FORMAT MODEL INPUT.npy EXPECTED.npy) once for each line of standard input.
Networks with several inputs (input_NAME.npy beside INPUT.npy) or outputs (expected_NAME.npy), which such a checker does not know, are
checked here in the same way.

usage: check.py CHECKER
A line in: a JSON array of the checker's arguments. A line out: {"code": exit code, "said": what it printed}.
One process for all of them: libraries as large as TensorFlow take longer to load than an export takes to check.
"""

import argparse, contextlib, glob, io, json, os, runpy, sys



def beside(path, word):
    """Paths of WORD_NAME.npy in the same folder, by NAME."""
    found = sorted(glob.glob(os.path.join(os.path.dirname(path), f"{word}_*.npy")))
    return {os.path.basename(each)[len(word) + 1 : -len(".npy")]: each for each in found}


def several(format, model, first, expected, tolerance=1e-4):
    """What the library computes of all inputs by their names, beside what is expected."""
    import numpy as np

    given = [("input", np.load(first))]
    given += [(name, np.load(path)) for name, path in beside(first, "input").items()]
    wanted = [np.load(expected)] + [np.load(path) for path in beside(expected, "expected").values()]
    if format == "onnx":
        import onnx, onnxruntime

        onnx.checker.check_model(model, full_check=True)
        session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
        names = [each.name for each in session.get_inputs()]
        if len(names) == 1:
            given = [(names[0], given[0][1])]
        got = session.run(None, dict(given))
    elif format == "savedmodel":
        import tensorflow as tf

        # Its default signature gives the result alone.
        wanted = wanted[:1]
        run = tf.saved_model.load(model).signatures["serving_default"]
        got = [next(iter(run(**{name: tf.constant(values) for name, values in given}).values())).numpy()]
    else:
        import keras

        if format == "python":
            sys.path.insert(0, model)
            import model as module

            net = module.build()
            net.load_weights(os.path.join(model, "model.weights.h5"))
        else:
            net = keras.saving.load_model(model, safe_mode=True, compile=False)
        order = [tensor.name for tensor in net.inputs]
        results = net([dict(given)[name] for name in order] if len(order) > 1 else given[0][1], training=False)
        got = [np.asarray(each) for each in (results if isinstance(results, (list, tuple)) else [results])]
    fit = [a.shape for a in got] == [b.shape for b in wanted]
    # Of NumPy, because Python's own max() passes over what is no number.
    worst = float(np.max([np.max(np.abs(a - b)) for a, b in zip(got, wanted)])) if fit else float("inf")
    ends = f"{len(given)} inputs, {len(wanted)} outputs"
    print(f"{format}: largest difference {worst:.3g} (tolerance {tolerance:g}), {ends}")
    return 0 if worst <= tolerance else 1


def parse(arguments):
    parser = argparse.ArgumentParser()
    for name in ("format", "model", "first", "expected"):
        parser.add_argument(name)
    parser.add_argument("--tolerance", type=float, default=1e-4)
    return vars(parser.parse_args(arguments))


checker = sys.argv[1]
for line in sys.stdin:
    arguments = json.loads(line)
    before, path = set(sys.modules), list(sys.path)
    sys.argv = [checker, *arguments]
    said, code = io.StringIO(), 0
    with contextlib.redirect_stdout(said):
        try:
            if beside(arguments[2], "input") or beside(arguments[3], "expected"):
                code = several(**parse(arguments))
            else:
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
