"""Classify: categorical cross-entropy of what the network gives each class."""

import tensorflow as tf
from model import build
from training import Objective


class Classify(Objective):
    terms = ("accuracy",)

    def measure(self, x, y, training):
        values = self.net(x, training=training)
        classes = values.shape[-1]
        smoothing = self.objective["labelSmoothing"]
        target = tf.one_hot(tf.cast(y, tf.int32), classes) * (1 - smoothing) + smoothing / classes
        if self.settings["endsInSoftmax"]:
            logarithms = tf.math.log(tf.clip_by_value(values, 1e-7, 1 - 1e-7))
        else:
            logarithms = tf.nn.log_softmax(values)
        hits = tf.equal(tf.argmax(values, -1), tf.cast(y, tf.int64))
        loss = -tf.reduce_mean(tf.reduce_sum(target * logarithms, -1))
        return loss, {"accuracy": tf.reduce_mean(tf.cast(hits, tf.float32))}


def make(settings):
    return Classify(build(), settings)
