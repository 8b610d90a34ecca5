"""Trains a project's autoencoder in Keras on one label alone, and prints how well its error tells other labels: a JSON object.

    python keras-anomaly.py PROJECT.json DATA_FOLDER SEED

DATA_FOLDER holds pixels.u8 [samples, height, width, channels], and as sample numbers train.u32, validation.u32 (by which the
best epoch is chosen), usual.u32 and others.u32 (which are told apart).
"""
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import numpy as np
from keras_layers import chain, model_of


def area(usual, others):
    """Area under the ROC curve by mid-ranks (Hanley, McNeil 1982)."""
    everything = np.concatenate([usual, others])
    values, positions, counts = np.unique(everything, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[positions]
    n, m = len(usual), len(others)
    return (ranks[n:].sum() - m * (m + 1) / 2) / (n * m)


def main(project_file, folder, seed):
    with open(project_file, encoding="utf-8") as file:
        project = json.load(file)
    training, objective = project["training"], project["objective"]
    assert training["optimizer"] == {"kind": "adam", "params": {}} and training["schedule"]["kind"] == "constant"
    assert objective["kind"] == "reconstruct" and objective["params"]["loss"] == "meanSquaredError"
    keras.utils.set_random_seed(seed)

    first, *rest = chain(project["graph"], "output")
    shape = first["params"]["shape"]
    model = model_of(rest, shape)
    model.compile(keras.optimizers.Adam(training["learningRate"]), "mean_squared_error")
    pixels = np.fromfile(os.path.join(folder, "pixels.u8"), np.uint8).reshape(-1, *shape)

    def samples(name):
        chosen = np.fromfile(os.path.join(folder, name), np.uint32)
        return pixels[chosen].astype(np.float32) / np.float32(255)

    def errors(x):
        wrong = model.predict(x, batch_size=512, verbose=0) - x
        return np.mean(np.square(wrong).reshape(len(x), -1), axis=1)

    x, validation = samples("train.u32"), samples("validation.u32")
    best = os.path.join(folder, "best.weights.h5")
    keep = keras.callbacks.ModelCheckpoint(best, save_best_only=True, save_weights_only=True)
    model.fit(
        x,
        x,
        epochs=training["epochs"],
        batch_size=training["batchSize"],
        validation_data=(validation, validation),
        callbacks=[keep],
        verbose=0,
    )
    model.load_weights(best)
    auroc = area(errors(samples("usual.u32")), errors(samples("others.u32")))
    print(json.dumps({"auroc": float(auroc), "weights": model.count_params(), "keras": keras.__version__}))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
