"""Variational: latents are drawn, decoded, and held near a standard normal; everything in nats a sample (Kingma, Welling 2014)."""

import math

import keras
import tensorflow as tf
from model import build
from training import Objective, element_losses


class Variational(Objective):
    terms = ("reconstruction", "kl", "elbo")

    def __init__(self, net, settings):
        super().__init__(net, settings)
        mean = net.get_layer(settings["layers"]["latent"])
        # The logarithm of each latent's variance: needed to learn, not to use the network, so model.py does without.
        self.log_variance = keras.layers.Dense(mean.units, name="log_variance")
        self.encoder = keras.Model(net.inputs, [mean.output, self.log_variance(mean.input)])
        self.decoder = keras.Model(mean.output, net.output)
        self.kl_weight = keras.Variable(self.objective["beta"], trainable=False, dtype="float32", name="kl_weight")

    def at(self, epochs):
        p = self.objective
        if p["annealingEpochs"] > 0:
            self.kl_weight.assign(p["beta"] * min(1.0, epochs / p["annealingEpochs"]))

    def unlikelihood(self, x, predicted):
        """-log p(x | z) a sample."""
        p = self.objective
        n = math.prod(predicted.shape[1:])
        kind = p["loss"] if p["loss"] == "binaryCrossentropy" else "meanSquaredError"
        mean = tf.reduce_mean(element_losses(kind, tf.reshape(x, tf.shape(predicted)), predicted))
        if p["loss"] == "gaussian":
            variance = p["standardDeviation"] ** 2
            return mean * n / (2 * variance) + n / 2 * math.log(2 * math.pi * variance)
        if p["loss"] == "fittedGaussian":
            return n / 2 * (tf.math.log(tf.maximum(mean, 1e-6)) + 1 + math.log(2 * math.pi))
        return mean * n

    def measure(self, x, y, training):
        mean, log_variance = self.encoder(x, training=training)
        drawn = mean + tf.exp(0.5 * log_variance) * tf.random.normal(tf.shape(mean))
        reconstruction = self.unlikelihood(x, self.decoder(drawn, training=training))
        divergences = tf.reduce_mean(-0.5 * (1 + log_variance - tf.square(mean) - tf.exp(log_variance)), 0)
        kl = tf.reduce_sum(divergences)
        free = self.objective["freeBits"]
        penalised = tf.reduce_sum(tf.maximum(divergences, free)) if free > 0 else kl
        # A trained network is judged with the full weight.
        weight = tf.convert_to_tensor(self.kl_weight) if training else self.objective["beta"]
        loss = reconstruction + weight * penalised
        return loss, {"reconstruction": reconstruction, "kl": kl, "elbo": reconstruction + kl}


def make(settings):
    return Variational(build(), settings)
