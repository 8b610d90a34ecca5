"""Trains a project's GAN in Keras: same networks, data, split, order of moves and settings. Prints one JSON object on stdout.

    python keras-gan.py PROJECT.json DATA_FOLDER SEED SAMPLES EPOCHS PICTURED SHOWN

DATA_FOLDER holds pixels.u8 [samples, height, width, channels] and train.u32 (sample numbers). Writes generated-EPOCH.f32
[SAMPLES, height, width, channels] there, as the generator draws them after each of EPOCHS (16,17,18,19,20), and
shown-EPOCH.f32 [SHOWN, …] after each of PICTURED, always of the same noise.
"""
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import numpy as np
import tensorflow as tf
from keras_layers import chain, model_of


class Gan(keras.Model):
    """As keras.io's “GAN overriding train_step”: the discriminator moves, then the generator, each with noise of its own."""

    def __init__(self, generator, discriminator, noise, smoothing):
        super().__init__()
        self.generator = generator
        self.discriminator = discriminator
        self.noise = noise
        self.smoothing = smoothing
        self.seeds = keras.random.SeedGenerator()
        self.means = {name: keras.metrics.Mean(name=name) for name in ("discriminator", "generator")}

    @property
    def metrics(self):
        return list(self.means.values())

    def compile(self, optimizer, rival, loss):
        super().compile()
        self.optimizers = {"generator": optimizer, "discriminator": rival}
        self.told = loss

    def generate(self, count, training):
        drawn = keras.random.normal((count, *self.noise), seed=self.seeds)
        return self.generator(drawn, training=training)

    def move(self, name, loss, tape):
        weights = getattr(self, name).trainable_weights
        self.optimizers[name].apply(tape.gradient(loss, weights), weights)
        self.means[name].update_state(loss)

    def train_step(self, real):
        count = tf.shape(real)[0]
        yes, no = tf.ones((count, 1)), tf.zeros((count, 1))
        with tf.GradientTape() as tape:
            generated = self.generate(count, True)
            loss = self.told(yes * (1 - self.smoothing), self.discriminator(real, training=True))
            loss += self.told(no, self.discriminator(generated, training=True))
        self.move("discriminator", loss, tape)
        with tf.GradientTape() as tape:
            loss = self.told(yes, self.discriminator(self.generate(count, True), training=True))
        self.move("generator", loss, tape)
        return {name: mean.result() for name, mean in self.means.items()}


class Shown(keras.callbacks.Callback):
    def __init__(self, folder, samples, epochs, noise, pictured):
        super().__init__()
        self.folder = folder
        self.samples = samples
        self.epochs = epochs
        self.noise = noise
        self.pictured = pictured

    def on_epoch_end(self, epoch, logs=None):
        if epoch + 1 in self.epochs:
            size = 500
            counts = [min(size, self.samples - at) for at in range(0, self.samples, size)]
            self.write("generated", epoch, np.concatenate([self.model.generate(count, False) for count in counts]))
        if epoch + 1 in self.pictured:
            self.write("shown", epoch, self.model.generator(self.noise, training=False))

    def write(self, name, epoch, pictures):
        np.asarray(pictures).tofile(os.path.join(self.folder, f"{name}-{epoch + 1}.f32"))


def main(project_file, folder, seed, samples, shown, epochs, pictured):
    with open(project_file, encoding="utf-8") as file:
        project = json.load(file)
    training, objective, graph = project["training"], project["objective"], project["graph"]
    p = objective["params"]
    assert objective["kind"] == "adversarial" and p["adversarialLoss"] == "nonSaturating"
    assert p["discriminatorSteps"] == 1 and p["discriminatorRate"] == 1
    assert training["optimizer"]["kind"] == "adam" and training["schedule"]["kind"] == "constant"
    assert training["lastBatch"] == "smaller" and project["data"]["image"]["range"] == "zeroToOne"
    keras.utils.set_random_seed(seed)

    noise, *making = chain(graph, "output")
    _, *telling = chain(graph, "verdict")
    shape = next(node for node in graph["nodes"] if node["kind"] == "input")["params"]["shape"]
    assert noise["kind"] == "noise" and noise["params"]["distribution"] == "normal"
    gan = Gan(
        model_of(making, noise["params"]["shape"]), model_of(telling, shape), noise["params"]["shape"], p["labelSmoothing"]
    )

    def optimizer():
        return keras.optimizers.Adam(training["learningRate"], beta_1=training["optimizer"]["params"].get("beta1", 0.9))

    gan.compile(optimizer(), optimizer(), keras.losses.BinaryCrossentropy(from_logits=True))
    train = np.fromfile(os.path.join(folder, "train.u32"), np.uint32)
    pixels = np.fromfile(os.path.join(folder, "pixels.u8"), np.uint8).reshape(-1, *shape)
    x = pixels[train].astype(np.float32) / np.float32(255)
    drawn = np.random.default_rng(seed).standard_normal((shown, *gan.noise), np.float32)
    watcher = Shown(folder, samples, epochs, drawn, pictured)
    size = training["batchSize"]
    history = gan.fit(x, epochs=training["epochs"], batch_size=size, callbacks=[watcher], verbose=0).history
    weights = gan.generator.count_params() + gan.discriminator.count_params()
    last = {name: float(values[-1]) for name, values in history.items()}
    print(json.dumps({"weights": weights, "keras": keras.__version__, **last}))


def numbers(text):
    return [int(number) for number in text.split(",")]


project_file, folder, seed, samples, epochs, pictured, shown = sys.argv[1:]
main(project_file, folder, int(seed), int(samples), int(shown), numbers(epochs), numbers(pictured))
