"""Translate: in training the network is given the right words so far, and chooses the next one (teacher forcing)."""

import tensorflow as tf
from model import build
from training import mean_where
from words import ChoosesWords, shifted, spoken


class Translate(ChoosesWords):
    terms = ("accuracy", "exact")

    def measure(self, x, y, training):
        loss, hits = self.choose([x, shifted(y)], y, training)
        misses = tf.reduce_sum((1 - hits) * spoken(y), 1)
        exact = tf.reduce_mean(tf.cast(misses < 0.5, tf.float32))
        return loss, {"accuracy": mean_where(hits, spoken(y)), "exact": exact}


def make(settings):
    return Translate(build(), settings)
