"""Adversarial: a generator makes samples of noise, a discriminator tells them from the data (Goodfellow et al. 2014)."""

import tensorflow as tf
from model import build, build_discriminator
from rivals import Rivals, draw


class Adversarial(Rivals):
    terms = ("discriminator",)

    def generate(self, x, training):
        noise = self.settings["noise"]
        return self.net(draw(tf.shape(x)[0], noise["shape"], noise["distribution"]), training=training)

    def real_and_generated(self, x, training):
        return [(x, tf.reshape(self.generate(x, training), tf.shape(x)))]

    def rival_loss(self, x, training):
        return self.fooled(tf.reshape(self.generate(x, training), tf.shape(x)), training), {}


def make(settings):
    return Adversarial(build(), build_discriminator(), settings)
