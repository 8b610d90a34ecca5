"""Vector-quantised: reconstruction through the nearest codes of a codebook (van den Oord, Vinyals, Kavukcuoglu 2017)."""

import keras
import numpy as np
import tensorflow as tf
from model import build
from training import Objective, reconstruction_loss


class Codebook(keras.layers.Layer):
    """The nearest code of each vector, with the vector's own gradient; codes follow moving averages, or the loss."""

    def __init__(self, latent, width):
        super().__init__(name="codebook")
        self.latent = latent
        self.averages = latent["codesFollow"] == "movingAverage"
        shape, start = (latent["codes"], width), keras.initializers.RandomUniform(-0.05, 0.05)
        self.values = self.add_weight(shape=shape, initializer=start, trainable=not self.averages, name="values")
        if self.averages:
            ones = keras.initializers.Ones()
            self.counts = self.add_weight(shape=shape[:1], initializer=ones, trainable=False, name="counts")
        self.built = True

    def codes(self):
        values = tf.convert_to_tensor(self.values)
        if not self.averages:
            return values
        counts = tf.convert_to_tensor(self.counts)
        total, smoothing = tf.reduce_sum(counts), self.latent["smoothing"]
        smooth = (counts + smoothing) / (total + self.latent["codes"] * smoothing) * total
        return values / smooth[:, None]

    def call(self, x, training=False):
        codes = self.codes()
        rows = tf.reshape(x, [-1, x.shape[-1]])
        nearness = tf.matmul(rows, codes, transpose_b=True) - 0.5 * tf.reduce_sum(tf.square(codes), 1)
        chosen = tf.argmax(nearness, 1)
        quantised = tf.reshape(tf.gather(codes, chosen), tf.shape(x))
        if training and self.averages:
            self.follow(rows, chosen)
        return x + tf.stop_gradient(quantised - x), quantised

    def follow(self, rows, chosen):
        decay, number = self.latent["decay"], self.latent["codes"]
        hits = tf.one_hot(chosen, number)
        counts = decay * self.counts + (1 - decay) * tf.reduce_sum(hits, 0)
        sums = decay * self.values + (1 - decay) * tf.matmul(hits, rows, transpose_a=True)
        if self.latent["restartUnused"]:
            unused = counts < 0.01 * tf.cast(tf.shape(rows)[0], tf.float32) / number
            drawn = tf.gather(rows, tf.random.uniform([number], 0, tf.shape(rows)[0], tf.int32))
            counts = tf.where(unused, 1.0, counts)
            sums = tf.where(unused[:, None], drawn, sums)
        self.counts.assign(tf.stop_gradient(counts))
        self.values.assign(tf.stop_gradient(sums))


class Quantised(Objective):
    terms = ("reconstruction", "commitment")

    def __init__(self, net, settings):
        super().__init__(net, settings)
        before = net.get_layer(settings["layers"]["nearness"]).input
        after = net.get_layer(settings["layers"]["latent"]).output
        self.codebook = Codebook(settings["latent"], before.shape[-1])
        self.encoder = keras.Model(net.inputs, before)
        self.decoder = keras.Model(after, net.output)

    def measure(self, x, y, training):
        encoded = self.encoder(x, training=training)
        passed, codes = self.codebook(encoded, training=training)
        reconstruction = reconstruction_loss(self.objective, y, self.decoder(passed, training=training))
        commitment = tf.reduce_mean(tf.square(encoded - tf.stop_gradient(codes)))
        loss = reconstruction + self.objective["commitment"] * commitment
        if not self.codebook.averages:
            loss += tf.reduce_mean(tf.square(tf.stop_gradient(encoded) - codes))
        return loss, {"reconstruction": reconstruction, "commitment": commitment}

    def finish(self):
        """The codebook becomes the two Dense layers with which model.py finds the nearest code."""
        codes = np.asarray(self.codebook.codes())
        sharp = 2.0**30
        nearness = self.net.get_layer(self.settings["layers"]["nearness"])
        nearness.set_weights([codes.T * sharp, -0.5 * np.sum(codes**2, 1) * sharp])
        self.net.get_layer(self.settings["layers"]["latent"]).set_weights([codes])


def make(settings):
    return Quantised(build(), settings)
