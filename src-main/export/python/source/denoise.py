"""Denoise: the output for a sample with noise is compared with the sample without it."""

import tensorflow as tf
from model import build
from training import Objective, reconstruction_loss


class Denoise(Objective):
    def with_noise(self, x):
        """The samples with noise in them, within the data's range; pixels of pictures as a whole."""
        p = self.objective
        if p["noise"] == "gaussian":
            span = 1.0 if self.low is None else self.high - self.low
            noisy = x + tf.random.normal(tf.shape(x), stddev=p["standardDeviation"] * span)
            return noisy if self.low is None else tf.clip_by_value(noisy, self.low, self.high)
        pixels = tf.concat([tf.shape(x)[:-1], [1]], 0) if len(x.shape) == 4 else tf.shape(x)
        drawn = tf.random.uniform(pixels) * tf.ones_like(x)
        if p["noise"] == "masking":
            return tf.where(drawn < p["share"], self.low or 0.0, x)
        peppered = tf.where(drawn < p["share"], self.high, x)
        return tf.where(drawn < p["share"] / 2, self.low, peppered)

    def measure(self, x, y, training):
        return reconstruction_loss(self.objective, y, self.net(self.with_noise(x), training=training)), {}


def make(settings):
    return Denoise(build(), settings)
