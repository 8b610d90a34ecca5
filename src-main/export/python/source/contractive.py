"""Contractive: reconstruction, and the squared Jacobian of the encoder (Rifai et al. 2011, equation 4)."""

import math

import keras
import tensorflow as tf
from model import build
from training import Objective, reconstruction_loss


class Contractive(Objective):
    terms = ("reconstruction", "penalty")

    def __init__(self, net, settings):
        super().__init__(net, settings)
        self.encoder = keras.Model(net.inputs, net.get_layer(settings["layers"]["latent"]).output)

    def squared_jacobian(self, x):
        """Mean over samples: exact by one pass for each latent value, or along random signs, right on average (Hutchinson 1990)."""
        p = self.objective
        count = tf.shape(x)[0]
        units = math.prod(self.encoder.output_shape[1:])
        exact = p["jacobian"] == "exact"
        times = units if exact else p["directions"]
        inputs = tf.tile(x, [times] + [1] * (len(x.shape) - 1))
        if exact:
            directions = tf.repeat(tf.eye(units), count, axis=0)
        else:
            directions = tf.sign(tf.random.uniform([times * count, units]) - 0.5)
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            encoded = self.encoder(inputs, training=False)
            along = tf.reduce_sum(tf.reshape(encoded, tf.shape(directions)) * directions)
        pulled = tape.gradient(along, inputs)
        return tf.reduce_sum(tf.square(pulled)) / tf.cast(count * (1 if exact else times), tf.float32)

    def measure(self, x, y, training):
        penalty = self.objective["contractionWeight"] * self.squared_jacobian(x)
        reconstruction = reconstruction_loss(self.objective, y, self.net(x, training=training))
        return reconstruction + penalty, {"reconstruction": reconstruction, "penalty": penalty}


def make(settings):
    return Contractive(build(), settings)
