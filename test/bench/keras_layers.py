"""Layers of a project's graph as Keras has them: of the kinds that the templates which are compared use; anything else is refused."""
import keras
from keras import layers


class Sampling(layers.Layer):
    """Mean and log-variance by two dense layers, and a draw from them, as in keras.io's variational autoencoder."""

    def __init__(self, size, name):
        super().__init__(name=name)
        self.mean = layers.Dense(size)
        self.log_variance = layers.Dense(size)
        self.seeds = keras.random.SeedGenerator()
        self.kl = None

    def call(self, x):
        mean, log_variance = self.mean(x), self.log_variance(x)
        terms = 1 + log_variance - keras.ops.square(mean) - keras.ops.exp(log_variance)
        self.kl = keras.ops.mean(keras.ops.sum(-0.5 * terms, axis=1))
        return mean + keras.ops.exp(0.5 * log_variance) * keras.random.normal(keras.ops.shape(mean), seed=self.seeds)


def activation_of(p):
    # The same slope as in Hourglass, 0.2.
    return {"leakyRelu": "leaky_relu"}.get(p["activation"], p["activation"])


def layer_of(kind, p, name):
    if kind in ("output", "verdict") or (kind == "latent" and p["kind"] == "plain"):
        return None
    if kind == "latent" and p["kind"] == "variational":
        return Sampling(p["size"], name=name)
    if kind == "batchNormalization":
        return layers.BatchNormalization(
            momentum=p["momentum"], epsilon=p["epsilon"], center=p["center"], scale=p["scale"], name=name
        )
    if kind == "activation" and p["activation"] == "relu":
        return layers.Activation("relu")
    if kind == "dropout":
        return layers.Dropout(p["rate"])
    if kind == "maxPooling2d":
        return layers.MaxPooling2D(p["poolSize"], strides=p["strides"], padding=p["padding"])
    if kind == "upSampling2d":
        return layers.UpSampling2D(p["size"], interpolation=p["interpolation"])
    if kind == "dense":
        return layers.Dense(p["units"], activation=activation_of(p), use_bias=p["useBias"], name=name)
    if kind == "flatten":
        return layers.Flatten()
    if kind == "reshape":
        return layers.Reshape(p["targetShape"])
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
            activation=activation_of(p),
            use_bias=p["useBias"],
            name=name,
        )
    raise SystemExit(f"keras_layers.py does not know the layer kind {kind} with these settings")


def chain(graph, end):
    """The nodes that lead to the one of that kind, which is the last: from the data, the noise, or “real or generated” on."""
    nodes = {node["id"]: node for node in graph["nodes"]}
    before = {edge["target"]: edge["source"] for edge in graph["edges"]}
    found = [next(node for node in graph["nodes"] if node["kind"] == end)]
    while found[0]["kind"] not in ("input", "noise", "realOrGenerated"):
        found.insert(0, nodes[before[found[0]["id"]]])
    return found


def model_of(nodes, shape):
    output = inputs = keras.Input(shape)
    for node in nodes:
        layer = layer_of(node["kind"], node["params"], node["id"])
        output = output if layer is None else layer(output)
    return keras.Model(inputs, output)
