"""Trains a project's network in Keras: same data, same split, same settings. Prints one JSON object on stdout.

    python keras-parity.py PROJECT.json DATA_FOLDER SEED

DATA_FOLDER holds pixels.u8 [samples, height, width, channels], train.u32 and validation.u32 (sample numbers), and test.u8
where other samples are to judge by. With start.json (layer name to its weights, each { shape, values }) and order.u32 [epochs, training samples] (positions in
train.u32) training begins with those weights and takes the samples in that order; else both are Keras's own.
Chains of the layer kinds and the objectives that the templates use; anything else is refused.
"""
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import numpy as np
from keras_layers import Sampling, chain, model_of

LOSSES = {
    "meanSquaredError": keras.losses.MeanSquaredError,
    "meanAbsoluteError": keras.losses.MeanAbsoluteError,
    "binaryCrossentropy": keras.losses.BinaryCrossentropy,
}


class Denoiser(keras.Model):
    """Sees samples with gaussian noise, anew in every step and within 0..1, and is compared with the clean ones."""

    def __init__(self, inner, deviation):
        super().__init__()
        self.inner = inner
        self.deviation = deviation
        self.seeds = keras.random.SeedGenerator()

    def call(self, x):
        noise = keras.random.normal(keras.ops.shape(x), stddev=self.deviation, seed=self.seeds)
        return self.inner(keras.ops.clip(x + noise, 0.0, 1.0))


class Variational(keras.Model):
    """Reconstruction summed over values, plus the KL divergence, in nats a sample."""

    def __init__(self, inner, sampling, loss, beta):
        super().__init__()
        self.inner = inner
        self.sampling = sampling
        self.distance = loss
        self.beta = beta
        self.means = {name: keras.metrics.Mean(name=name) for name in ("loss", "reconstruction", "kl", "elbo")}

    @property
    def metrics(self):
        return list(self.means.values())

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        # x was just run through: the sampling layer holds this batch's divergence.
        values = float(np.prod(y_pred.shape[1:]))
        reconstruction = values * keras.ops.mean(self.distance(y, y_pred))
        kl = self.sampling.kl
        loss = reconstruction + self.beta * kl
        for name, value in (
            ("loss", loss),
            ("reconstruction", reconstruction),
            ("kl", kl),
            ("elbo", reconstruction + kl),
        ):
            self.means[name].update_state(value, sample_weight=keras.ops.shape(x)[0])
        return loss

    def call(self, x):
        return self.inner(x)


def fit_from(model, x, training, folder):
    """From our start, in our order."""
    with open(os.path.join(folder, "start.json"), encoding="utf-8") as file:
        for name, weights in json.load(file).items():
            model.get_layer(name).set_weights(
                [np.array(w["values"], np.float32).reshape(w["shape"]) for w in weights]
            )
    size = training["batchSize"]
    for order in np.fromfile(os.path.join(folder, "order.u32"), np.uint32).reshape(-1, len(x)):
        for start in range(0, len(order), size):
            batch = x[order[start : start + size]]
            model.train_on_batch(batch, batch)


def with_objective(inner, objective):
    kind, p = objective["kind"], objective["params"]
    if kind == "reconstruct":
        return inner
    if kind == "denoise" and p["noise"] == "gaussian":
        return Denoiser(inner, p["standardDeviation"])
    if kind == "variational" and p["annealingEpochs"] == 0 and p["freeBits"] == 0:
        (sampling,) = (layer for layer in inner.layers if isinstance(layer, Sampling))
        per_value = {
            "binaryCrossentropy": keras.ops.binary_crossentropy,
            "meanSquaredError": lambda y, predicted: keras.ops.square(y - predicted),
        }
        return Variational(inner, sampling, per_value[p["loss"]], p["beta"])
    raise SystemExit(f"keras-parity.py does not know the objective {kind} with these settings")


def main(project_file, folder, seed):
    with open(project_file, encoding="utf-8") as file:
        project = json.load(file)
    training = project["training"]
    assert training["optimizer"] == {"kind": "adam", "params": {}} and training["schedule"]["kind"] == "constant"
    keras.utils.set_random_seed(seed)

    first, *rest = chain(project["graph"], "output")
    shape = first["params"]["shape"]
    inner = model_of(rest, shape)
    model = with_objective(inner, project["objective"])
    loss = None if isinstance(model, Variational) else LOSSES[project["objective"]["params"]["loss"]]()
    model.compile(keras.optimizers.Adam(training["learningRate"]), loss)

    def read(name, *size):
        pixels = np.fromfile(os.path.join(folder, name), np.uint8).reshape(*size, *shape)
        return pixels.astype(np.float32) / np.float32(255)

    train = np.fromfile(os.path.join(folder, "train.u32"), np.uint32)
    validation = np.fromfile(os.path.join(folder, "validation.u32"), np.uint32)
    data = read("pixels.u8", len(train) + len(validation))
    x = data[train]
    judged = read("test.u8", -1) if os.path.exists(os.path.join(folder, "test.u8")) else data[validation]
    size = training["batchSize"]
    if os.path.exists(os.path.join(folder, "start.json")):
        fit_from(model, x, training, folder)
    else:
        model.fit(x, x, epochs=training["epochs"], batch_size=size, verbose=0)
    measured = model.evaluate(judged, judged, batch_size=size, verbose=0, return_dict=True)
    figures = {name: float(value) for name, value in measured.items()}
    print(json.dumps({"figures": figures, "weights": inner.count_params(), "keras": keras.__version__}))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
