"""Trains a project's network in Keras: same data, same split, same settings. Prints one JSON object on stdout.

    python keras-parity.py PROJECT.json DATA_FOLDER SEED

DATA_FOLDER holds pixels.u8 [samples, height, width, channels], train.u32 and validation.u32 (sample numbers). With
start.json (layer name to its weights, each { shape, values }) and order.u32 [epochs, training samples] (positions in
train.u32) training begins with those weights and takes the samples in that order; else both are Keras's own.
Chains of the layer kinds that the templates use; anything else is refused.
"""
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import numpy as np
from keras import layers

LOSSES = {
    "meanSquaredError": keras.losses.MeanSquaredError,
    "meanAbsoluteError": keras.losses.MeanAbsoluteError,
    "binaryCrossentropy": keras.losses.BinaryCrossentropy,
}


def layer_of(kind, p, name):
    if kind in ("latent", "output"):
        return None
    if kind == "dense":
        return layers.Dense(p["units"], activation=p["activation"], use_bias=p["useBias"], name=name)
    if kind == "flatten":
        return layers.Flatten()
    if kind == "reshape":
        return layers.Reshape(p["shape"])
    if kind == "repeatVector":
        return layers.RepeatVector(p["n"])
    if kind == "lstm":
        return layers.LSTM(
            p["units"],
            activation=p["activation"],
            recurrent_activation=p["recurrentActivation"],
            return_sequences=p["returnSequences"],
            unit_forget_bias=p["unitForgetBias"],
            name=name,
        )
    if kind in ("conv2d", "conv2dTranspose"):
        make = layers.Conv2D if kind == "conv2d" else layers.Conv2DTranspose
        return make(
            p["filters"],
            p["kernelSize"],
            strides=p["strides"],
            padding=p["padding"],
            activation=p["activation"],
            use_bias=p["useBias"],
            name=name,
        )
    raise SystemExit(f"keras-parity.py does not know the layer kind {kind}")


def chain(graph):
    nodes = {node["id"]: node for node in graph["nodes"]}
    following = {edge["source"]: edge["target"] for edge in graph["edges"]}
    at = next(node["id"] for node in graph["nodes"] if node["kind"] == "input")
    while at is not None:
        yield nodes[at]
        at = following.get(at)


def fit_from(model, x, v, training, folder):
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
    return None, float(model.evaluate(v, v, batch_size=size, verbose=0))


def main(project_file, folder, seed):
    with open(project_file, encoding="utf-8") as file:
        project = json.load(file)
    training = project["training"]
    assert training["optimizer"] == {"kind": "adam", "params": {}} and training["schedule"]["kind"] == "constant"
    keras.utils.set_random_seed(seed)

    first, *rest = chain(project["graph"])
    shape = first["params"]["shape"]
    output = inputs = keras.Input(shape)
    for node in rest:
        layer = layer_of(node["kind"], node["params"], node["id"])
        output = output if layer is None else layer(output)
    model = keras.Model(inputs, output)
    model.compile(keras.optimizers.Adam(training["learningRate"]), LOSSES[project["objective"]["params"]["loss"]]())

    train = np.fromfile(os.path.join(folder, "train.u32"), np.uint32)
    validation = np.fromfile(os.path.join(folder, "validation.u32"), np.uint32)
    pixels = np.fromfile(os.path.join(folder, "pixels.u8"), np.uint8).reshape(len(train) + len(validation), *shape)
    data = pixels.astype(np.float32) / np.float32(255)
    x, v = data[train], data[validation]
    if os.path.exists(os.path.join(folder, "start.json")):
        loss, validation_loss = fit_from(model, x, v, training, folder)
    else:
        history = model.fit(
            x, x, validation_data=(v, v), epochs=training["epochs"], batch_size=training["batchSize"], verbose=0
        ).history
        loss, validation_loss = history["loss"][-1], history["val_loss"][-1]
    result = {
        "loss": loss,
        "validationLoss": validation_loss,
        "weights": model.count_params(),
        "keras": keras.__version__,
    }
    print(json.dumps(result))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
