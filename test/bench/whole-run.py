"""What a person writes in Keras for one of Hourglass's templates: imports, data, model, fit, exit. Used by whole-run.mjs.

    python whole-run.py PROJECT PIXELS EPOCHS

Prints the last epoch's losses as JSON.
"""
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
from keras import layers


def network(nodes):
    """The template's chain of layers."""
    built = []
    for kind, params in ((node["kind"], node["params"]) for node in nodes):
        if kind == "input":
            built.append(keras.Input(params["shape"]))
        elif kind == "dense":
            built.append(layers.Dense(params["units"], params["activation"]))
        elif kind in ("conv2d", "conv2dTranspose"):
            layer = layers.Conv2D if kind == "conv2d" else layers.Conv2DTranspose
            size = (params["filters"], params["kernelSize"])
            built.append(layer(*size, params["strides"], params["padding"], activation=params["activation"]))
        elif kind == "lstm":
            built.append(layers.LSTM(params["units"], return_sequences=params["returnSequences"]))
        elif kind == "repeatVector":
            built.append(layers.RepeatVector(params["n"]))
        elif kind not in ("latent", "output"):
            sys.exit(f"whole-run.py knows no layer {kind}.")
    return keras.Sequential(built)


with open(sys.argv[1], encoding="utf-8") as file:
    project = json.load(file)
model = network(project["graph"]["nodes"])
x = (np.load(sys.argv[2]) / 255).astype("float32").reshape(-1, *model.input_shape[1:])
training = project["training"]
model.compile(keras.optimizers.Adam(training["learningRate"]), "mse")
history = model.fit(
    x,
    x,
    batch_size=training["batchSize"],
    epochs=int(sys.argv[3]),
    validation_split=training["validationFraction"],
    verbose=0,
).history
print(json.dumps({"loss": history["loss"][-1], "validationLoss": history["val_loss"][-1]}))
