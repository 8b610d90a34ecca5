"""Rows: each column is compared as it should be; known cells may be hidden, and then have to be filled in."""

import tensorflow as tf
from model import build
from training import Objective, element_losses, mean_where, there


class Rows(Objective):
    @property
    def columns(self):
        return self.settings["data"]["form"]["columns"]

    @property
    def terms(self):
        kinds = {column["type"] == "category" for column in self.columns}
        return (("numbers",) if False in kinds else ()) + (("categories", "right") if True in kinds else ())

    def draw_kept(self, batch):
        """0 for the cells that are hidden, all values of one alike."""
        kept = tf.cast(tf.random.uniform([batch, len(self.columns)]) >= self.objective["hide"], tf.float32)
        parts = [tf.repeat(kept[:, at : at + 1], width_of(column), 1) for at, column in enumerate(self.columns)]
        return tf.concat(parts, 1)

    def measure(self, x, y, training):
        p = self.objective
        observed = there(y)
        known = observed * self.draw_kept(tf.shape(x)[0]) if p["hide"] > 0 else observed
        fed = x * known
        predicted = self.net([fed, known] if len(self.net.inputs) > 1 else fed, training=training)
        counted = observed - known if p["lossOn"] == "hidden" and p["hide"] > 0 else observed
        numbers, categories = [], []
        for column in self.columns:
            cut = slice(column["start"], column["start"] + width_of(column))
            wanted, made, counts = x[:, cut], predicted[:, cut], counted[:, cut][:, :1]
            (categories if column["type"] == "category" else numbers).append((column, wanted, made, counts))
        total = weight = 0.0
        terms, squares, entropies, rights = {}, [], [], []
        for column, wanted, made, counts in numbers:
            squared = tf.square(made - wanted)
            squares.append((squared, counts))
            losses = element_losses("huber", wanted, made) if p["numbers"] == "huber" else squared
            total += column["weight"] * tf.reduce_sum(losses * counts)
            weight += column["weight"] * tf.reduce_sum(counts)
        for column, wanted, made, counts in categories:
            own = tf.reduce_sum(wanted * made, 1, keepdims=True)
            entropy = tf.reduce_logsumexp(made, 1, keepdims=True) - own
            entropies.append((entropy, counts))
            rights.append((tf.cast(own >= tf.reduce_max(made, 1, keepdims=True), tf.float32), counts))
            total += column["weight"] * tf.reduce_sum(entropy * counts)
            weight += column["weight"] * tf.reduce_sum(counts)
        for name, cells in (("numbers", squares), ("categories", entropies), ("right", rights)):
            if cells:
                values, counts = zip(*cells)
                terms[name] = mean_where(tf.concat(values, 1), tf.concat(counts, 1))
        return total / tf.maximum(weight, 1e-6), terms


def width_of(column):
    return len(column["categories"]) if column["type"] == "category" else 1


def make(settings):
    return Rows(build(), settings)
