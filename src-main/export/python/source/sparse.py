"""Sparse: reconstruction, and a cost of active latent values."""

import keras
import tensorflow as tf
from model import build
from training import Objective, reconstruction_loss


class Sparse(Objective):
    terms = ("reconstruction", "penalty")

    def __init__(self, net, settings):
        super().__init__(net, settings)
        latent = net.get_layer(settings["layers"]["latent"]).output
        self.both = keras.Model(net.inputs, [net.output, latent])

    def penalty(self, latent):
        p = self.objective
        if p["penalty"] == "l1":
            return p["l1Weight"] * tf.reduce_sum(tf.abs(latent)) / tf.cast(tf.shape(latent)[0], tf.float32)
        # The divergence from a target of each value's mean over the batch: Ng, CS294A lecture notes, section 3.
        rho = p["targetActivation"]
        mean = tf.clip_by_value(tf.reduce_mean(latent, 0), 1e-7, 1 - 1e-7)
        return p["divergenceWeight"] * tf.reduce_sum(
            rho * tf.math.log(rho / mean) + (1 - rho) * tf.math.log((1 - rho) / (1 - mean))
        )

    def measure(self, x, y, training):
        predicted, latent = self.both(x, training=training)
        reconstruction = reconstruction_loss(self.objective, y, predicted)
        penalty = self.penalty(latent)
        return reconstruction + penalty, {"reconstruction": reconstruction, "penalty": penalty}


def make(settings):
    return Sparse(build(), settings)
