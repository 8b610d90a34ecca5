"""Missing pixels: samples are fed with holes, and the loss is taken of the whole, of what was there, or of the holes."""

import tensorflow as tf
from model import build
from training import Objective, element_losses


class Inpaint(Objective):
    terms = ("hole",)

    def known(self, x):
        """1 where a pixel is known and 0 in a hole, to be broadcast over the samples."""
        p = self.objective
        shape = list(x.shape[1:])
        pixels = [*shape[:-1], 1] if len(shape) == 3 else shape
        count = tf.shape(x)[0]
        if p["holes"] == "pixels":
            return tf.cast(tf.random.uniform([count, *pixels]) >= p["share"], tf.float32)
        height, width = (shape[0], shape[1]) if len(shape) > 1 else (1, shape[0])
        rows = self.stretches(count, height)[:, :, None, :]
        columns = self.stretches(count, width)[:, None, :, :]
        inside = tf.reduce_any(rows & columns, -1)
        return tf.reshape(tf.cast(~inside, tf.float32), [count, *pixels])

    def stretches(self, count, length):
        """Which places along an axis lie in each rectangle: [count, length, rectangles]."""
        p = self.objective
        covered = min(length, max(1, round(p["side"] * length)))
        start = tf.floor(tf.random.uniform([count, 1, p["number"]], 0, length - covered + 1))
        place = tf.reshape(tf.range(length, dtype=tf.float32), [1, length, 1])
        return (place >= start) & (place < start + covered)

    def feed(self, x, known):
        p = self.objective
        seen = x * known
        if p["fill"] == "noise":
            seen += (1 - known) * tf.random.uniform(tf.shape(x), self.low, self.high)
        if p["fill"] == "mean":
            axes = [1, 2] if len(x.shape) == 4 else list(range(1, len(x.shape)))
            counted = tf.maximum(tf.reduce_sum(known, axes, keepdims=True), 1)
            seen += (1 - known) * tf.reduce_sum(x * known, axes, keepdims=True) / counted
        return seen

    def measure(self, x, y, training):
        p = self.objective
        pixels = self.known(x)
        known = pixels * tf.ones_like(x)
        given = self.feed(x, known)
        if len(self.net.inputs) == 2:
            given = [given, tf.reshape(pixels, [-1, *self.net.inputs[1].shape[1:]])]
        predicted = self.net(given, training=training)
        target = tf.reshape(x, tf.shape(predicted))
        observed = tf.reshape(known, tf.shape(predicted))
        errors = element_losses(p["loss"], target, predicted, p["huberDelta"])
        counts = {"everything": tf.ones_like(observed), "holes": 1 - observed, "observed": observed}[p["lossOn"]]
        squares = tf.square(predicted - target)
        return mean_where(errors, counts), {"hole": mean_where(squares, 1 - observed)}


def mean_where(values, counts):
    return tf.reduce_sum(values * counts) / tf.maximum(tf.reduce_sum(counts), 1)


def make(settings):
    return Inpaint(build(), settings)
